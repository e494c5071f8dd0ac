use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use rmcp::model::{ProgressNotificationParam, ProgressToken, RequestId};
use thalweg_chat::{Answered, Deadline, Question, ToolError};
use tokio::time::Instant;

/// Where a call is told of: what the server says of it before its result.
#[async_trait]
pub(super) trait Told: Send + Sync + 'static {
    /// How much is done, 0 to 1.
    fn progress(&self, done: f64);
    /// A line of its log.
    fn log(&self, line: &str);
    /// For whom it is.
    fn principal(&self) -> &str;
    /// Asks that person. Dropping the future withdraws the question.
    async fn ask(&self, question: Question) -> Result<Answered, ToolError>;
}

/// Travels with a request of the SDK, unseen by the server, so that the transport knows whose it is
/// before the server can say anything of it.
#[derive(Clone)]
pub(super) struct Sink {
    pub(super) told: Arc<dyn Told>,
    /// When the call has taken too long.
    pub(super) until: Arc<Deadline>,
}

/// The calls that a connection has under way.
#[derive(Clone, Default)]
pub(super) struct Running(Arc<Mutex<HashMap<RequestId, Call>>>);

struct Call {
    token: Option<ProgressToken>,
    sink: Sink,
    begun: Instant,
    /// How often it asked.
    questions: usize,
    /// The most that was told: what comes late or twice does not go back.
    done: f64,
}

impl Running {
    pub(super) fn begin(&self, id: RequestId, token: Option<ProgressToken>, sink: &Sink) {
        let call = Call {
            token,
            sink: sink.clone(),
            begun: Instant::now(),
            questions: 0,
            done: f64::NEG_INFINITY,
        };
        self.0.lock().insert(id, call);
    }

    pub(super) fn end(&self, id: &RequestId) {
        self.0.lock().remove(id);
    }

    /// Whether there is any.
    pub(super) fn is_any(&self) -> bool {
        !self.0.lock().is_empty()
    }

    /// Tells a call of its progress. Without a total nobody knows how much is done, but the words count.
    pub(super) fn progress(&self, said: &ProgressNotificationParam) {
        let mut calls = self.0.lock();
        let mut calls = calls.values_mut();
        let Some(call) = calls.find(|call| call.token.as_ref() == Some(&said.progress_token))
        else {
            return;
        };
        if let Some(total) = said.total.filter(|total| *total > 0.0) {
            let done = said.progress / total;
            if done > call.done {
                call.done = done;
                call.sink.told.progress(done);
            }
        }
        if let Some(message) = &said.message {
            call.sink.told.log(message);
        }
    }

    /// Where a question goes that does not say in which call it is asked: of several calls of one person to
    /// the one that asked least, and of those to the latest. What is asked in calls of several people goes
    /// to nobody.
    pub(super) fn asked(&self) -> Option<(Arc<dyn Told>, Arc<Deadline>)> {
        let mut calls = self.0.lock();
        let mut of = calls.values().map(|call| call.sink.told.principal());
        let first = of.next();
        if !of.all(|other| Some(other) == first) {
            return None;
        }
        let by = |call: &&mut Call| (call.questions, std::cmp::Reverse(call.begun));
        let call = calls.values_mut().min_by_key(by)?;
        call.questions += 1;
        Some((Arc::clone(&call.sink.told), Arc::clone(&call.sink.until)))
    }

    /// Tells the calls of what the server says of no call in particular: if all are of one person. What
    /// is said of one person's call is not told to another.
    pub(super) fn line(&self, line: &str) {
        let calls = self.0.lock();
        let mut of = calls.values().map(|call| call.sink.told.principal());
        let first = of.next();
        if of.all(|other| Some(other) == first) {
            for call in calls.values() {
                call.sink.told.log(line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Heard {
        of: &'static str,
        said: Mutex<Vec<String>>,
    }

    #[async_trait]
    impl Told for Heard {
        fn progress(&self, done: f64) {
            self.said.lock().push(done.to_string());
        }

        fn log(&self, line: &str) {
            self.said.lock().push(line.into());
        }

        fn principal(&self) -> &str {
            self.of
        }

        async fn ask(&self, _question: Question) -> Result<Answered, ToolError> {
            Ok(Answered::Declined)
        }
    }

    fn begun(running: &Running, number: i64, of: &'static str) -> Arc<Heard> {
        let heard = Arc::new(Heard {
            of,
            ..Heard::default()
        });
        let (id, token) = (RequestId::Number(number), token(number));
        let until = Arc::new(Deadline::new(std::time::Duration::from_secs(60)));
        let told = heard.clone();
        running.begin(id, Some(token), &Sink { told, until });
        heard
    }

    fn token(number: i64) -> ProgressToken {
        ProgressToken(RequestId::Number(number))
    }

    #[test]
    fn progress_goes_to_its_call_and_never_back() {
        let running = Running::default();
        let (one, two) = (begun(&running, 1, "a"), begun(&running, 2, "a"));
        for (progress, total) in [
            (1.0, Some(4.0)),
            (3.0, Some(4.0)),
            (2.0, Some(4.0)),
            (9.0, None),
        ] {
            let mut said = ProgressNotificationParam::new(token(2), progress);
            said.total = total;
            running.progress(&said);
        }
        let mut said = ProgressNotificationParam::new(token(2), 1.0);
        said.message = Some("soon".into());
        running.progress(&said);
        running.end(&RequestId::Number(2));
        running.progress(&said);
        assert_eq!(*two.said.lock(), ["0.25", "0.75", "soon"]);
        assert!(one.said.lock().is_empty());
    }

    #[test]
    fn a_line_for_nobody_in_particular_is_not_told_to_several_people() {
        let running = Running::default();
        let (one, two) = (begun(&running, 1, "a"), begun(&running, 2, "a"));
        running.line("of both");
        let other = begun(&running, 3, "b");
        running.line("of whom?");
        running.end(&RequestId::Number(3));
        running.line("again");
        assert_eq!(*one.said.lock(), ["of both", "again"]);
        assert_eq!(*two.said.lock(), ["of both", "again"]);
        assert!(other.said.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_question_goes_to_the_call_that_asked_least_and_never_to_several_people() {
        let running = Running::default();
        assert!(running.asked().is_none());
        let mut calls = Vec::new();
        for number in [1, 2] {
            calls.push(begun(&running, number, "a"));
            tokio::time::advance(std::time::Duration::from_secs(1)).await;
        }
        let asked = || {
            let (told, _) = running.asked().expect("a call");
            told.log("asks");
            [0, 1].map(|at: usize| calls[at].said.lock().len())
        };
        assert_eq!([asked(), asked(), asked()], [[0, 1], [1, 1], [1, 2]]);
        let _other = begun(&running, 3, "b");
        assert!(running.asked().is_none());
    }
}
