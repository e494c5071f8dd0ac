#[cfg(test)]
mod tests;

use serde::de::DeserializeOwned;
use thalweg_wire::{ChatMessage, Done, DoneStatus, MessageStatus, Run, Token, TokenKind};
use uuid::Uuid;

use super::{Ask, Asked, CONTINUATION};
use crate::crash::{Seen, difference, pieces};

/// A run as everybody had it who read it.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub(super) run: Uuid,
    /// What was asked; none of a continuation.
    pub(super) asked: Option<Asked>,
    /// What stood in the answer before.
    pub(super) before: String,
    /// Whether somebody asked it to stop, or took it out of the queue.
    pub(super) stopped: bool,
    /// What the reader from the start was given.
    pub(super) first: Vec<Seen>,
    pub(super) others: Vec<Other>,
}

/// What another reader was given.
#[derive(Debug, Clone)]
pub(super) struct Other {
    pub(super) name: String,
    /// It began after the first reader's event of this number; none if it began at the start.
    pub(super) after: Option<usize>,
    pub(super) seen: Vec<Seen>,
    /// Whether it, or the first, read so late that tokens may have been folded.
    pub(super) late: bool,
}

/// What came of a run.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    pub(super) run: Uuid,
    pub(super) status: DoneStatus,
    /// The question, and what it follows.
    pub(super) message: Uuid,
    pub(super) parent: Option<Uuid>,
    pub(super) assistant: Uuid,
    /// The answer; none of a run that never started.
    pub(super) content: Option<String>,
    pub(super) asked: Option<Asked>,
}

/// Judges a run.
///
/// # Errors
/// What is not as promised, in words.
pub(super) fn check(heard: &Heard) -> Result<Ended, String> {
    let first = &heard.first;
    rising(first)?;
    let done = one_end(heard.run, first)?;
    for other in &heard.others {
        same(first, other).map_err(|what| format!("{}: {what}", other.name))?;
    }
    let run = first
        .iter()
        .filter_map(|event| read::<Run>(event, "run"))
        .rfind(|run| run.id == heard.run)
        .ok_or("the run is never told")?;
    let message = first
        .iter()
        .rev()
        .filter_map(|event| read::<ChatMessage>(event, "message"))
        .find(|message| message.id == run.assistant_message_id);
    let ended = Ended {
        run: run.id,
        status: done.status,
        message: run.message_id,
        parent: run.parent_id,
        assistant: run.assistant_message_id,
        content: message.as_ref().map(|message| message.content.clone()),
        asked: heard.asked,
    };
    let Some(message) = message else {
        return if heard.stopped && done.status == DoneStatus::Stopped {
            Ok(ended)
        } else {
            Err(format!("no answer is told, and it ended {:?}", done.status))
        };
    };
    if message.status != MessageStatus::from(done.status) {
        return Err(format!(
            "{:?}, but the answer is {:?}",
            done.status, message.status
        ));
    }
    shown(heard, &message)?;
    expected(heard, done.status, &message)?;
    Ok(ended)
}

/// An event's data, if it is of this type and can be read.
pub(super) fn read<T: DeserializeOwned>(event: &Seen, kind: &str) -> Option<T> {
    (event.kind == kind).then(|| serde_json::from_str(&event.data).ok())?
}

/// Cursors rise strictly.
pub(super) fn rising(seen: &[Seen]) -> Result<(), String> {
    let mut last = "";
    for event in seen {
        if event.id.as_str() <= last {
            return Err(format!("`{}` at {:?} after {last:?}", event.kind, event.id));
        }
        last = &event.id;
    }
    Ok(())
}

/// Exactly one `done`, which is the last event.
fn one_end(run: Uuid, first: &[Seen]) -> Result<Done, String> {
    let mut ends = first.iter().filter_map(|event| read::<Done>(event, "done"));
    let of_run = ends.by_ref().filter(|done| done.run_id == run);
    let ends: Vec<_> = of_run.collect();
    let [end] = ends.as_slice() else {
        return Err(format!("{} `done` in {} events", ends.len(), first.len()));
    };
    let last = first.last().and_then(|event| read::<Done>(event, "done"));
    if last.is_none_or(|last| last.run_id != run) {
        return Err("events come after its `done`".into());
    }
    Ok(end.clone())
}

/// The same bytes from the place on, however its tokens were joined.
fn same(first: &[Seen], other: &Other) -> Result<(), String> {
    rising(&other.seen)?;
    let from = other.after.map_or(0, |at| at + 1);
    let wanted = |event: &&Seen| !other.late || event.kind != "token";
    let whole = pieces(first[from..].iter().filter(wanted));
    let own = pieces(other.seen.iter().filter(wanted));
    // A text may be cut in a log that ends with it; both ways round, nothing may.
    match difference(&own, &whole).or_else(|| difference(&whole, &own)) {
        None => Ok(()),
        Some(what) => Err(what),
    }
}

/// The answer begins with every character that was shown of it.
fn shown(heard: &Heard, message: &ChatMessage) -> Result<(), String> {
    let mut text = heard.before.clone();
    for event in &heard.first {
        if let Some(token) = read::<Token>(event, "token")
            && token.id == message.id
            && token.kind == TokenKind::Text
        {
            text.push_str(&token.text);
        }
    }
    if message.content.starts_with(&text) {
        Ok(())
    } else {
        let kept = message.content.len();
        Err(format!(
            "{} bytes were shown, {kept} others are kept",
            text.len()
        ))
    }
}

/// The end and the words are those that the model's server was asked for.
fn expected(heard: &Heard, status: DoneStatus, message: &ChatMessage) -> Result<(), String> {
    let (end, said) = match &heard.asked {
        Some(asked) => (asked.ask.end(), asked.text()),
        None => (Some(DoneStatus::Complete), CONTINUATION.into()),
    };
    let whole = heard.before.clone() + &said;
    let fits = end == Some(status) || (heard.stopped && status == DoneStatus::Stopped);
    if !fits {
        return Err(format!("it ended {status:?} rather than {end:?}"));
    }
    // What was on its way when a connection breaks is lost with it.
    let cut = heard.stopped || heard.asked.is_some_and(|asked| asked.ask == Ask::Reset);
    let right = if cut {
        whole.starts_with(&message.content)
    } else {
        whole == message.content
    };
    if right {
        Ok(())
    } else {
        let (is, was) = (message.content.len(), whole.len());
        Err(format!(
            "the answer has {is} bytes, which are not the {was} that were said"
        ))
    }
}
