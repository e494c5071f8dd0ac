use std::error::Error;
use std::fmt;
use std::time::Duration;

use rmcp::service::{ClientInitializeError, ServiceError};
use rmcp::transport::streamable_http_client::{
    AuthRequiredError, HttpStatusError, InsufficientScopeError, StreamableHttpError,
};

use super::http::NotPublic;
use super::listing::cut;

/// The longest words of somebody else in ours, in characters.
const WORDS: usize = 300;

/// What is wrong with a server, in words for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) words: String,
    /// Whether trying again is of no use before somebody changes something.
    pub(super) is_lasting: bool,
}

impl Problem {
    /// One that may go by itself.
    pub(super) fn passing(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            is_lasting: false,
        }
    }

    /// One that will not.
    pub(super) fn lasting(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            is_lasting: true,
        }
    }

    /// It kept us waiting.
    pub(super) fn silent(limit: Duration) -> Self {
        Self::passing(format!("it did not answer in {}", seconds(limit)))
    }

    /// A connection that was not made. Nothing if it just ended.
    pub(super) fn of_start(error: &ClientInitializeError) -> Option<Self> {
        Some(match error {
            ClientInitializeError::TransportError { error, .. } => return of_chain(&*error.error),
            ClientInitializeError::ConnectionClosed(_) | ClientInitializeError::Cancelled => {
                return None;
            }
            ClientInitializeError::LegacyFallbackFailed { fallback, .. } => {
                return Self::of_start(fallback);
            }
            ClientInitializeError::JsonRpcError(error) => Self::passing(format!(
                "it refused the connection: {} ({})",
                cut(&error.message, WORDS),
                error.code.0
            )),
            ClientInitializeError::NoCompatibleProtocolVersion {
                server_supported, ..
            } => {
                let theirs = server_supported.iter().map(ToString::to_string);
                let theirs = cut(&theirs.collect::<Vec<_>>().join(", "), WORDS);
                Self::lasting(format!(
                    "it speaks no revision of the protocol that Thalweg speaks, only: {theirs}"
                ))
            }
            _ => Self::lasting(NO_SERVER),
        })
    }

    /// A question that was not answered. Nothing if the connection just ended.
    pub(super) fn of_answer(error: &ServiceError) -> Option<Self> {
        Some(match error {
            ServiceError::TransportSend(error) => return of_chain(&*error.error),
            ServiceError::TransportClosed => return None,
            ServiceError::McpError(error) => {
                Self::passing(format!("{} ({})", cut(&error.message, WORDS), error.code.0))
            }
            ServiceError::Timeout { timeout } => Self::silent(*timeout),
            _ => Self::passing("it answers otherwise than the protocol says"),
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

const NO_SERVER: &str = "it is no MCP server: it answers otherwise than the protocol says";
const SIGN_IN: &str = "it needs a sign-in that Thalweg cannot do yet";

/// What a transport says, found among the causes of its failure.
fn of_chain(error: &(dyn Error + 'static)) -> Option<Problem> {
    let mut at = Some(error);
    while let Some(cause) = at {
        if cause.is::<AuthRequiredError>() || cause.is::<InsufficientScopeError>() {
            return Some(Problem::lasting(SIGN_IN));
        }
        if let Some(not_public) = cause.downcast_ref::<NotPublic>() {
            return Some(Problem::lasting(not_public.to_string()));
        }
        if let Some(error) = cause.downcast_ref::<StreamableHttpError<reqwest::Error>>() {
            if let StreamableHttpError::Client(error) = error {
                return of_chain(error);
            }
            if let Some(problem) = of_http(error) {
                return Some(problem);
            }
        }
        if let Some(error) = cause.downcast_ref::<reqwest::Error>() {
            // What refused the address lies deeper.
            let deeper = error.source().and_then(of_chain);
            return deeper.or_else(|| Some(of_reqwest(error)));
        }
        at = cause.source();
    }
    None
}

fn of_http(error: &StreamableHttpError<reqwest::Error>) -> Option<Problem> {
    Some(match error {
        // The SDK has no other way to tell the status of an answer than these words, which begin with it.
        StreamableHttpError::UnexpectedServerResponse(words) => {
            let status = words.strip_prefix("HTTP ").and_then(|rest| rest.get(..3));
            match status.and_then(|status| status.parse().ok()) {
                Some(status) => of_status(status),
                None => Problem::lasting(NO_SERVER),
            }
        }
        StreamableHttpError::HttpStatus(HttpStatusError { status, .. }) => of_status(*status),
        StreamableHttpError::UnexpectedContentType(kind) => {
            let kind = kind.as_deref().unwrap_or("nothing that it names");
            let kind = cut(kind, WORDS);
            Problem::lasting(format!("it is no MCP server: it answered with `{kind}`"))
        }
        StreamableHttpError::ResponseBodyTooLarge { max_size } => {
            let most = max_size / (1024 * 1024);
            Problem::passing(format!("it answered with more than {most} MiB"))
        }
        StreamableHttpError::SessionExpired | StreamableHttpError::SessionRecoveryTimeout => {
            Problem::passing("it forgot its session")
        }
        StreamableHttpError::Sse(_) | StreamableHttpError::UnexpectedEndOfStream => {
            Problem::passing("its answer broke off")
        }
        _ => return None,
    })
}

fn of_status(status: u16) -> Problem {
    match status {
        401 => Problem::lasting(SIGN_IN),
        403 => Problem::lasting("it refuses who asks (403)"),
        300..=399 => Problem::lasting(format!(
            "it answered with a redirect ({status}), which is not followed"
        )),
        404 | 405 | 410 => Problem::lasting(format!(
            "there is no MCP server at its address: it answered with HTTP {status}"
        )),
        _ => Problem::passing(format!("it answered with HTTP {status}")),
    }
}

/// Why nothing could be connected to, if that was refused or failed. That it took too long is no answer.
pub(super) fn of_refusal(error: &reqwest::Error) -> Option<Problem> {
    let is_refused = error.is_connect() && !error.is_timeout();
    is_refused.then(|| of_chain(error)).flatten()
}

fn of_reqwest(error: &reqwest::Error) -> Problem {
    Problem::passing(if error.is_timeout() {
        "it did not answer in time"
    } else if error.is_connect() {
        "it cannot be reached"
    } else {
        "the connection broke off"
    })
}

/// A time as people say it.
pub(super) fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    format!("{} s", (seconds * 10.0).round() / 10.0)
}
