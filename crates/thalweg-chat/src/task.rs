use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::time::Duration;

use futures_util::{FutureExt as _, StreamExt as _};
use thalweg_log::{Appended, Batch, ChannelName, Condition, FenceName, PrincipalId, Timestamp};
use thalweg_wire::{ChatMessage, DoneStatus, ErrorCode, Run, RunError, Time, Timing, Usage};
use tokio::sync::oneshot;
use tokio::time::Instant;
use tracing::{error, warn};

use crate::append::{Gone, append};
use crate::finish::Ending;
use crate::naming::{FIRST_MESSAGES, Naming};
use crate::registry::{Halt, Slot};
use crate::said::Said;
use crate::{
    Chat, FinishReason, MessagePrivate, ModelDelta, ModelError, ModelRequest, ToolRequest,
};

/// One run at work. It ends with its terminal transaction, or leaves the run to recovery if the
/// store fails for too long; if somebody else ended the run, it ends in silence.
pub(crate) struct RunTask {
    pub(crate) chat: Chat,
    pub(crate) run: Run,
    pub(crate) owner: PrincipalId,
    /// The message as it was, if the run writes on in one.
    pub(crate) base: Option<ChatMessage>,
    /// The run's fence and the token of its opening.
    pub(crate) fence: (FenceName, u64),
    /// The conversation's channel.
    pub(crate) channel: ChannelName,
    pub(crate) request_id: String,
    /// When the run was asked for.
    pub(crate) asked: Instant,
    pub(crate) slot: Slot,
}

type Appending = Pin<Box<dyn Future<Output = Result<Appended, Gone>> + Send>>;

/// How the model's part ended.
pub(crate) enum Outcome {
    Finished(FinishReason),
    Failed(ModelError),
    /// Without a word on how it ended.
    Cut,
    Halted(Halt),
    TooLong,
}

