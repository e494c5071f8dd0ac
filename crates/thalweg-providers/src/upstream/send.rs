use std::error::Error as _;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, Url};
use thalweg_chat::ModelError;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{debug, warn};

use super::config::UpstreamPatience;
use super::fault::Fault;
use super::retry_after::retry_after_ms;
use super::words;

/// How often a request is made at most.
const TRIES: u32 = 3;
/// The longest wait before a repetition; whoever asks for more is left to the person.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How much of an error's body is looked at, and for how long.
const HINTS: (usize, Duration) = (64 * 1024, Duration::from_secs(5));

/// Sends a request until it is answered with success, within the patience for the first token.
/// What failed is repeated only if nothing of an answer can have come and time may heal it.
///
/// # Errors
/// [`Unsent`], logged.
pub(crate) async fn send(
    name: &str,
    client: &Client,
    url: &Url,
    body: Bytes,
    patience: UpstreamPatience,
    asked: Instant,
) -> Result<Response, Unsent> {
    let mut tried = 0;
    loop {
        tried += 1;
        let request = client
            .post(url.clone())
            .header(CONTENT_TYPE, "application/json")
            .body(body.clone());
        let failed = match timeout_at(asked + patience.first, request.send()).await {
            Ok(Ok(answer)) if answer.status().is_success() => return Ok(answer),
            Ok(Ok(answer)) => refused(name, answer).await,
            Ok(Err(error)) => broken(name, &error, patience),
            Err(_) => Failed {
                no_tools: false,
                error: words::no_token_in_time(name, patience.first.as_secs()),
                status: None,
                cause: "no answer in time",
                again: Again::Never,
            },
        };
        let asked_for = failed.error.retry_after_ms.unwrap_or_default();
        let asked_for = Duration::from_millis(asked_for.into());
        let wait = match failed.again {
            Again::AtOnce if tried == 1 => Some(Duration::ZERO),
            Again::Later if tried < TRIES => Some(backoff(patience.backoff, tried).max(asked_for)),
            _ => None,
        };
        let Some(wait) = wait.filter(|wait| *wait <= LONGEST_WAIT) else {
            return Err(Unsent {
                no_tools: failed.no_tools,
                error: failed.log(name, tried),
            });
        };
        debug!(
            upstream = name,
            http.status = failed.status,
            error.cause = failed.cause,
            "asking an upstream again"
        );
        sleep(wait).await;
    }
}

/// A request that was not answered.
pub(crate) struct Unsent {
    pub(crate) error: ModelError,
    /// Because it offers tools to a model that cannot call any.
    pub(crate) no_tools: bool,
}

impl Unsent {
    /// What was answered is no answer of a model.
    pub(crate) const fn of(error: ModelError) -> Self {
        Self {
            error,
            no_tools: false,
        }
    }
}

/// A request that failed.
struct Failed {
    no_tools: bool,
    error: ModelError,
    status: Option<u16>,
    cause: &'static str,
    again: Again,
}

/// When a request may be repeated.
enum Again {
    Never,
    /// Once: a connection that was kept may be closed by the other side in the very moment in which
    /// it is used, and a new one does not share its fate.
    AtOnce,
    /// A few times, with growing waits.
    Later,
}

impl Failed {
    fn log(self, name: &str, tries: u32) -> ModelError {
        log(name, self.status, &self.error, self.cause, tries);
        self.error
    }
}

/// The one line on a request that failed: neither its words nor the upstream's.
pub(crate) fn log(
    name: &str,
    status: Option<u16>,
    error: &ModelError,
    cause: &'static str,
    tries: u32,
) {
    warn!(
        upstream = name,
        http.status = status,
        error.code = error.code.as_str(),
        error.cause = cause,
        tries,
        "an upstream failed"
    );
}

async fn refused(name: &str, answer: Response) -> Failed {
    let status = answer.status().as_u16();
    let after = retry_after_ms(answer.headers());
    // Only words that say what kind of failure it is are looked for.
    let hints = timeout(HINTS.1, collect(answer, HINTS.0)).await;
    let hints = hints.unwrap_or_default();
    let fault = Fault::of_status(status, &String::from_utf8_lossy(&hints), after);
    Failed {
        no_tools: fault == Fault::NoTools,
        error: fault.told_of(name),
        status: Some(status),
        cause: "refused with a status",
        again: match fault {
            Fault::RateLimited(_) | Fault::Overloaded(_) => Again::Later,
            Fault::Failed if matches!(status, 502 | 504) => Again::Later,
            _ => Again::Never,
        },
    }
}

/// What broke, in words of ours: those of the library may hold addresses.
fn transport(error: &reqwest::Error) -> &'static str {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            match error.kind() {
                io::ErrorKind::ConnectionRefused => return "connection refused",
                io::ErrorKind::ConnectionReset => return "connection reset",
                io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
                    return "no way there";
                }
                io::ErrorKind::InvalidData => return "not TLS, or not trusted",
                _ => {}
            }
        }
        // The resolver's error has no type that can be asked for.
        if error.to_string().contains("dns error") {
            return "no such host";
        }
        source = error.source();
    }
    if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    }
}

fn broken(name: &str, error: &reqwest::Error, patience: UpstreamPatience) -> Failed {
    let late = error.is_timeout();
    let told = match (error.is_connect(), late) {
        (true, true) => words::no_connection_in_time(name, patience.connect.as_secs()),
        (true, false) => words::unreachable(name),
        (false, _) => words::broke_off_early(name),
    };
    Failed {
        no_tools: false,
        error: told,
        status: None,
        cause: if late {
            "no connection in time"
        } else {
            transport(error)
        },
        again: match (error.is_connect(), late) {
            (_, true) => Again::Never,
            (true, false) => Again::Later,
            (false, false) => Again::AtOnce,
        },
    }
}

/// The whole body, if it is no longer than `most` bytes; else its beginning.
pub(crate) async fn collect(answer: Response, most: usize) -> Bytes {
    let mut body = answer.bytes_stream();
    let mut all = BytesMut::new();
    while let Some(bytes) = body.next().await {
        let Ok(bytes) = bytes else {
            break;
        };
        let room = most - all.len();
        all.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if all.len() == most {
            break;
        }
    }
    all.freeze()
}

/// How long to wait after `tried` tries: twice as long each time, and up to as long again, so that
/// many runs do not come back at once.
fn backoff(first: Duration, tried: u32) -> Duration {
    let wait = first.saturating_mul(1 << (tried - 1).min(16));
    // A hasher of the standard library is seeded at random.
    let dice = RandomState::new().build_hasher().finish();
    let share = f64::from(u32::try_from(dice >> 32).unwrap_or_default()) / f64::from(u32::MAX);
    wait + wait.mul_f64(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_differ() {
        let first = Duration::from_millis(100);
        for tried in 1..4 {
            let least = first * (1 << (tried - 1));
            let wait = backoff(first, tried);
            assert!(wait >= least && wait <= least * 2, "{tried}: {wait:?}");
        }
        assert_ne!(backoff(first, 1), backoff(first, 1));
    }
}
