use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;

use serde_json::{Map, Value};
use thalweg_log::{
    Appended, Batch, ChannelName, Condition, EventClass, Fence, FenceChange, NewEvent, PrincipalId,
};
use thalweg_wire::{Job, ToolCallStatus, kind};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, error};
use uuid::Uuid;

use super::Told;
use super::events::fence_of;
use super::link::Link;
use super::places::Place;
use super::question::{Ask, decided};
use super::registry::{JobHalt, JobSlot};
use crate::append::{Gone, append};
use crate::sessions::{InSession, add_piece};
use crate::tools::{Deadline, Reported, Reports, Tool, ToolError};
use crate::{Chat, JobSession, ToolContext};

/// One job at work. It ends with its terminal transaction, or leaves the job to recovery if the store
/// fails for too long; if somebody else ended the job, it ends in silence.
pub(crate) struct JobTask {
    pub(crate) chat: Chat,
    /// As it was committed last.
    pub(crate) job: Job,
    pub(crate) owner: PrincipalId,
    pub(crate) tool: Arc<dyn Tool>,
    /// The token of its fence.
    pub(crate) token: u64,
    pub(crate) request_id: String,
    pub(crate) slot: Arc<JobSlot>,
    /// The call of a session that it is, if it is one.
    pub(crate) session: Option<InSession>,
    /// Among those that run.
    pub(crate) place: Option<Place>,
    /// Where its run is told of it, if a model asked for it.
    pub(crate) link: Option<Link>,
    /// Its run, which waits for its end.
    pub(crate) tell: Option<oneshot::Sender<Told>>,
    /// What it asked last, until its run is told what was decided.
    pub(crate) untold: Option<Uuid>,
}

/// How a job ended.
#[derive(Debug)]
pub(super) enum Outcome {
    Gave(Value),
    Failed(ToolError),
    Panicked,
    TooLate,
    Denied(String),
    Halted(JobHalt),
}

pub(super) type Appending = Pin<Box<dyn Future<Output = Result<(), Gone>> + Send>>;

/// The most questions of a call that wait until the one before them is answered.
const ASKS: usize = 8;

impl JobTask {
    /// Adds the job's beginning to `batch`.
    pub(crate) fn add_to(&self, batch: &mut Batch) {
        self.add_job(batch);
        batch.fences.push(FenceChange::Open(Fence {
            name: fence_of(self.job.id),
            holder: self.job.id,
            token: self.token,
        }));
        if let (Some(link), Some(approval)) = (&self.link, &self.job.approval) {
            batch.events.push(link.approval(&self.job, approval));
        }
    }

    /// Executes the job.
    pub(crate) async fn work(mut self) {
        let went = self.go().await;
        if went == Err(Gone::Fenced) && self.link.take().is_some() {
            // Its run ended and did not take it along, as one whose task panicked does: the job has an end
            // of its own then, of which its run is not told. If it has ended with the run, its own fence
            // says so.
            let _ = self.end(Outcome::Halted(JobHalt::Interrupted), None).await;
        }
        // Whatever else goes wrong here was logged, and recovery ends the job.
    }

    async fn go(&mut self) -> Result<(), Gone> {
        if self.job.status == ToolCallStatus::AwaitingApproval && !self.permit().await? {
            return Ok(());
        }
        if !self.wait_for_place().await? {
            return Ok(());
        }
        let reports = Arc::new(Reports::new(self.chat.config().jobs));
        let outcome = self.execute(&reports).await?;
        self.end(outcome, Some(&reports)).await
    }

    /// Calls the tool and tells what it says, until it ends or is ended. The call is dropped when
    /// this returns, and no append is under way.
    async fn execute(&mut self, reports: &Arc<Reports>) -> Result<Outcome, Gone> {
        let slot = Arc::clone(&self.slot);
        slot.handle().begin(reports);
        let deadline = Arc::new(Deadline::new(self.tool.limit()));
        let stopped = CancellationToken::new();
        let (ask, mut asks) = mpsc::channel(ASKS);
        // Kept beside the call's own: the loss of the last one would wake this task on the thread of a
        // tool that may block it next.
        let mut call = self.call(reports, &deadline, &stopped, ask.clone());
        let mut halted = pin!(slot.handle().halted());
        let mut too_late = pin!(deadline.passed());
        let mut open = None;
        let window = self.chat.config().jobs.report_window;
        let mut due = pin!(tokio::time::sleep_until(Instant::now()));
        let mut appending: Option<Appending> = None;
        let outcome = loop {
            let idle = appending.is_none();
            let told = async {
                reports.said().await;
                due.as_mut().await;
            };
            tokio::select! {
                biased;
                halt = &mut halted => break Ok(Outcome::Halted(halt)),
                done = call.join_next() => break Ok(self.outcome(done)),
                () = &mut too_late => break Ok(Outcome::TooLate),
                appended = wait(&mut appending), if !idle => {
                    appending = None;
                    if let Err(gone) = appended {
                        break Err(gone);
                    }
                }
                decided = decided(&mut open), if idle => {
                    appending = open.take().map(|open| self.answer(open, decided));
                }
                Some(ask) = asks.recv(), if idle && open.is_none() => {
                    (open, appending) = self.put_up(ask, &deadline).unzip();
                }
                () = told, if idle => {
                    appending = Some(self.report(reports));
                    due.set(tokio::time::sleep_until(Instant::now() + window));
                }
            }
        };
        // The call goes first: a stop must reach the tool even while the store is slow.
        stopped.cancel();
        drop(call);
        self.withdraw(open);
        if appending.is_some() {
            wait(&mut appending).await?;
        }
        outcome
    }

