use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use thalweg_access::{Refusal, Standing, TokenError, Unauthenticated};
use thalweg_log::StoreError;
use thalweg_transports::TooManyStreams;
use thalweg_wire::{ApprovalDecision, ErrorCode, FieldError, Problem};
use uuid::Uuid;

use crate::limit;

/// A request that failed. The code alone decides the status; the cause is for the log.
#[derive(Debug, Clone)]
pub struct ApiError {
    pub(crate) code: ErrorCode,
    pub(crate) detail: String,
    pub(crate) errors: Vec<FieldError>,
    pub(crate) run_id: Option<Uuid>,
    /// Size and limit, in tokens.
    pub(crate) tokens: Option<(u32, u32)>,
    /// What was decided before, and by whom.
    pub(crate) decided: Option<Box<(ApprovalDecision, Option<String>)>>,
    pub(crate) retry_after_s: Option<u32>,
    /// How the limit stands that was reached.
    pub(crate) standing: Option<Box<Standing>>,
    pub(crate) cause: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl ApiError {
    /// A failure that the client can understand.
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            run_id: None,
            tokens: None,
            decided: None,
            retry_after_s: None,
            standing: None,
            cause: None,
        }
    }

    /// Something failed that should not. The client is told a constant; the log gets the cause.
    pub fn internal(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        let detail = "Something failed on the server. The request id finds the cause in its log.";
        Self {
            cause: Some(Arc::new(cause)),
            ..Self::new(ErrorCode::Internal, detail)
        }
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("There is no such {what}."))
    }

    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::Malformed, detail)
    }

    pub(crate) fn bad_page() -> Self {
        let detail = "`cursor` is the `nextCursor` of the page before.";
        Self::new(ErrorCode::MalformedPage, detail)
    }

    pub(crate) fn fields(errors: Vec<FieldError>) -> Self {
        let names: Vec<_> = errors
            .iter()
            .map(|error| format!("`{}`", error.path))
            .collect();
        let detail = format!(
            "Nothing was changed. See `errors` for {}.",
            names.join(", ")
        );
        Self {
            errors,
            ..Self::new(ErrorCode::InvalidFields, detail)
        }
    }

    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// What the client is told.
    pub(crate) fn problem(self, request_id: &str) -> Response {
        let mut problem = Problem::new(self.code, self.detail, request_id);
        problem.errors = self.errors;
        problem.run_id = self.run_id;
        (problem.size, problem.limit) = self.tokens.unzip();
        if let Some((decision, by)) = self.decided.map(|decided| *decided) {
            (problem.decision, problem.by) = (Some(decision), by);
        }
        let status = StatusCode::from_u16(self.code.status()).unwrap_or_default();
        // The wire's own types always are JSON.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        if self.code == ErrorCode::Unauthorized {
            // Browsers ask nobody for such a credential (RFC 6750, 3).
            let how = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
        }
        for (name, value) in self.standing.iter().flat_map(|of| limit::headers(of)) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(name, value);
            }
        }
        if let Some(seconds) = self.retry_after_s {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl IntoResponse for ApiError {
    /// The outermost layer knows the request id: it writes the body and the log line.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::new(
                ErrorCode::StorageFull,
                "The disk is full. Nothing was written.",
            )
            .retry_after(30),
            StoreError::Closed => Self::new(
                ErrorCode::Draining,
                "The server is going down. Try again in a moment.",
            )
            .retry_after(2),
            StoreError::Corrupt(_) | StoreError::Failed(_) => Self::internal(error),
        }
    }
}

impl From<TooManyStreams> for ApiError {
    fn from(error: TooManyStreams) -> Self {
        let detail = format!("Nothing was changed: {error}.");
        Self::new(ErrorCode::TooManyStreams, detail).retry_after(5)
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::new(refusal.code(), refusal.to_string())
    }
}

/// Words as a sentence.
fn capital(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map(|first| first.to_uppercase());
    first
        .into_iter()
        .flatten()
        .chain(rest)
        .chain(['.'])
        .collect()
}

impl From<Unauthenticated> for ApiError {
    fn from(nobody: Unauthenticated) -> Self {
        let detail = match nobody {
            Unauthenticated::Missing => "This server knows nobody without a credential. Sign in.",
            Unauthenticated::Over => "The session is over. Sign in again.",
            Unauthenticated::Key => "There is no such key, or it counts no more.",
            Unauthenticated::NoTokens => "This server takes no tokens as credentials.",
            Unauthenticated::Token(TokenError::NoKeys) => {
                let detail =
                    "The keys of the token's issuer cannot be had now. Try again in a moment.";
                return Self::new(ErrorCode::Overloaded, detail).retry_after(10);
            }
            Unauthenticated::Token(error) => {
                return Self::new(ErrorCode::Unauthorized, capital(&error.to_string()));
            }
            Unauthenticated::Ticket(error) => {
                return Self::new(ErrorCode::Unauthorized, capital(&error.to_string()));
            }
        };
        Self::new(ErrorCode::Unauthorized, detail)
    }
}
