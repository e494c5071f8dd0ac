use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use rmcp::model::{ProgressNotificationParam, ProgressToken, RequestId};

/// Where a call is told of: what the server says of it before its result.
pub(super) trait Told: Send + Sync + 'static {
    /// How much is done, 0 to 1.
    fn progress(&self, done: f64);
    /// A line of its log.
    fn log(&self, line: &str);
    /// For whom it is.
    fn principal(&self) -> &str;
}

/// Travels with a request of the SDK, unseen by the server, so that the transport knows whose it is
/// before the server can say anything of it.
#[derive(Clone)]
pub(super) struct Sink(pub(super) Arc<dyn Told>);

/// The calls that a connection has under way.
#[derive(Clone, Default)]
pub(super) struct Running(Arc<Mutex<HashMap<RequestId, Call>>>);

struct Call {
    token: Option<ProgressToken>,
    told: Arc<dyn Told>,
    /// The most that was told: what comes late or twice does not go back.
    done: f64,
}

impl Running {
    pub(super) fn begin(&self, id: RequestId, token: Option<ProgressToken>, sink: &Sink) {
        let told = Arc::clone(&sink.0);
        let done = f64::NEG_INFINITY;
        self.0.lock().insert(id, Call { token, told, done });
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
                call.told.progress(done);
            }
        }
        if let Some(message) = &said.message {
            call.told.log(message);
        }
    }

    /// Tells the calls of what the server says of no call in particular: if all are of one person. What
    /// is said of one person's call is not told to another.
    pub(super) fn line(&self, line: &str) {
        let calls = self.0.lock();
        let mut of = calls.values().map(|call| call.told.principal());
        let first = of.next();
        if of.all(|other| Some(other) == first) {
            for call in calls.values() {
                call.told.log(line);
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
    }

    fn begun(running: &Running, number: i64, of: &'static str) -> Arc<Heard> {
        let heard = Arc::new(Heard {
            of,
            ..Heard::default()
        });
        let (id, token) = (RequestId::Number(number), token(number));
        running.begin(id, Some(token), &Sink(heard.clone()));
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
}
