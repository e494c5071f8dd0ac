use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use thalweg_log::{Batch, NewEvent};
use thalweg_wire::FieldError;

use super::SourceError;
use super::names::commit;
use crate::Chat;
use crate::key::{Found, Key};

/// What is kept under an idempotency key. Stored by name: add, never rename.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Answer<T> {
    Created(Box<T>),
    Invalid(Vec<FieldError>),
}

/// A definition that is there.
pub(super) enum Created<T> {
    /// It came into being.
    Now(T),
    /// It was made by the same request before; this is what was answered.
    Before(T),
}

/// Makes a definition once under `key`, and commits it with `event`, which tells of it. Faults are kept
/// under the key too. To be called under the owner's lock.
pub(super) async fn create<T: Serialize + DeserializeOwned>(
    chat: &Chat,
    key: Option<Key>,
    make: impl Future<Output = Result<T, SourceError>>,
    event: impl FnOnce(&T) -> NewEvent,
) -> Result<Created<T>, SourceError> {
    if let Some(key) = &key
        && let Some(found) = key.recall(&**chat.hub().store()).await?
    {
        return match found {
            Found::Same(answer) => answered(answer).map(Created::Before),
            Found::Other => Err(SourceError::Mismatch),
        };
    }
    let (answer, events) = match make.await {
        Ok(made) => {
            let event = event(&made);
            (Answer::Created(Box::new(made)), vec![event])
        }
        Err(SourceError::Invalid(errors)) => (Answer::Invalid(errors), Vec::new()),
        Err(other) => return Err(other),
    };
    if !events.is_empty() || key.is_some() {
        let batch = Batch {
            idempotency: key.as_ref().map(|key| key.record(&answer)),
            ..Batch::of(events)
        };
        commit(chat, batch).await?;
    }
    answered(answer).map(Created::Now)
}

fn answered<T>(answer: Answer<T>) -> Result<T, SourceError> {
    match answer {
        Answer::Created(made) => Ok(*made),
        Answer::Invalid(errors) => Err(SourceError::Invalid(errors)),
    }
}
