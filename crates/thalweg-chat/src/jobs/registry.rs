use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use thalweg_log::PrincipalId;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::JobConfig;
use super::pending::Pending;
use super::places::Places;
use crate::tools::Reports;

/// The jobs that this process executes.
pub(crate) struct JobRegistry {
    state: Mutex<State>,
    config: JobConfig,
    places: Places,
}

#[derive(Default)]
struct State {
    draining: bool,
    jobs: HashMap<Uuid, Arc<JobHandle>>,
    /// How many jobs of each wait or run.
    open: HashMap<PrincipalId, usize>,
}

/// Why no further job can be taken on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Draining,
    /// Of this principal.
    TooMany,
    /// Of everybody.
    Full,
}

/// Why a job is ended from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobHalt {
    /// Somebody stopped it.
    Stopped,
    /// The server goes away.
    Interrupted,
    /// Its run ends, and writes the job's end down with its own; see [`super::OpenJob`].
    WithRun,
}

/// A job's task, seen from outside.
pub(crate) struct JobHandle {
    owner: PrincipalId,
    /// A run waits for it.
    is_of_run: bool,
    why: OnceLock<JobHalt>,
    halted: CancellationToken,
    /// What it asked people so far: leave, then questions.
    asked: Mutex<Vec<Arc<Pending>>>,
    ended: CancellationToken,
    reports: OnceLock<Arc<Reports>>,
}

impl JobHandle {
    fn new(owner: &PrincipalId, is_of_run: bool) -> Self {
        Self {
            owner: owner.clone(),
            is_of_run,
            why: OnceLock::new(),
            halted: CancellationToken::new(),
            asked: Mutex::default(),
            ended: CancellationToken::new(),
            reports: OnceLock::new(),
        }
    }

    pub(crate) const fn owner(&self) -> &PrincipalId {
        &self.owner
    }

    /// Ends the job because the server goes away: by itself, or, if a run waits for it, with that.
    pub(crate) fn interrupt(&self) {
        self.halt(if self.is_of_run {
            JobHalt::WithRun
        } else {
            JobHalt::Interrupted
        });
    }

    /// Tells the task to end; the first reason counts.
    pub(crate) fn halt(&self, why: JobHalt) {
        self.why.get_or_init(|| why);
        self.halted.cancel();
    }

    /// Waits until somebody tells the task to end.
    pub(crate) async fn halted(&self) -> JobHalt {
        self.halted.cancelled().await;
        // The reason is set before the token is cancelled.
        self.why.get().copied().unwrap_or(JobHalt::Interrupted)
    }

    /// Something is asked under that id, from now on.
    pub(crate) fn ask(&self, id: Uuid) -> Arc<Pending> {
        let pending = Arc::new(Pending::new(id));
        self.asked.lock().push(Arc::clone(&pending));
        pending
    }

    /// What was asked under that id.
    pub(crate) fn asked(&self, id: Uuid) -> Option<Arc<Pending>> {
        let asked = self.asked.lock();
        asked.iter().find(|pending| pending.id == id).cloned()
    }

    /// Whether somebody is asked now.
    pub(crate) fn asks(&self) -> bool {
        let asked = self.asked.lock();
        asked.iter().any(|pending| !pending.is_decided())
    }

    /// All decisions are committed, or never will be.
    pub(crate) fn settle(&self) {
        for pending in &*self.asked.lock() {
            pending.settle();
        }
    }

    /// Waits until the task has ended.
    pub(crate) async fn ended(&self) {
        self.ended.cancelled().await;
    }

    pub(crate) fn begin(&self, reports: &Arc<Reports>) {
        let _ = self.reports.set(Arc::clone(reports));
    }

    /// How much is done, if the tool began and said so.
    pub(crate) fn progress(&self) -> Option<f64> {
        self.reports.get().and_then(|reports| reports.latest())
    }

    /// Whether the tool has begun.
    pub(crate) fn has_begun(&self) -> bool {
        self.reports.get().is_some()
    }
}

/// A job's place in the registry; dropping it takes the job out, whatever happened to its task.
pub(crate) struct JobSlot {
    registry: Arc<JobRegistry>,
    job: Uuid,
    handle: Arc<JobHandle>,
}

impl JobSlot {
    pub(crate) fn handle(&self) -> &JobHandle {
        &self.handle
    }
}

impl Drop for JobSlot {
    fn drop(&mut self) {
        let owner = &self.handle.owner;
        let mut state = self.registry.state.lock();
        state.jobs.remove(&self.job);
        if let Some(open) = state.open.get_mut(owner) {
            *open -= 1;
            if *open == 0 {
                state.open.remove(owner);
                self.registry.places.forget(owner);
            }
        }
        drop(state);
        self.handle.settle();
        self.handle.ended.cancel();
    }
}

impl JobRegistry {
    pub(crate) fn new(config: JobConfig) -> Self {
        Self {
            state: Mutex::default(),
            config,
            places: Places::new(config.running, config.running_of_one),
        }
    }

    /// Takes a place for a job that is about to come into being. One of a run is taken on while the
    /// server goes down, as long as the run may go on.
    pub(crate) fn begin(
        self: &Arc<Self>,
        job: Uuid,
        owner: &PrincipalId,
        of_run: bool,
    ) -> Result<JobSlot, Refused> {
        let mut state = self.state.lock();
        if state.draining && !of_run {
            return Err(Refused::Draining);
        }
        if state.jobs.len() >= self.config.open {
            return Err(Refused::Full);
        }
        let open = state.open.entry(owner.clone()).or_default();
        if *open >= self.config.open_of_one {
            return Err(Refused::TooMany);
        }
        *open += 1;
        let handle = Arc::new(JobHandle::new(owner, of_run));
        state.jobs.insert(job, Arc::clone(&handle));
        Ok(JobSlot {
            registry: Arc::clone(self),
            job,
            handle,
        })
    }

    pub(crate) fn get(&self, job: Uuid) -> Option<Arc<JobHandle>> {
        self.state.lock().jobs.get(&job).cloned()
    }

    pub(crate) fn count(&self) -> usize {
        self.state.lock().jobs.len()
    }

    pub(crate) const fn places(&self) -> &Places {
        &self.places
    }

    /// Whether no further job may begin.
    pub(crate) fn is_draining(&self) -> bool {
        self.state.lock().draining
    }

    /// Lets no further job begin and gives those that go on.
    pub(crate) fn drain(&self) -> Vec<Arc<JobHandle>> {
        let mut state = self.state.lock();
        state.draining = true;
        state.jobs.values().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn jobs_are_counted_for_each_and_for_all() {
        let config = JobConfig {
            open_of_one: 1,
            open: 2,
            ..JobConfig::default()
        };
        let registry = Arc::new(JobRegistry::new(config));
        let (ann, bob, eve) = ["ann", "bob", "eve"]
            .map(|name| name.parse().expect("a principal"))
            .into();
        let begin = |n, who| registry.begin(Uuid::from_u128(n), who, false);
        let one = begin(1, &ann).expect("there is room");
        assert_eq!(begin(2, &ann).err(), Some(Refused::TooMany));
        let _two = begin(2, &bob).expect("there is room");
        assert_eq!(begin(3, &eve).err(), Some(Refused::Full));
        drop(one);
        assert_eq!(registry.count(), 1);
        assert!(begin(3, &ann).is_ok());
        registry.drain();
        assert_eq!(begin(4, &ann).err(), Some(Refused::Draining));
    }
}
