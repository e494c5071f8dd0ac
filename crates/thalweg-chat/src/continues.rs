use thalweg_log::PrincipalId;
use thalweg_wire::{ContinueRun, Conversation, DoneStatus, Run, StartRun, WhenBusy};

use crate::history::choose;
use crate::plan::{Plan, request_of};
use crate::validate::wrong;
use crate::{Chat, Rejection, StartRunError};

impl Chat {
    /// Checks a request to write on in the message of `run`. The conversation's lock is held.
    pub(crate) async fn plan_more(
        &self,
        by: &PrincipalId,
        run: &Run,
        ask: &ContinueRun,
    ) -> Result<Plan, StartRunError> {
        if ask.when_busy == Some(WhenBusy::Queue) {
            let words = "a continuation does not wait; use `reject` or `stop`";
            return Err(Rejection::Fields(vec![wrong("whenBusy", words)]).into());
        }
        let row = self.owned(by, run.conversation_id).await?;
        let known = row.ok_or(StartRunError::NotFound)?.value.conversation;
        let newest = self
            .store()
            .writer_of(known.id, run.assistant_message_id)
            .await?;
        let newest = newest.filter(|newest| newest.run.id == run.id);
        let Some(newest) = newest.map(|row| row.run) else {
            return Err(not("a later run wrote on in this answer; continue that one").into());
        };
        let Some(ended) = newest.ended else {
            return Err(StartRunError::Busy { run_id: run.id });
        };
        match ended {
            DoneStatus::Stopped
            | DoneStatus::Length
            | DoneStatus::Interrupted
            | DoneStatus::Error => {}
            DoneStatus::Complete => return Err(not("the answer is complete").into()),
            DoneStatus::Refused => return Err(not("the model refused to answer").into()),
        }
        let base = self.written(&newest).await?;
        let Some(base) =
            base.filter(|base| !base.content.is_empty() || !base.tool_calls.is_empty())
        else {
            let words = "the answer has no text yet; have its question answered again";
            return Err(not(words).into());
        };
        let models = self.models();
        let own = Some(newest.model.as_str());
        let model = choose(&models, ask.model.as_deref(), own).map_err(Rejection::UnknownModel)?;
        if let Some(busy) = self.in_the_way(&known).await? {
            busy.give_way(ask.when_busy)?;
        }
        let turns = self.turns_to(known.id, base.id).await?;
        let tools = self.offers(by, known.tools.as_deref()).await?;
        let request = request_of(model, &known, &StartRun::default(), turns, tools)?;
        Ok(Plan {
            run_id: self.ids().next(),
            conversation: Conversation {
                updated_at: self.now(),
                ..known
            },
            is_new: false,
            message: None,
            message_id: newest.message_id,
            parent_id: newest.parent_id,
            assistant_message_id: base.id,
            continues: Some((newest.id, base)),
            rest: None,
            model: model.id.clone(),
            request: Ok(request),
        })
    }
}

fn not(words: &str) -> Rejection {
    Rejection::NotContinuable(words.into())
}