impl RunTask {
    /// Works the run off, which is being committed: `begun` gives the time of it, or nothing if the
    /// log did not take it. Without `hurries` the model is asked only then.
    ///
    /// With an error in place of a request it just tells that.
    pub(crate) async fn work(
        self,
        request: Result<ModelRequest, ModelError>,
        begun: oneshot::Receiver<Timestamp>,
        hurries: bool,
    ) {
        let begun = begun.shared();
        if !hurries && begun.clone().await.is_err() {
            return;
        }
        let mut said = Said::new(self.run.assistant_message_id, self.base.as_ref());
        let turns = request.as_ref().map_or(0, |request| request.turns.len());
        // A provider that panics must not leave its run open.
        let listened = {
            let listening = AssertUnwindSafe(self.converse(request, &mut said)).catch_unwind();
            tokio::select! {
                listened = listening => listened,
                Err(_) = begun.clone() => return,
            }
        };
        let Ok(created_at) = begun.await else {
            return;
        };
        let outcome = match listened {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(Gone::Fenced | Gone::GaveUp)) => return,
            Err(_) => {
                error!(run.id = %self.run.id, request.id = %self.request_id, "a provider panicked");
                Outcome::Failed(failure(
                    ErrorCode::Internal,
                    "something failed in the server",
                ))
            }
        };
        let ending = self.ending(outcome, said, created_at);
        // Whatever goes wrong here was logged, and recovery ends the run.
        let ended = self.chat.finish(&ending).await;
        if ended.is_ok() && turns <= FIRST_MESSAGES {
            self.name(&ending);
        }
        let chat = self.chat.clone();
        // The run has ended for whoever waits for it before the next one starts.
        drop(self);
        if ended == Ok(true) {
            chat.go_on_with(ending.run.conversation_id);
        }
    }

    /// Has the conversation named, if this was its first answer.
    fn name(&self, ending: &Ending) {
        let answered = matches!(
            ending.status,
            DoneStatus::Complete | DoneStatus::Length | DoneStatus::Stopped
        );
        if answered {
            Naming {
                chat: self.chat.clone(),
                owner: self.owner.clone(),
                conversation: self.run.conversation_id,
                leaf: self.run.assistant_message_id,
                model: self.run.model.clone(),
            }
            .begin();
        }
    }

    /// Asks the model and appends what it says, until it ends or is ended. The call is dropped
    /// when this returns, and no append is under way.
    pub(crate) async fn listen(
        &self,
        request: &ModelRequest,
        said: &mut Said,
    ) -> Result<Outcome, Gone> {
        let may_call = !request.tools.is_empty() && !request.no_calls;
        let config = *self.chat.config();
        let mut halted = pin!(self.slot.handle().halted());
        let asked = tokio::select! {
            biased;
            halt = &mut halted => return Ok(Outcome::Halted(halt)),
            asked = self.chat.providers().stream(request) => asked,
        };
        let mut stream = match asked {
            Ok(stream) => stream,
            Err(failure) => return Ok(Outcome::Failed(failure)),
        };
        let mut appending: Option<Appending> = None;
        // The first text is due at once, later text a window after the append before it.
        let mut due = Instant::now();
        let mut timer = pin!(tokio::time::sleep_until(due));
        let outcome = loop {
            let waiting = said.gather.waiting();
            if waiting > 0
                && appending.is_none()
                && (waiting >= config.join_bytes || Instant::now() >= due)
            {
                appending = Some(self.append(said));
                due = Instant::now() + config.join_window;
                timer.as_mut().reset(due);
            }
            let waiting = said.gather.waiting();
            let idle = appending.is_none();
            tokio::select! {
                biased;
                halt = &mut halted => break Outcome::Halted(halt),
                appended = wait(&mut appending), if !idle => {
                    appending = None;
                    appended?;
                }
                () = &mut timer, if idle && waiting > 0 => {}
                // A model that is faster than the store waits for it.
                delta = stream.next(), if waiting < config.gather_bytes => match delta {
                    Some(Ok(ModelDelta::Piece { kind, text })) => said.hear(kind, &text),
                    Some(Ok(ModelDelta::Usage(usage))) => said.usage = Some(usage),
                    Some(Ok(ModelDelta::ToolCall(call))) if may_call => said.calls.push(call),
                    // Nothing was offered, so whatever the model calls is not there.
                    Some(Ok(ModelDelta::ToolCall(call))) => break Outcome::Failed(no_tool(&call)),
                    Some(Ok(ModelDelta::Keep(kept))) => said.keep(kept, config.answer_bytes),
                    Some(Ok(ModelDelta::Finish(reason))) => break Outcome::Finished(reason),
                    Some(Err(failure)) => break Outcome::Failed(failure),
                    None => break Outcome::Cut,
                },
            }
            if said.gather.total() >= config.answer_bytes {
                break Outcome::TooLong;
            }
        };
        // The call goes first: a stop must reach the model even while the store is slow.
        drop(stream);
        said.count(request);
        if appending.is_some() {
            wait(&mut appending).await?;
        }
        Ok(outcome)
    }

    fn append(&self, said: &mut Said) -> Appending {
        let batch = Batch {
            events: said.gather.take(&self.channel),
            conditions: vec![Condition::Fence {
                name: self.fence.0.clone(),
                token: self.fence.1,
            }],
            ..Batch::default()
        };
        let patience = self.chat.config().patience;
        Box::pin(append(self.chat.hub().clone(), batch, patience))
    }

    fn ending(&self, outcome: Outcome, said: Said, created_at: Timestamp) -> Ending {
        let usage = said.whole_usage();
        let Said {
            mut gather,
            kept,
            first,
            away,
            anything,
            rounds,
            open,
            counted,
            ..
        } = said;
        let (status, failure) = match outcome {
            Outcome::Finished(FinishReason::Complete | FinishReason::ToolCalls) if !anything => (
                DoneStatus::Error,
                Some(failure(
                    ErrorCode::ModelEmpty,
                    "the model gave an empty answer; ask again, or ask another model",
                )),
            ),
            Outcome::Finished(FinishReason::Complete | FinishReason::ToolCalls) => {
                (DoneStatus::Complete, None)
            }
            Outcome::Finished(FinishReason::Length) | Outcome::TooLong => {
                (DoneStatus::Length, None)
            }
            Outcome::Finished(FinishReason::Refused) => (DoneStatus::Refused, None),
            Outcome::Halted(Halt::Stopped) => (DoneStatus::Stopped, None),
            Outcome::Halted(Halt::Interrupted) => (DoneStatus::Interrupted, None),
            Outcome::Failed(failure) => (DoneStatus::Error, Some(failure)),
            Outcome::Cut => (
                DoneStatus::Interrupted,
                Some(failure(
                    ErrorCode::Interrupted,
                    "the model's answer broke off; ask again to have it whole",
                )),
            ),
        };
        if let Some(failure) = &failure {
            // The words are ours, for a person: no text of a prompt and none of the upstream's.
            warn!(
                run.id = %self.run.id,
                request.id = %self.request_id,
                run.model = %self.run.model,
                error.code = failure.code.as_str(),
                error = %failure,
                "a run failed"
            );
        }
        let tokens = gather.take(&self.channel);
        let (parts, calls) = gather.into_parts();
        Ending {
            run: self.run.clone(),
            owner: self.owner.clone(),
            created_at: match &self.base {
                Some(base) => base.created_at,
                None => Time(created_at),
            },
            token: Some(self.fence.1),
            status,
            parts,
            calls,
            jobs: open,
            approvals: Vec::new(),
            private: (kept.is_some() || !rounds.is_empty())
                .then_some(MessagePrivate { kept, rounds }),
            error: failure.map(|failure| RunError {
                retryable: failure.code.is_retryable(),
                code: failure.code,
                message: failure.message,
                request_id: self.request_id.clone(),
                retry_after_ms: failure.retry_after_ms,
            }),
            usage,
            timing: Some(timing(self.asked, first, away, usage)),
            tokens,
            spent: self.chat.quota().is_on().then_some(counted),
        }
    }
}

