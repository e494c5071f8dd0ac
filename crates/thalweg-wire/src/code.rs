use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The one list of error codes. The code alone decides status and whether trying again can help.
///
/// Codes are sent and stored by name: add, never rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request cannot be read: bad JSON, bad UTF-8, bad path, query or header.
    Malformed,
    /// The cursor is not one that a server of this version made.
    MalformedCursor,
    /// Read, but some fields are wrong; `errors` names them.
    InvalidFields,
    /// No such model.
    UnknownModel,
    /// A tool that is not known here.
    UnknownTool,
    /// A template that is not known here.
    UnknownTemplate,
    /// No such thing, or somebody else's.
    NotFound,
    /// No such route.
    NoRoute,
    /// The route does not take this method.
    MethodNotAllowed,
    /// The body is longer than allowed.
    TooLarge,
    /// The body is not `application/json`.
    NotJson,
    /// The body did not arrive in time.
    BodyTimeout,
    /// The request came from an origin that is not allowed.
    ForeignOrigin,
    /// The `Host` is none of this server's.
    ForeignHost,
    /// The request came through a proxy to a server that trusts none.
    ForwardedRequest,
    /// Not signed in, or the credential is not valid.
    Unauthorized,
    /// Known, but not allowed to do this.
    Forbidden,
    /// Only the owner who came by the one-time link may do this.
    OwnerLinkRequired,
    /// It is written in the server's configuration, and can be changed only there.
    FixedByConfig,
    /// A run is going on in this conversation; `runId` names it.
    RunInProgress,
    /// The id that the client made is taken.
    IdTaken,
    /// The name is taken.
    NameTaken,
    /// Another draft was saved meanwhile.
    DraftChanged,
    /// There are as many of these as there may be.
    LimitReached,
    /// As many messages wait in this conversation as may.
    QueueFull,
    /// The idempotency key was used for another request.
    IdempotencyMismatch,
    /// The list's cursor does not fit this list.
    MalformedPage,
    /// Too many requests.
    RateLimited,
    /// Too many open streams.
    TooManyStreams,
    /// As many tokens are spent today as may be.
    QuotaExceeded,
    /// The prompt and its history are longer than the model takes.
    ContextTooLong,
    /// The run's message cannot be written on.
    NotContinuable,
    /// The server is going down; another instance or a moment later will do.
    Draining,
    /// The server is too busy to take more.
    Overloaded,
    /// The disk is full; nothing was written.
    StorageFull,
    /// The model failed while it answered.
    ModelFailed,
    /// The model's server cannot be reached.
    ModelUnreachable,
    /// The model's server did not answer, or fell silent, for too long.
    ModelTimeout,
    /// The model's server takes no more requests for the moment.
    ModelRateLimited,
    /// The model's server is too busy.
    ModelOverloaded,
    /// The model's server does not take this server's key.
    ModelUnauthorized,
    /// The model's server does not take the request as it is.
    ModelRejected,
    /// The model's server has no model of that name any more.
    ModelGone,
    /// The model's server answered with something that is no answer of a model.
    ModelGarbled,
    /// The model ended without having said anything.
    ModelEmpty,
    /// The tool may not be called: its owner or a rule said no, or it is switched off.
    ToolDenied,
    /// Somebody decided already; `decision` and `by` say what and who.
    ApprovalDecided,
    /// As many jobs of this principal wait or run as may.
    TooManyJobs,
    /// The model asked for a tool that does not exist.
    ToolUnavailable,
    /// The tool failed; the words say how.
    ToolFailed,
    /// The route is a WebSocket's, and the request asks for none.
    UpgradeRequired,
    /// None of the subprotocols that the client speaks is spoken here.
    UnsupportedProtocol,
    /// This server does not do that yet.
    NotSupported,
    /// The session is over: too many of its frames were not acknowledged.
    SessionEnded,
    /// The answer ended because the server did.
    Interrupted,
    /// Something failed that should not; the request id finds it in the log.
    Internal,
}

