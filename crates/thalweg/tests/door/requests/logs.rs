use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Everything that was logged since the first test asked, by all tests of this binary.
#[derive(Clone, Default)]
pub(crate) struct Logs(Arc<Mutex<Vec<u8>>>);

/// Begins to listen to the log, at every level.
pub(crate) fn logs() -> Logs {
    static LOGS: OnceLock<Logs> = OnceLock::new();
    let begin = || {
        let logs = Logs::default();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(logs.clone())
            .init();
        logs
    };
    LOGS.get_or_init(begin).clone()
}

impl Logs {
    /// The lines that hold all of `words`.
    pub(crate) fn with(&self, words: &[&str]) -> Vec<String> {
        let bytes = self.0.lock();
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines();
        let has = |line: &&str| words.iter().all(|word| line.contains(word));
        lines.filter(has).map(Into::into).collect()
    }
}

impl Write for Logs {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Logs {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
