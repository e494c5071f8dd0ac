use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use serde_json::value::RawValue;
use thalweg_client::{Client, Resuming, SseEvent};
use thalweg_wire::{Done, StartedRun};
use tokio::sync::watch;

use super::{Follow, Log, Seen, Span};

/// The data of an event on a stream of several channels.
#[derive(Deserialize)]
struct Wrapped<'a> {
    channel: String,
    seq: u64,
    first: Option<u64>,
    #[serde(borrow)]
    data: &'a RawValue,
}

/// A log that grows while others look at it.
pub(super) type SharedLog = Arc<Mutex<Log>>;

/// A reader that comes back to whatever server there is, until its runs ended.
pub(super) struct Follower {
    target: String,
    /// The channel of a stream that does not tell it.
    channel: Option<String>,
    pub(super) log: SharedLog,
}

impl Follower {
    /// A reader of the newest of `runs`, or of the last few of them.
    pub(super) fn new(number: usize, follow: Follow, runs: &[StartedRun], feed: &str) -> Self {
        let newest = &runs[runs.len() - 1];
        let of = |run: &StartedRun| format!("conversation:{}", run.conversation_id);
        let (target, channel, runs, from) = match follow {
            Follow::Conversation => {
                let id = newest.conversation_id;
                let target = format!("/api/conversations/{id}/events?cursor={}", newest.cursor);
                (
                    target,
                    Some(of(newest)),
                    std::slice::from_ref(newest),
                    &newest.cursor,
                )
            }
            Follow::Run => {
                let target = format!("/api/realtime/{}", newest.run_id);
                (
                    target,
                    Some(of(newest)),
                    std::slice::from_ref(newest),
                    &newest.cursor,
                )
            }
            Follow::Channels(count) => {
                let last = &runs[runs.len().saturating_sub(count)..];
                // Cursors sort like the log, so the least is the earliest.
                let from = last
                    .iter()
                    .map(|run| &run.cursor)
                    .min()
                    .unwrap_or(&newest.cursor);
                let mut target = format!("/api/events?cursor={from}&channel={feed}");
                for run in last {
                    target.push_str("&channel=");
                    target.push_str(&of(run));
                }
                (target, None, last, from)
            }
        };
        let log = Log {
            reader: format!("reader {number} ({follow:?})"),
            from: from.clone(),
            runs: runs.iter().map(|run| run.run_id).collect(),
            ..Log::default()
        };
        Self {
            target,
            channel,
            log: Arc::new(Mutex::new(log)),
        }
    }

    /// Reads until every run's end was seen; moves whenever `server` changes.
    pub(super) async fn read(self, mut server: watch::Receiver<Client>) {
        let mut waiting: HashSet<_> = lock(&self.log).runs.iter().copied().collect();
        let client = server.borrow_and_update().clone();
        let mut stream = Resuming::new(client, self.target.clone(), None);
        while !waiting.is_empty() {
            let next = tokio::select! {
                changed = server.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    let client = server.borrow_and_update().clone();
                    stream.move_to(client);
                    continue;
                }
                next = stream.next() => next,
            };
            let event = match next {
                Ok(Some(event)) if event.kind == "welcome" => continue,
                Ok(Some(event)) => event,
                Ok(None) => return,
                Err(error) => {
                    lock(&self.log).failure = Some(error.to_string());
                    return;
                }
            };
            match seen(event, self.channel.as_deref()) {
                Ok(seen) => {
                    if seen.kind == "done"
                        && let Ok(done) = serde_json::from_str::<Done>(&seen.data)
                    {
                        waiting.remove(&done.run_id);
                    }
                    lock(&self.log).seen.push(seen);
                }
                Err(error) => {
                    lock(&self.log).failure = Some(error.to_string());
                    return;
                }
            }
        }
    }
}

/// An event of a stream, taken out of its wrapping if it has one.
pub(crate) fn seen(event: SseEvent, channel: Option<&str>) -> Result<Seen, serde_json::Error> {
    let id = event.id.unwrap_or_default();
    if let (None, "reset") = (channel, event.kind.as_str()) {
        return Ok(Seen {
            channel: String::new(),
            span: None,
            id,
            kind: event.kind,
            data: event.data,
        });
    }
    let Some(channel) = channel else {
        let wrapped: Wrapped<'_> = serde_json::from_str(&event.data)?;
        return Ok(Seen {
            channel: wrapped.channel,
            span: Some(Span {
                first: wrapped.first.unwrap_or(wrapped.seq),
                last: wrapped.seq,
            }),
            id,
            kind: event.kind,
            data: wrapped.data.get().into(),
        });
    };
    Ok(Seen {
        channel: channel.into(),
        span: None,
        id,
        kind: event.kind,
        data: event.data,
    })
}

/// The log; a reader that panicked leaves what it had.
pub(super) fn lock(log: &SharedLog) -> std::sync::MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}
