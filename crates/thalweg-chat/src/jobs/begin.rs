use std::sync::Arc;

use serde_json::{Map, Value};
use thalweg_log::{AppendError, Batch, IdempotencyRecord, PrincipalId};
use thalweg_wire::{FieldError, Job, JobApproval, Time, ToolCallStatus};
use uuid::Uuid;

use super::link::Link;
use super::registry::Refused;
use super::size_of;
use super::task::JobTask;
use crate::Chat;
use crate::sessions::InSession;
use crate::tools::Tool;
use crate::validate::wrong;

/// Why a job did not come into being.
pub(crate) enum NotBegun {
    /// This process takes on no more.
    Refused(Refused),
    /// The log did not take it.
    Append(AppendError),
}

impl Chat {
    /// What is wrong with the arguments of a call; nothing if they fit.
    pub(crate) fn faults_of(&self, tool: &dyn Tool, args: &Map<String, Value>) -> Vec<FieldError> {
        let most = self.config().jobs.args_bytes;
        if size_of(args, most).is_none() {
            return vec![wrong("args", &format!("give at most {most} bytes of JSON"))];
        }
        tool.input().check(args)
    }

    /// A job that is about to come into being, and that waits for leave if it `asks`.
    pub(crate) fn new_job(
        &self,
        id: Uuid,
        name: &str,
        args: Map<String, Value>,
        asks: bool,
    ) -> Job {
        let now = self.now();
        let expires_at = Time(now.0.plus(self.config().jobs.approval_time));
        Job {
            id,
            name: name.to_owned(),
            args: Value::Object(args),
            status: if asks {
                ToolCallStatus::AwaitingApproval
            } else {
                ToolCallStatus::Queued
            },
            approval: asks.then(|| JobApproval {
                id: self.ids().next(),
                expires_at,
                decision: None,
                by: None,
                reason: None,
                form: None,
                content: None,
            }),
            questions: Vec::new(),
            progress: None,
            log: None,
            output: None,
            error: None,
            created_at: now,
            started_at: None,
            ended_at: None,
            run_id: None,
            tool_call_id: None,
            as_of: None,
        }
    }

    /// Commits a job and sets a task to execute it.
    pub(super) async fn begin_job(
        &self,
        new: NewJob,
        record: Option<IdempotencyRecord>,
    ) -> Result<(), NotBegun> {
        let task = self.take_on(new).map_err(NotBegun::Refused)?;
        let mut batch = Batch {
            idempotency: record,
            ..Batch::default()
        };
        task.add_to(&mut batch);
        let appended = self.hub().append(batch).await;
        task.committed(&appended.map_err(NotBegun::Append)?);
        self.execute(task);
        Ok(())
    }

    /// Takes a place for a job that is about to come into being; with `task.add_to` it does.
    pub(crate) fn take_on(&self, new: NewJob) -> Result<JobTask, Refused> {
        let NewJob {
            mut job,
            owner,
            tool,
            request_id,
            session,
            link,
        } = new;
        let slot = self.jobs().begin(job.id, &owner, link.is_some())?;
        let untold = job.asking().map(|asked| asked.id);
        if let Some(id) = untold {
            let pending = slot.handle().ask(id);
            pending.show(link.as_ref().map(Link::waits));
        }
        // Who finds a free place begins at once, with one commit less.
        let mut place = None;
        if job.status == ToolCallStatus::Queued {
            place = self.jobs().places().try_take(&owner);
        }
        if place.is_some() {
            job.status = ToolCallStatus::Running;
            job.started_at = Some(job.created_at);
        }
        Ok(JobTask {
            chat: self.clone(),
            job,
            owner,
            tool,
            token: self.ids().entropy().next_u64(),
            request_id,
            slot: Arc::new(slot),
            session,
            place,
            link,
            tell: None,
            untold,
        })
    }

    /// Executes a job that was committed.
    pub(crate) fn execute(&self, task: JobTask) {
        self.tasks().spawn("job", |_| task.work());
    }
}

/// A job that is about to come into being.
pub(crate) struct NewJob {
    pub(crate) job: Job,
    pub(crate) owner: PrincipalId,
    pub(crate) tool: Arc<dyn Tool>,
    /// Finds the request in the log.
    pub(crate) request_id: String,
    /// The call of a session that it is, if it is one.
    pub(crate) session: Option<InSession>,
    /// Where its run is told of it, if a model asked for it.
    pub(crate) link: Option<Link>,
}
