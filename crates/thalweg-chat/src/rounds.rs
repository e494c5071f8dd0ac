use thalweg_wire::{ErrorCode, Role};
use tokio::time::Instant;
use tracing::error;

use crate::append::Gone;
use crate::calls::Round;
use crate::said::Said;
use crate::task::{Outcome, RunTask, failure};
use crate::{Draft, ModelError, ModelRequest, Turn};

impl RunTask {
    /// Asks the model, does what it calls for, and asks again with the results, until it ends or is
    /// ended. No append is under way when this returns, and no call.
    pub(crate) async fn converse(
        &self,
        request: Result<ModelRequest, ModelError>,
        said: &mut Said,
    ) -> Result<Outcome, Gone> {
        let mut request = match request {
            Ok(request) => request,
            Err(failure) => return Ok(Outcome::Failed(failure)),
        };
        let most = self.chat.config().rounds;
        let mut rounds = 0;
        loop {
            let before = Draft::content_of(said.gather.draft().parts()).len();
            let outcome = self.listen(&request, said).await?;
            let wishes = std::mem::take(&mut said.calls);
            if !matches!(outcome, Outcome::Finished(_)) || wishes.is_empty() {
                return Ok(outcome);
            }
            let mut text = Draft::content_of(said.gather.draft().parts());
            text.drain(..before);
            let over = (rounds == most).then_some(most);
            let began = Instant::now();
            let round = self.call(wishes, &request, over, &mut said.gather).await?;
            said.away += began.elapsed();
            let calls = match round {
                Round::Called(calls) => calls,
                Round::Halted(halt, open) => {
                    said.open = open;
                    return Ok(Outcome::Halted(halt));
                }
                Round::Failed(cause) => {
                    error!(run.id = %self.run.id, error = %cause, "tools cannot be looked up");
                    let words = "something failed in the server";
                    return Ok(Outcome::Failed(failure(ErrorCode::Internal, words)));
                }
            };
            request.no_calls = over.is_some();
            rounds += 1;
            let kept = said.end_round(calls.first().map(|call| &*call.id));
            request.turns.push(Turn {
                role: Role::Assistant,
                text,
                kept,
                calls,
            });
        }
    }
}
