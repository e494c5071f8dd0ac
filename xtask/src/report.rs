//! What a chore says while it works. All of it goes to standard error: what the started server
//! prints is the only thing on standard output.

#![expect(clippy::print_stderr, reason = "a chore talks to whoever started it")]

use std::time::{Duration, Instant};

use anyhow::Result;

/// Does `work` and says before what it is and afterwards how long it took.
pub(crate) fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("▸ {what}");
    let start = Instant::now();
    let result = work();
    let verdict = if result.is_ok() { "done" } else { "FAILED" };
    eprintln!("  {what}: {verdict} after {}", elapsed(start.elapsed()));
    result
}

/// A line that needs no more than to be read.
pub(crate) fn note(line: &str) {
    eprintln!("  {line}");
}

/// A line that stands out.
pub(crate) fn headline(line: &str) {
    eprintln!("\n━━ {line}");
}

/// The last words of a chore that failed.
pub(crate) fn failure(line: &str) {
    eprintln!("\nerror: {line}");
}

/// `0.4 s`, `12.3 s` or `3 min 07 s`.
pub(crate) fn elapsed(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::elapsed;

    #[test]
    fn durations_read_well() {
        assert_eq!(elapsed(Duration::from_millis(420)), "0.4 s");
        assert_eq!(elapsed(Duration::from_secs(59)), "59.0 s");
        assert_eq!(elapsed(Duration::from_secs(187)), "3 min 07 s");
    }
}
