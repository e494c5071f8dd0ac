use std::collections::VecDeque;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use thalweg_chat::{ModelDelta, ModelError, ModelStream};
use tokio::time::{Instant, timeout, timeout_at};

use super::answer::{Answer, Progress};
use super::config::UpstreamPatience;
use super::dialect::Dialect;
use super::fault::Fault;
use super::words;

/// How long the end of the bytes is waited for once all was said. A connection whose bytes were read
/// to their end is kept for the next request, which saves a handshake.
const LAST_BYTES: Duration = Duration::from_millis(5);

/// The bytes of an answer. An error is a connection that broke.
pub(crate) type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, Broken>> + Send>>;

/// The connection broke.
#[derive(Debug)]
pub(crate) struct Broken;

/// Told what an answer came to: a fault, or that all went well.
pub(crate) type Told = Box<dyn Fn(Option<&ModelError>) + Send>;

/// An answer that is being read.
struct Reading<D> {
    name: String,
    bytes: ByteStream,
    answer: Answer<D>,
    patience: UpstreamPatience,
    /// When the first token must be there; none once it is.
    first_by: Option<Instant>,
    waiting: VecDeque<ModelDelta>,
    fresh: Vec<ModelDelta>,
    failed: Option<ModelError>,
    told: Told,
}

/// What a model says, from the bytes of its answer. The time for the first token counts from
/// `asked`. Dropping it drops the bytes, which closes the connection.
pub(crate) fn read<D: Dialect>(
    name: &str,
    bytes: ByteStream,
    dialect: D,
    patience: UpstreamPatience,
    asked: Instant,
    told: Told,
) -> ModelStream {
    let reading = Reading {
        name: name.into(),
        bytes,
        answer: Answer::new(dialect),
        patience,
        first_by: Some(asked + patience.first),
        waiting: VecDeque::new(),
        fresh: Vec::new(),
        failed: None,
        told,
    };
    Box::pin(stream::unfold(reading, |mut reading| async {
        let next = reading.next().await?;
        Some((next, reading))
    }))
}

impl<D: Dialect> Reading<D> {
    async fn next(&mut self) -> Option<Result<ModelDelta, ModelError>> {
        loop {
            if let Some(delta) = self.waiting.pop_front() {
                if matches!(delta, ModelDelta::Finish(_)) {
                    self.read_out().await;
                }
                return Some(Ok(delta));
            }
            if let Some(failed) = self.failed.take() {
                return Some(Err(failed));
            }
            if self.answer.progress() == Progress::Over {
                return None;
            }
            let result = self.more().await;
            if self.first_by.is_some() && self.fresh.iter().any(is_said) {
                self.first_by = None;
            }
            self.waiting.extend(self.fresh.drain(..));
            self.failed = result.err();
            if let Some(failed) = &self.failed {
                (self.told)(Some(failed));
            } else if self.answer.progress() == Progress::Over {
                (self.told)(None);
            }
        }
    }

    /// Whoever listens drops the answer when it has ended, so that this is the last chance.
    async fn read_out(&mut self) {
        let rest = async { while let Some(Ok(_)) = self.bytes.next().await {} };
        let _ = timeout(LAST_BYTES, rest).await;
    }

    /// Waits for more bytes and reads them.
    async fn more(&mut self) -> Result<(), ModelError> {
        let now = Instant::now();
        let by = match (self.answer.progress(), self.first_by) {
            (Progress::On, Some(by)) => by,
            (Progress::On, None) => now + self.patience.silence,
            (Progress::Ending | Progress::Over, _) => now + self.patience.tail,
        };
        let read = match timeout_at(by, self.bytes.next()).await {
            Ok(Some(Ok(bytes))) => self.answer.push(bytes, &mut self.fresh),
            // However the connection ended, what counts is whether the answer had.
            Ok(Some(Err(Broken)) | None) => self.answer.end(&mut self.fresh),
            Err(_) if self.answer.progress() == Progress::Ending => {
                self.answer.end(&mut self.fresh)
            }
            Err(_) => return Err(self.late()),
        };
        read.map_err(|fault: Fault| fault.told_of(&self.name))
    }

