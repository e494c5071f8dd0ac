use std::io::IsTerminal as _;

use thalweg::LogFormat;
use tracing_subscriber::EnvFilter;

/// What is logged if nobody says otherwise. The SDK of MCP logs whole messages, arguments and results
/// included; what is wrong with a server is told where the server is.
const DEFAULT: &str = "info,rmcp=off";

/// Writes log lines to standard error, from `info` on or as `RUST_LOG` says.
pub(crate) fn init(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines.with_target(false).init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}
