use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use thalweg_log::PrincipalId;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The runs that this process is working on.
pub(crate) struct Registry {
    state: Mutex<State>,
    draining: CancellationToken,
    max_runs: usize,
}

#[derive(Default)]
struct State {
    draining: bool,
    runs: HashMap<Uuid, Arc<Handle>>,
}

/// Why a run is ended from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Halt {
    /// Somebody stopped it.
    Stopped,
    /// The server goes away.
    Interrupted,
}

/// Why no further run can be worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    Draining,
    Full,
}

/// A run's task, seen from outside.
pub(crate) struct Handle {
    owner: PrincipalId,
    why: OnceLock<Halt>,
    halted: CancellationToken,
    ended: CancellationToken,
}

impl Handle {
    pub(crate) const fn owner(&self) -> &PrincipalId {
        &self.owner
    }

    /// Tells the task to end; the first reason counts.
    pub(crate) fn halt(&self, why: Halt) {
        self.why.get_or_init(|| why);
        self.halted.cancel();
    }

    /// Waits until somebody tells the task to end.
    pub(crate) async fn halted(&self) -> Halt {
        self.halted.cancelled().await;
        // The reason is set before the token is cancelled.
        self.why.get().copied().unwrap_or(Halt::Interrupted)
    }

    /// Waits until the task has ended.
    pub(crate) async fn ended(&self) {
        self.ended.cancelled().await;
    }
}

/// A run's place in the registry; dropping it takes the run out, whatever happened to its task.
pub(crate) struct Slot {
    registry: Arc<Registry>,
    run: Uuid,
    handle: Arc<Handle>,
}

impl Slot {
    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.registry.state.lock().runs.remove(&self.run);
        self.handle.ended.cancel();
    }
}

impl Registry {
    pub(crate) fn new(max_runs: usize) -> Self {
        Self {
            state: Mutex::default(),
            draining: CancellationToken::new(),
            max_runs,
        }
    }

    /// Takes a place for a run that is about to start.
    pub(crate) fn begin(self: &Arc<Self>, run: Uuid, owner: &PrincipalId) -> Result<Slot, Refused> {
        let handle = Arc::new(Handle {
            owner: owner.clone(),
            why: OnceLock::new(),
            halted: CancellationToken::new(),
            ended: CancellationToken::new(),
        });
        let mut state = self.state.lock();
        if state.draining {
            return Err(Refused::Draining);
        }
        if state.runs.len() >= self.max_runs {
            return Err(Refused::Full);
        }
        state.runs.insert(run, Arc::clone(&handle));
        Ok(Slot {
            registry: Arc::clone(self),
            run,
            handle,
        })
    }

    pub(crate) fn get(&self, run: Uuid) -> Option<Arc<Handle>> {
        self.state.lock().runs.get(&run).cloned()
    }

    pub(crate) fn count(&self) -> usize {
        self.state.lock().runs.len()
    }

    /// Is cancelled when the server begins to go down.
    pub(crate) fn draining(&self) -> CancellationToken {
        self.draining.clone()
    }

    /// Lets no further run begin and gives those that go on.
    pub(crate) fn drain(&self) -> Vec<Arc<Handle>> {
        let mut state = self.state.lock();
        state.draining = true;
        self.draining.cancel();
        state.runs.values().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_slot_leaves_when_dropped_and_a_full_or_draining_registry_refuses() {
        let registry = Arc::new(Registry::new(1));
        let owner = PrincipalId::owner();
        let slot = registry.begin(Uuid::from_u128(1), &owner).ok();
        let full = registry.begin(Uuid::from_u128(2), &owner);
        assert_eq!(full.err(), Some(Refused::Full));
        let handle = registry.get(Uuid::from_u128(1)).expect("it is there");
        handle.halt(Halt::Stopped);
        handle.halt(Halt::Interrupted);
        assert_eq!(handle.halted().await, Halt::Stopped);
        drop(slot);
        handle.ended().await;
        assert_eq!(registry.count(), 0);
        assert!(registry.drain().is_empty());
        let late = registry.begin(Uuid::from_u128(3), &owner);
        assert_eq!(late.err(), Some(Refused::Draining));
    }
}