    /// The call in a task of its own, so that a tool that panics or does not yield cannot hold up
    /// the end of its job.
    fn call(
        &self,
        reports: &Arc<Reports>,
        deadline: &Arc<Deadline>,
        stopped: &CancellationToken,
        asks: mpsc::Sender<Ask>,
    ) -> JoinSet<Result<Value, ToolError>> {
        let context = ToolContext {
            chat: self.chat.clone(),
            principal: self.owner.clone(),
            job: self.job.id,
            deadline: Arc::clone(deadline),
            stopped: stopped.clone(),
            asks,
            reports: Arc::clone(reports),
        };
        let args: Map<String, Value> = self.job.args.as_object().cloned().unwrap_or_default();
        let tool = Arc::clone(&self.tool);
        let span = tracing::debug_span!("tool", tool.name = tool.name(), job.id = %self.job.id);
        let mut call = JoinSet::new();
        call.spawn(async move { tool.run(context, args).await }.instrument(span));
        call
    }

    fn outcome(&self, done: Option<Result<Result<Value, ToolError>, JoinError>>) -> Outcome {
        match done {
            Some(Ok(Ok(output))) => Outcome::Gave(output),
            Some(Ok(Err(failure))) => Outcome::Failed(failure),
            Some(Err(_)) | None => {
                error!(
                    job.id = %self.job.id,
                    request.id = %self.request_id,
                    tool.name = %self.job.name,
                    "a tool panicked"
                );
                Outcome::Panicked
            }
        }
    }

    /// Appends what the tool said since the last time.
    fn report(&self, reports: &Reports) -> Appending {
        let taken = reports.take();
        let (progress, log) = (taken.progress, taken.log.clone());
        let mut batch = Batch::of(self.reported(taken));
        batch.conditions.push(Condition::Fence {
            name: fence_of(self.job.id),
            token: self.token,
        });
        if let Some(link) = &self.link {
            link.guard(&mut batch);
        }
        let (chat, job) = (self.chat.clone(), self.job.id);
        let session = self.session.as_ref().map(|own| Arc::clone(own.session()));
        Box::pin(async move {
            let patience = chat.config().patience;
            let appended = append(chat.hub().clone(), batch, patience).await?;
            if let Some(session) = session {
                InSession::committed(&chat, &session, &appended);
                if progress.is_some() || log.is_some() {
                    InSession::told(&session, job, progress, log.as_deref());
                }
            }
            Ok(())
        })
    }

    /// The events that tell what the tool said since the last time.
    pub(super) fn reported(&self, taken: Reported) -> Vec<NewEvent> {
        let channel = ChannelName::job(self.job.id);
        let mut mirrored = Vec::new();
        if let Some(session) = self.in_session() {
            for data in &taken.partials {
                add_piece(&mut mirrored, self.job.id, data, &session, &self.owner);
            }
        }
        let (progress, log) = (taken.progress, taken.log.clone());
        let (told, pieces) = taken.data(self.job.id);
        let linked = self.link.as_ref().filter(|_| told.is_some());
        let linked = linked.map(|link| link.progress(&self.job, progress, log));
        let told = told.map(|data| {
            let event = NewEvent::new(channel.clone(), kind::JOB_PROGRESS, data);
            event.class(EventClass::Transient)
        });
        let pieces = pieces.into_iter();
        let pieces = pieces.map(|data| NewEvent::new(channel.clone(), kind::JOB_PARTIAL, data));
        let told = told.into_iter().chain(linked);
        told.chain(pieces).chain(mirrored).collect()
    }

    /// Takes note of what was committed.
    pub(super) fn committed(&self, appended: &Appended) {
        if let Some(own) = &self.session {
            InSession::committed(&self.chat, own.session(), appended);
        }
    }

    pub(super) fn in_session(&self) -> Option<JobSession> {
        self.session.as_ref().and_then(InSession::stored)
    }
}

/// Waits for the append that is under way, which the caller takes out afterwards.
async fn wait(appending: &mut Option<Appending>) -> Result<(), Gone> {
    match appending {
        Some(append) => append.await,
        None => std::future::pending().await,
    }
}
