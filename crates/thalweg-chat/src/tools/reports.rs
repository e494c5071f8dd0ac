use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::Notify;

use super::ToolError;
use crate::events::json;
use crate::jobs::{JobConfig, size_of};

/// What a tool said of its work and nobody was told yet. A tool that floods loses lines of its log,
/// and never holds more memory than the limits say.
pub(crate) struct Reports {
    config: JobConfig,
    state: Mutex<State>,
    said: Notify,
}

#[derive(Default)]
struct State {
    progress: Option<f64>,
    /// Whether the progress was not told yet.
    is_new: bool,
    log: String,
    left_out: u64,
    partials: Vec<Value>,
    partial_bytes: usize,
    /// The last lines that were told.
    tail: String,
}

/// What is to be told now.
#[derive(Debug, PartialEq)]
pub(crate) struct Reported {
    pub(crate) progress: Option<f64>,
    pub(crate) log: Option<String>,
    pub(crate) partials: Vec<Value>,
}

impl Reports {
    pub(crate) fn new(config: JobConfig) -> Self {
        Self {
            config,
            state: Mutex::default(),
            said: Notify::new(),
        }
    }

    pub(crate) fn progress(&self, done: f64) {
        if done.is_nan() {
            return;
        }
        let mut state = self.state.lock();
        state.progress = Some(done.clamp(0.0, 1.0));
        state.is_new = true;
        drop(state);
        self.said.notify_one();
    }

    pub(crate) fn log(&self, line: &str) {
        let most = self.config.log_bytes;
        let mut state = self.state.lock();
        if state.log.len() >= most {
            state.left_out += 1;
            return;
        }
        let room = most - state.log.len();
        state.log.push_str(beginning(line, room));
        state.log.push('\n');
        drop(state);
        self.said.notify_one();
    }

    pub(crate) fn partial(&self, data: Value) -> Result<(), ToolError> {
        let most = self.config.output_bytes;
        let size = size_of(&data, most).unwrap_or(most + 1);
        let mut state = self.state.lock();
        if state.partial_bytes + size > most {
            let words = format!("the pieces of the result are longer than {most} bytes together");
            return Err(ToolError(words));
        }
        state.partial_bytes += size;
        state.partials.push(data);
        drop(state);
        self.said.notify_one();
        Ok(())
    }

    /// Waits until something was said.
    pub(crate) async fn said(&self) {
        loop {
            let said = self.said.notified();
            if self.has_news() {
                return;
            }
            said.await;
        }
    }

    fn has_news(&self) -> bool {
        let state = self.state.lock();
        state.is_new || !state.log.is_empty() || !state.partials.is_empty()
    }

    /// How much is done, as far as it was said.
    pub(crate) fn latest(&self) -> Option<f64> {
        self.state.lock().progress
    }

    /// Takes what was said since the last time.
    pub(crate) fn take(&self) -> Reported {
        let mut state = self.state.lock();
        let mut log = std::mem::take(&mut state.log);
        let left_out = std::mem::take(&mut state.left_out);
        if left_out > 0 {
            log.push_str(&format!("… {left_out} lines left out\n"));
        }
        state.tail.push_str(&log);
        let too_long = state.tail.len().saturating_sub(self.config.log_kept);
        if too_long > 0 {
            let from = (too_long..state.tail.len()).find(|at| state.tail.is_char_boundary(*at));
            let from = from.unwrap_or(state.tail.len());
            // Whole lines are kept, if there is one.
            let line = state.tail[from..].find('\n').map_or(0, |end| end + 1);
            let line = if from + line < state.tail.len() {
                line
            } else {
                0
            };
            state.tail.drain(..from + line);
        }
        Reported {
            progress: std::mem::take(&mut state.is_new)
                .then_some(state.progress)
                .flatten(),
            log: Some(log).filter(|log| !log.is_empty()),
            partials: std::mem::take(&mut state.partials),
        }
    }

    /// The last lines of the log, once everything was taken.
    pub(crate) fn tail(&self) -> Option<String> {
        let tail = self.state.lock().tail.clone();
        Some(tail).filter(|tail| !tail.is_empty())
    }
}

impl Reported {
    /// The events that tell it, without their channel.
    pub(crate) fn data(self, job: uuid::Uuid) -> (Option<bytes::Bytes>, Vec<bytes::Bytes>) {
        let Self {
            progress,
            log,
            partials,
        } = self;
        let told = (progress.is_some() || log.is_some()).then(|| {
            json(&thalweg_wire::JobProgress {
                id: job,
                progress,
                log,
            })
        });
        let piece = |data| json(&thalweg_wire::JobPartial { id: job, data });
        (told, partials.into_iter().map(piece).collect())
    }
}

/// As much of a text as fits into `most` bytes.
fn beginning(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports() -> Reports {
        Reports::new(JobConfig {
            log_bytes: 20,
            log_kept: 30,
            output_bytes: 50,
            ..JobConfig::default()
        })
    }

    #[test]
    fn a_flood_of_lines_is_cut_and_told() {
        let reports = reports();
        for line in 0..1_000 {
            reports.log(&format!("line {line}"));
        }
        let told = reports.take().log.expect("a log");
        assert_eq!(told, "line 0\nline 1\nline 2\n… 997 lines left out\n");
        reports.log("ééééééééééééé");
        assert_eq!(reports.take().log.as_deref(), Some("éééééééééé\n"));
        assert_eq!(reports.tail().as_deref(), Some("éééééééééé\n"));
    }

    #[test]
    fn progress_is_told_once_and_kept_within_its_bounds() {
        let reports = reports();
        reports.progress(0.1);
        reports.progress(f64::NAN);
        reports.progress(7.0);
        assert_eq!(reports.take().progress, Some(1.0));
        assert_eq!(reports.take().progress, None);
        assert_eq!(reports.latest(), Some(1.0));
    }

    #[test]
    fn pieces_have_a_limit_together() {
        let reports = reports();
        let piece = || Value::from("x".repeat(20));
        assert_eq!(reports.partial(piece()), Ok(()));
        assert_eq!(reports.partial(piece()), Ok(()));
        assert!(reports.partial(piece()).is_err());
        assert_eq!(reports.take().partials.len(), 2);
    }
}