    fn late(&mut self) -> ModelError {
        self.answer.give_up();
        match self.first_by {
            Some(_) => words::no_token_in_time(&self.name, self.patience.first.as_secs()),
            None => words::silent(&self.name, self.patience.silence.as_secs()),
        }
    }
}

/// Whether a delta is a sign that the model works, and not only its server.
const fn is_said(delta: &ModelDelta) -> bool {
    !matches!(delta, ModelDelta::Usage(_))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::stream::BoxStream;
    use thalweg_wire::ErrorCode;

    use super::*;
    use crate::openai::OpenAiAnswer;

    const PIECE: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n";
    const END: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

    /// Bytes, each after so many seconds, and then nothing for ever.
    fn bytes(steps: &'static [(u64, &'static str)]) -> BoxStream<'static, Result<Bytes, Broken>> {
        let sent = stream::iter(steps).then(|(seconds, text)| async {
            tokio::time::sleep(Duration::from_secs(*seconds)).await;
            Ok(Bytes::from_static(text.as_bytes()))
        });
        Box::pin(sent.chain(stream::pending()))
    }

    /// How many deltas came, the failure, when the stream ended, and how often that was told.
    async fn read_all(
        steps: &'static [(u64, &'static str)],
    ) -> (usize, Option<ModelError>, u64, usize) {
        let (asked, times) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&times);
        let told = move |_: Option<&ModelError>| {
            counted.fetch_add(1, Ordering::Relaxed);
        };
        let patience = UpstreamPatience::default();
        let dialect = OpenAiAnswer::default();
        let said = read("up", bytes(steps), dialect, patience, asked, Box::new(told));
        let said: Vec<_> = said.collect().await;
        let deltas = said.iter().filter(|said| said.is_ok()).count();
        let failed = said.into_iter().find_map(Result::err);
        let seconds = asked.elapsed().as_secs();
        (deltas, failed, seconds, times.load(Ordering::Relaxed))
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_token_may_take_long_and_comments_do_not_count() {
        let (deltas, failed, seconds, told) =
            read_all(&[(100, ": loading\n\n"), (100, ": loading\n\n")]).await;
        assert_eq!((deltas, seconds, told), (0, 300, 1));
        let failed = failed.expect("too late");
        assert_eq!(failed.code, ErrorCode::ModelTimeout);
        assert!(failed.message.contains("within 300 s"), "{failed}");
    }

    #[tokio::test(start_paused = true)]
    async fn after_it_only_silence_counts() {
        let (deltas, failed, seconds, told) =
            read_all(&[(290, PIECE), (59, ": alive\n\n"), (59, PIECE)]).await;
        assert_eq!((deltas, seconds, told), (2, 290 + 59 + 59 + 60, 1));
        let failed = failed.expect("silent");
        assert_eq!(failed.code, ErrorCode::ModelTimeout);
        assert!(failed.message.contains("silent for 60 s"), "{failed}");
    }

    #[tokio::test(start_paused = true)]
    async fn after_the_reason_the_count_is_waited_for_a_moment() {
        let (deltas, failed, seconds, told) = read_all(&[(1, PIECE), (1, END)]).await;
        assert_eq!((deltas, failed, seconds, told), (2, None, 5, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn the_bytes_are_read_to_their_end_before_the_end_is_told() {
        let ended = Arc::new(AtomicUsize::new(0));
        let told = Arc::clone(&ended);
        let last = stream::once(async move {
            // The last chunk comes a moment after the last event, as it does from real servers.
            tokio::time::sleep(Duration::from_millis(4)).await;
            told.fetch_add(1, Ordering::Relaxed);
            Ok(Bytes::new())
        });
        let done = Bytes::from_static(b"data: [DONE]\n\n");
        let bytes = stream::iter([Ok(done)]).chain(last);
        let patience = UpstreamPatience::default();
        let (dialect, quiet) = (
            OpenAiAnswer::default(),
            Box::new(|_: Option<&ModelError>| {}),
        );
        let now = Instant::now();
        let mut said = read("up", Box::pin(bytes), dialect, patience, now, quiet);
        assert!(matches!(said.next().await, Some(Ok(ModelDelta::Finish(_)))));
        assert_eq!(
            ended.load(Ordering::Relaxed),
            1,
            "the connection can be kept"
        );
    }
}