impl ErrorCode {
    /// The status of an answer with this code.
    pub const fn status(self) -> u16 {
        match self {
            Self::Malformed
            | Self::MalformedCursor
            | Self::MalformedPage
            | Self::UnsupportedProtocol => 400,
            Self::Unauthorized => 401,
            Self::ForeignOrigin
            | Self::ForeignHost
            | Self::ForwardedRequest
            | Self::Forbidden
            | Self::OwnerLinkRequired
            | Self::ToolDenied => 403,
            Self::NotFound | Self::NoRoute => 404,
            Self::MethodNotAllowed => 405,
            Self::BodyTimeout => 408,
            Self::RunInProgress
            | Self::IdTaken
            | Self::NameTaken
            | Self::DraftChanged
            | Self::FixedByConfig
            | Self::LimitReached
            | Self::ApprovalDecided
            | Self::SessionEnded
            | Self::QueueFull => 409,
            Self::TooLarge => 413,
            Self::NotJson => 415,
            Self::InvalidFields
            | Self::UnknownModel
            | Self::UnknownTool
            | Self::UnknownTemplate
            | Self::ContextTooLong
            | Self::NotContinuable
            | Self::IdempotencyMismatch => 422,
            Self::UpgradeRequired => 426,
            Self::RateLimited
            | Self::TooManyStreams
            | Self::QuotaExceeded
            | Self::TooManyJobs
            | Self::ModelRateLimited => 429,
            Self::ModelFailed
            | Self::ModelUnreachable
            | Self::ModelUnauthorized
            | Self::ModelRejected
            | Self::ModelGone
            | Self::ModelGarbled
            | Self::ModelEmpty
            | Self::ToolFailed
            | Self::ToolUnavailable => 502,
            Self::Draining
            | Self::Overloaded
            | Self::StorageFull
            | Self::ModelOverloaded
            | Self::Interrupted => 503,
            Self::ModelTimeout => 504,
            Self::Internal => 500,
            Self::NotSupported => 501,
        }
    }

