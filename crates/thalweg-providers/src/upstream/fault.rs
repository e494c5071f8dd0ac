use thalweg_chat::ModelError;

use super::words;

/// What went wrong with an answer, before it is put into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is no answer of a model.
    Garbled,
    /// The key is not taken.
    Unauthorized,
    /// There is no such model.
    Gone,
    /// The conversation is too long.
    TooLong,
    /// The request is not taken.
    Rejected,
    /// The model cannot call tools, and the request offers some.
    NoTools,
    /// There is no credit left.
    NoCredit,
    /// The request was sent elsewhere.
    Redirected,
    /// Too many requests; when to come back, in milliseconds, if it was said.
    RateLimited(Option<u32>),
    /// Too busy; when to come back, in milliseconds, if it was said.
    Overloaded(Option<u32>),
    /// It failed.
    Failed,
}

/// Parts of error texts, in lower case, by which servers say that a conversation is too long.
const TOO_LONG: [&str; 11] = [
    "context_length_exceeded",
    "exceed_context_size",
    "context length",
    "context window",
    "context size",
    "prompt is too long",
    "input is too long",
    "too many tokens",
    "reduce the length",
    "maximum prompt length",
    "max_prompt_tokens",
];

/// Parts of error texts, in lower case, by which servers say that a model cannot call tools: Ollama,
/// vLLM, llama.cpp, routers.
const NO_TOOLS: [&str; 7] = [
    "not support tool",
    "not support function",
    "support tool use",
    "enable-auto-tool-choice",
    "tools param requires",
    "tools are not supported",
    "tool calling is not supported",
];

impl Fault {
    /// What a status, with the beginning of its body, comes to.
    pub(crate) fn of_status(status: u16, body: &str, retry_after_ms: Option<u32>) -> Self {
        match status {
            300..=399 => Self::Redirected,
            401 | 403 => Self::Unauthorized,
            402 => Self::NoCredit,
            400 | 404 | 422 | 500 | 501 if has_no_tools(body) => Self::NoTools,
            404 | 410 => Self::Gone,
            429 if has_no_credit(body) => Self::NoCredit,
            429 => Self::RateLimited(retry_after_ms),
            503 | 529 => Self::Overloaded(retry_after_ms),
            // Some servers fail with 500 where the conversation does not fit.
            400 | 413 | 422 | 500 if is_too_long(body) => Self::TooLong,
            400..=499 => Self::Rejected,
            500..=599 => Self::Failed,
            _ => Self::Garbled,
        }
    }

    /// What an error comes to that is told inside an answer of status 200: `kind` is its type or
    /// code as a word, `status` its code if that is a number, `text` all of it.
    pub(crate) fn of_words(kind: &str, status: Option<u16>, text: &str) -> Self {
        match kind {
            "overloaded_error" | "overloaded" | "service_unavailable" => {
                return Self::Overloaded(None);
            }
            "rate_limit_error" | "rate_limit_exceeded" => return Self::RateLimited(None),
            "insufficient_quota" | "billing_error" => return Self::NoCredit,
            "authentication_error" | "permission_error" | "invalid_api_key" => {
                return Self::Unauthorized;
            }
            "not_found_error" | "model_not_found" => return Self::Gone,
            _ => {}
        }
        if is_too_long(text) {
            return Self::TooLong;
        }
        match (kind, status) {
            (_, Some(status @ 400..=599)) => Self::of_status(status, text, None),
            ("invalid_request_error", _) => Self::Rejected,
            _ => Self::Failed,
        }
    }

    /// In words for a person.
    pub(crate) fn told_of(self, name: &str) -> ModelError {
        match self {
            Self::Garbled => words::garbled(name),
            Self::Unauthorized => words::unauthorized(name),
            Self::Gone => words::gone(name),
            Self::TooLong => words::too_long(name),
            Self::Rejected => words::rejected(name),
            Self::NoTools => words::no_tools(name),
            Self::NoCredit => words::no_credit(name),
            Self::Redirected => words::redirected(name),
            Self::RateLimited(ms) => words::rate_limited(name, ms),
            Self::Overloaded(ms) => words::overloaded(name, ms),
            Self::Failed => words::failed(name),
        }
    }
}

fn is_too_long(text: &str) -> bool {
    let text = text.to_lowercase();
    TOO_LONG.iter().any(|hint| text.contains(hint))
}

fn has_no_tools(text: &str) -> bool {
    let text = text.to_lowercase();
    NO_TOOLS.iter().any(|hint| text.contains(hint))
}

fn has_no_credit(text: &str) -> bool {
    text.contains("insufficient_quota")
}

#[cfg(test)]
mod tests {
    use thalweg_wire::ErrorCode;

    use super::*;

    #[test]
    fn each_status_has_its_code() {
        let code = |status, body| Fault::of_status(status, body, None).told_of("x").code;
        for (status, body, expected) in [
            (301, "", ErrorCode::ModelRejected),
            (400, "", ErrorCode::ModelRejected),
            (
                400,
                "Maximum Context Length is 8",
                ErrorCode::ContextTooLong,
            ),
            (401, "", ErrorCode::ModelUnauthorized),
            (402, "", ErrorCode::ModelRejected),
            (403, "", ErrorCode::ModelUnauthorized),
            (404, "", ErrorCode::ModelGone),
            (413, "prompt is too long", ErrorCode::ContextTooLong),
            (422, "", ErrorCode::ModelRejected),
            (429, "", ErrorCode::ModelRateLimited),
            (429, "insufficient_quota", ErrorCode::ModelRejected),
            (500, "", ErrorCode::ModelFailed),
            (502, "", ErrorCode::ModelFailed),
            (503, "", ErrorCode::ModelOverloaded),
            (529, "", ErrorCode::ModelOverloaded),
            (204, "", ErrorCode::ModelGarbled),
        ] {
            assert_eq!(code(status, body), expected, "{status} {body}");
        }
    }

    #[test]
    fn words_hold_nothing_of_the_upstream() {
        for status in 300..600 {
            let told = Fault::of_status(status, "sk-secret", None).told_of("x");
            assert!(!told.message.contains("secret"), "{told}");
        }
    }
}
