//! What is said to a person when an upstream fails: what happened, then what to do.
//!
//! The words are ours alone. Nothing of an upstream's own words goes into them, because they may
//! hold keys, prompts or addresses.

use thalweg_chat::ModelError;
use thalweg_wire::ErrorCode;

pub(crate) fn failure(code: ErrorCode, message: impl Into<String>) -> ModelError {
    ModelError {
        code,
        message: message.into(),
        retry_after_ms: None,
    }
}

pub(crate) fn unreachable(name: &str) -> ModelError {
    let words = format!("`{name}` cannot be reached; see whether it runs, then ask again");
    failure(ErrorCode::ModelUnreachable, words)
}

pub(crate) fn broke_off_early(name: &str) -> ModelError {
    let words = format!("`{name}` closed the connection before it answered; ask again");
    failure(ErrorCode::ModelUnreachable, words)
}

pub(crate) fn no_connection_in_time(name: &str, seconds: u64) -> ModelError {
    let words = format!(
        "no connection to `{name}` within {seconds} s; see whether it runs and its address is right"
    );
    failure(ErrorCode::ModelTimeout, words)
}

pub(crate) fn no_token_in_time(name: &str, seconds: u64) -> ModelError {
    let words = format!(
        "`{name}` did not begin to answer within {seconds} s; ask again when it is less busy"
    );
    failure(ErrorCode::ModelTimeout, words)
}

pub(crate) fn silent(name: &str, seconds: u64) -> ModelError {
    let words = format!("`{name}` fell silent for {seconds} s in mid-answer; ask again");
    failure(ErrorCode::ModelTimeout, words)
}

pub(crate) fn unauthorized(name: &str) -> ModelError {
    let words =
        format!("`{name}` does not take this server's key; whoever runs it must set another");
    failure(ErrorCode::ModelUnauthorized, words)
}

pub(crate) fn no_tools(name: &str) -> ModelError {
    let words = format!("the model of `{name}` cannot call tools; ask without them");
    failure(ErrorCode::ModelRejected, words)
}

pub(crate) fn gone(name: &str) -> ModelError {
    let words =
        format!("`{name}` has no such model, or no chat at its address; choose another model");
    failure(ErrorCode::ModelGone, words)
}

pub(crate) fn too_long(name: &str) -> ModelError {
    let words = format!(
        "the conversation is longer than the model of `{name}` takes; begin a new one or ask a model with more room"
    );
    failure(ErrorCode::ContextTooLong, words)
}

pub(crate) fn rejected(name: &str) -> ModelError {
    let words = format!(
        "`{name}` does not take the request as it is; try another model, or without thinking"
    );
    failure(ErrorCode::ModelRejected, words)
}

pub(crate) fn no_credit(name: &str) -> ModelError {
    let words =
        format!("the account at `{name}` has no credit left; whoever runs it must add some");
    failure(ErrorCode::ModelRejected, words)
}

pub(crate) fn redirected(name: &str) -> ModelError {
    let words = format!(
        "`{name}` sends requests to another address; whoever runs this server must set its base URL to that"
    );
    failure(ErrorCode::ModelRejected, words)
}

pub(crate) fn rate_limited(name: &str, retry_after_ms: Option<u32>) -> ModelError {
    let words = match retry_after_ms {
        Some(ms) => {
            let seconds = ms.div_ceil(1000);
            format!("`{name}` takes no more requests now; ask again in {seconds} s")
        }
        None => format!("`{name}` takes no more requests now; ask again in a minute"),
    };
    ModelError {
        retry_after_ms,
        ..failure(ErrorCode::ModelRateLimited, words)
    }
}

pub(crate) fn overloaded(name: &str, retry_after_ms: Option<u32>) -> ModelError {
    let words = format!("`{name}` is too busy; ask again in a moment, or ask another model");
    ModelError {
        retry_after_ms,
        ..failure(ErrorCode::ModelOverloaded, words)
    }
}

pub(crate) fn failed(name: &str) -> ModelError {
    let words = format!("`{name}` failed; ask again, or ask another model");
    failure(ErrorCode::ModelFailed, words)
}

pub(crate) fn garbled(name: &str) -> ModelError {
    let words =
        format!("what `{name}` sent is no answer of a model; see whether its address is right");
    failure(ErrorCode::ModelGarbled, words)
}