    /// Whether the same request may succeed later.
    pub const fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::BodyTimeout
                | Self::RunInProgress
                | Self::QueueFull
                | Self::RateLimited
                | Self::TooManyStreams
                | Self::TooManyJobs
                | Self::Draining
                | Self::Overloaded
                | Self::StorageFull
                | Self::ModelFailed
                | Self::ModelUnreachable
                | Self::ModelTimeout
                | Self::ModelRateLimited
                | Self::ModelOverloaded
                | Self::ModelGarbled
                | Self::ModelEmpty
                | Self::Interrupted
                | Self::Internal
        )
    }

    /// A short title in words, the same for every occurrence.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Malformed => "The request cannot be read",
            Self::MalformedCursor => "The cursor cannot be read",
            Self::InvalidFields => "Some fields are wrong",
            Self::UnknownModel => "No such model",
            Self::UnknownTool => "No such tool",
            Self::UnknownTemplate => "No such template",
            Self::NotFound => "Not found",
            Self::NoRoute => "No such route",
            Self::MethodNotAllowed => "Method not allowed",
            Self::TooLarge => "The body is too large",
            Self::NotJson => "The body is not JSON",
            Self::BodyTimeout => "The body did not arrive in time",
            Self::ForeignOrigin => "This origin is not allowed",
            Self::ForeignHost => "This host is not allowed",
            Self::ForwardedRequest => "Forwarded requests are not allowed",
            Self::Unauthorized => "Not signed in",
            Self::Forbidden => "Not allowed",
            Self::OwnerLinkRequired => "The owner's link is needed",
            Self::FixedByConfig => "It is fixed by the configuration",
            Self::RunInProgress => "A run is in progress",
            Self::IdTaken => "The id is taken",
            Self::NameTaken => "The name is taken",
            Self::DraftChanged => "The draft was changed elsewhere",
            Self::LimitReached => "There are as many as there may be",
            Self::QueueFull => "Too much is waiting",
            Self::IdempotencyMismatch => "The idempotency key was used for another request",
            Self::MalformedPage => "The list's cursor cannot be read",
            Self::RateLimited => "Too many requests",
            Self::TooManyStreams => "Too many open streams",
            Self::QuotaExceeded => "The tokens of today are spent",
            Self::ContextTooLong => "Too long for the model",
            Self::NotContinuable => "The answer cannot be continued",
            Self::Draining => "The server is going down",
            Self::Overloaded => "The server is busy",
            Self::StorageFull => "The disk is full",
            Self::ModelFailed => "The model failed",
            Self::ModelUnreachable => "The model cannot be reached",
            Self::ModelTimeout => "The model took too long",
            Self::ModelRateLimited => "The model takes no more requests now",
            Self::ModelOverloaded => "The model is busy",
            Self::ModelUnauthorized => "The model's key is not accepted",
            Self::ModelRejected => "The model does not take the request",
            Self::ModelGone => "The model is gone",
            Self::ModelGarbled => "The model's answer cannot be read",
            Self::ModelEmpty => "The model gave an empty answer",
            Self::ToolDenied => "The tool may not be called",
            Self::ApprovalDecided => "Somebody decided already",
            Self::TooManyJobs => "Too many jobs",
            Self::ToolUnavailable => "The tool is not available",
            Self::ToolFailed => "The tool failed",
            Self::UpgradeRequired => "A WebSocket is needed",
            Self::UnsupportedProtocol => "No common subprotocol",
            Self::NotSupported => "Not there yet",
            Self::SessionEnded => "The session is over",
            Self::Interrupted => "Interrupted",
            Self::Internal => "Something failed",
        }
    }

    /// The code's word, as on the wire.
    pub fn as_str(self) -> &'static str {
        // Serialising a unit variant gives its name; written out so that no allocation is needed.
        match self {
            Self::Malformed => "malformed",
            Self::MalformedCursor => "malformed_cursor",
            Self::InvalidFields => "invalid_fields",
            Self::UnknownModel => "unknown_model",
            Self::UnknownTool => "unknown_tool",
            Self::UnknownTemplate => "unknown_template",
            Self::NotFound => "not_found",
            Self::NoRoute => "no_route",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::TooLarge => "too_large",
            Self::NotJson => "not_json",
            Self::BodyTimeout => "body_timeout",
            Self::ForeignOrigin => "foreign_origin",
            Self::ForeignHost => "foreign_host",
            Self::ForwardedRequest => "forwarded_request",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::OwnerLinkRequired => "owner_link_required",
            Self::FixedByConfig => "fixed_by_config",
            Self::RunInProgress => "run_in_progress",
            Self::IdTaken => "id_taken",
            Self::NameTaken => "name_taken",
            Self::DraftChanged => "draft_changed",
            Self::LimitReached => "limit_reached",
            Self::QueueFull => "queue_full",
            Self::IdempotencyMismatch => "idempotency_mismatch",
            Self::MalformedPage => "malformed_page",
            Self::RateLimited => "rate_limited",
            Self::TooManyStreams => "too_many_streams",
            Self::QuotaExceeded => "quota_exceeded",
            Self::ContextTooLong => "context_too_long",
            Self::NotContinuable => "not_continuable",
            Self::Draining => "draining",
            Self::Overloaded => "overloaded",
            Self::StorageFull => "storage_full",
            Self::ModelFailed => "model_failed",
            Self::ModelUnreachable => "model_unreachable",
            Self::ModelTimeout => "model_timeout",
            Self::ModelRateLimited => "model_rate_limited",
            Self::ModelOverloaded => "model_overloaded",
            Self::ModelUnauthorized => "model_unauthorized",
            Self::ModelRejected => "model_rejected",
            Self::ModelGone => "model_gone",
            Self::ModelGarbled => "model_garbled",
            Self::ModelEmpty => "model_empty",
            Self::ToolDenied => "tool_denied",
            Self::ApprovalDecided => "approval_decided",
            Self::TooManyJobs => "too_many_jobs",
            Self::ToolUnavailable => "tool_unavailable",
            Self::ToolFailed => "tool_failed",
            Self::UpgradeRequired => "upgrade_required",
            Self::UnsupportedProtocol => "unsupported_protocol",
            Self::NotSupported => "not_supported",
            Self::SessionEnded => "session_ended",
            Self::Interrupted => "interrupted",
            Self::Internal => "internal",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ErrorCode;

    #[test]
    fn the_word_is_what_serde_writes() {
        let mut code = ErrorCode::Malformed;
        let json = |code: ErrorCode| serde_json::to_string(&code).expect("a word");
        assert_eq!(json(code), format!("\"{}\"", code.as_str()));
        code = ErrorCode::IdempotencyMismatch;
        assert_eq!(json(code), format!("\"{}\"", code.as_str()));
        code = ErrorCode::Internal;
        assert_eq!(json(code), format!("\"{}\"", code.as_str()));
    }

    #[test]
    fn only_5xx_429_408_and_busy_can_be_retried() {
        assert!(ErrorCode::Draining.is_retryable());
        assert!(!ErrorCode::NotFound.is_retryable());
        assert!(!ErrorCode::IdempotencyMismatch.is_retryable());
    }
}