/// Waits for the append that is under way, which the caller takes out afterwards.
async fn wait(appending: &mut Option<Appending>) -> Result<Appended, Gone> {
    match appending {
        Some(append) => append.await,
        None => std::future::pending().await,
    }
}

pub(crate) fn failure(code: ErrorCode, message: &str) -> ModelError {
    ModelError {
        code,
        message: message.into(),
        retry_after_ms: None,
    }
}

fn no_tool(call: &ToolRequest) -> ModelError {
    // The name is the model's and may be anything, so that only its beginning is shown.
    let name: String = call
        .name
        .chars()
        .filter(|c| !c.is_control())
        .take(64)
        .collect();
    let message = format!("the model called the tool `{name}`, which is not there; ask again");
    failure(ErrorCode::ToolUnavailable, &message)
}

fn timing(asked: Instant, first: Option<Instant>, away: Duration, usage: Option<Usage>) -> Timing {
    let now = Instant::now();
    let ms =
        |from: Instant, to: Instant| u32::try_from((to - from).as_millis()).unwrap_or(u32::MAX);
    // A rate over less than a hundredth of a second would say nothing.
    let writing = first.map(|first| (now - first).saturating_sub(away).as_secs_f64());
    let rate = writing
        .filter(|seconds| *seconds >= 0.01)
        .zip(usage)
        .map(|(seconds, usage)| f64::from(usage.output_tokens) / seconds);
    Timing {
        first_token_ms: first.map(|first| ms(asked, first)),
        total_ms: ms(asked, now),
        tokens_per_second: rate.map(|rate| (rate * 10.0).round() / 10.0),
    }
}
