use std::sync::Arc;

use thalweg_log::{Batch, NewEvent};
use thalweg_wire::JobApproval;

use super::events::{add_job, fence};
use super::task::{Appending, JobTask};
use crate::append::{Gone, append};
use crate::sessions::InSession;

impl JobTask {
    /// What it asked last, if it is decided and its run was not told.
    pub(super) fn decided_untold(&self) -> Option<&JobApproval> {
        let mut asked = self.job.approvals();
        asked.find(|asked| Some(asked.id) == self.untold && asked.decision.is_some())
    }

    /// Commits the job as it is now, after `events`.
    pub(super) async fn put(&mut self, events: Vec<NewEvent>) -> Result<(), Gone> {
        self.commit(events).await
    }

    /// The same, to be waited for while the call goes on.
    pub(super) fn commit(&mut self, events: Vec<NewEvent>) -> Appending {
        let mut batch = Batch::of(events);
        if let Some(decided) = self.decided_untold() {
            let told = self.link.as_ref();
            let told = told.map(|link| link.approval(&self.job, decided));
            batch.events.extend(told);
            self.untold = None;
        }
        self.add_job(&mut batch);
        fence(&mut batch, &self.job, self.token);
        if let Some(link) = &self.link {
            link.guard(&mut batch);
        }
        if let Some(own) = self.session.as_ref().filter(|_| self.job.status.is_end()) {
            // Nothing is said of how far it is after its end.
            own.close();
        }
        let chat = self.chat.clone();
        let session = self.session.as_ref().map(|own| Arc::clone(own.session()));
        let (job, asks) = (self.job.id, self.job.asking().map(|asked| asked.id));
        Box::pin(async move {
            let patience = chat.config().patience;
            let appended = append(chat.hub().clone(), batch, patience).await?;
            if let Some(session) = session {
                InSession::asks(&session, job, asks);
                InSession::committed(&chat, &session, &appended);
            }
            Ok(())
        })
    }

    /// The job as it is now, in its own channel and where else it is told of.
    pub(super) fn add_job(&self, batch: &mut Batch) {
        let told = self.in_session();
        let (job, request) = (&self.job, &self.request_id);
        add_job(batch, job, &self.owner, request, told.as_ref());
        if let Some(link) = &self.link {
            link.add(batch, &self.job);
        }
    }
}
