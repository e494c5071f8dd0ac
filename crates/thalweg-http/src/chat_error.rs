//! What the chat's failures are to a client. Every variant is matched, so that a new failure does
//! not compile until its code is chosen.

use thalweg_chat::{
    AddMessageError, ChangeQueueError, CreateConversationError, DeleteConversationError,
    ForkConversationError, ImportError, MAX_TEMPLATES, QuotaExceeded, ReadError, Rejection,
    SaveDraftError, SearchError, StartRunError, StopRunError, TemplateError,
    UpdateConversationError,
};
use thalweg_wire::ErrorCode;

use crate::ApiError;

impl From<StartRunError> for ApiError {
    fn from(error: StartRunError) -> Self {
        match error {
            StartRunError::Rejected(rejection) => rejection.into(),
            StartRunError::NotFound => Self::not_found("conversation"),
            StartRunError::Busy { run_id } => Self {
                run_id: Some(run_id),
                ..Self::new(
                    ErrorCode::RunInProgress,
                    "An answer is being written in this conversation. Wait for it, or stop it.",
                )
            },
            StartRunError::QueueFull => Self::new(
                ErrorCode::QueueFull,
                "As many messages wait in this conversation as may. Take one out, or wait.",
            ),
            StartRunError::IdTaken => id_taken(),
            StartRunError::Mismatch => mismatch(),
            StartRunError::Quota(exceeded) => exceeded.into(),
            StartRunError::Draining => Self::new(
                ErrorCode::Draining,
                "The server is going down. Try again in a moment.",
            )
            .retry_after(2),
            StartRunError::Overloaded => Self::new(
                ErrorCode::Overloaded,
                "Too many answers are being written. Try again.",
            )
            .retry_after(5),
            StartRunError::Store(error) => error.into(),
        }
    }
}

impl From<QuotaExceeded> for ApiError {
    fn from(exceeded: QuotaExceeded) -> Self {
        let QuotaExceeded { limit, wait_s, .. } = exceeded;
        let minutes = wait_s.div_ceil(60);
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let detail = format!(
            "Your {limit} tokens of today are spent. There are new ones at midnight (UTC), in {hours} h \
             {minutes} min."
        );
        Self::new(ErrorCode::QuotaExceeded, detail).retry_after(wait_s)
    }
}

impl From<StopRunError> for ApiError {
    fn from(error: StopRunError) -> Self {
        match error {
            StopRunError::NotFound => Self::not_found("run"),
            StopRunError::Store(error) => error.into(),
        }
    }
}

impl From<ChangeQueueError> for ApiError {
    fn from(error: ChangeQueueError) -> Self {
        match error {
            ChangeQueueError::NotFound => Self::new(
                ErrorCode::NotFound,
                "No such message waits here; it may have started.",
            ),
            ChangeQueueError::Invalid(errors) => Self::fields(errors),
            ChangeQueueError::Store(error) => error.into(),
        }
    }
}

impl From<ReadError> for ApiError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound => Self::not_found("conversation"),
            ReadError::MalformedPage => Self::new(
                ErrorCode::MalformedPage,
                "A list's `cursor` is the `nextCursor` of a page of the same list.",
            ),
            ReadError::Store(error) => error.into(),
        }
    }
}

impl From<SearchError> for ApiError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Invalid(errors) => Self::fields(errors),
            SearchError::MalformedPage => ReadError::MalformedPage.into(),
            SearchError::Store(error) => error.into(),
        }
    }
}

impl From<ImportError> for ApiError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Invalid(errors) => Self::fields(errors),
            ImportError::Mismatch => mismatch(),
            ImportError::Store(error) => error.into(),
        }
    }
}

impl From<CreateConversationError> for ApiError {
    fn from(error: CreateConversationError) -> Self {
        match error {
            CreateConversationError::Invalid(errors) => Self::fields(errors),
            CreateConversationError::UnknownModel(model) => unknown_model(&model),
            CreateConversationError::Mismatch => mismatch(),
            CreateConversationError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateConversationError> for ApiError {
    fn from(error: UpdateConversationError) -> Self {
        match error {
            UpdateConversationError::NotFound => Self::not_found("conversation"),
            UpdateConversationError::Invalid(errors) => Self::fields(errors),
            UpdateConversationError::UnknownModel(model) => unknown_model(&model),
            UpdateConversationError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteConversationError> for ApiError {
    fn from(error: DeleteConversationError) -> Self {
        match error {
            DeleteConversationError::NotFound => Self::not_found("conversation"),
            DeleteConversationError::Store(error) => error.into(),
        }
    }
}

impl From<AddMessageError> for ApiError {
    fn from(error: AddMessageError) -> Self {
        match error {
            AddMessageError::NotFound => Self::not_found("conversation"),
            AddMessageError::Invalid(errors) => Self::fields(errors),
            AddMessageError::IdTaken => id_taken(),
            AddMessageError::Mismatch => mismatch(),
            AddMessageError::Store(error) => error.into(),
        }
    }
}

impl From<TemplateError> for ApiError {
    fn from(error: TemplateError) -> Self {
        match error {
            TemplateError::NotFound => Self::not_found("template"),
            TemplateError::Invalid(errors) => Self::fields(errors),
            TemplateError::NameTaken => Self::new(
                ErrorCode::NameTaken,
                "Another of your templates has this name. Choose another.",
            ),
            TemplateError::Full => Self::new(
                ErrorCode::LimitReached,
                format!("You have {MAX_TEMPLATES} templates, which is the most. Delete one first."),
            ),
            TemplateError::Mismatch => mismatch(),
            TemplateError::Store(error) => error.into(),
        }
    }
}

impl From<SaveDraftError> for ApiError {
    fn from(error: SaveDraftError) -> Self {
        match error {
            SaveDraftError::NotFound => Self::not_found("conversation"),
            SaveDraftError::Invalid(errors) => Self::fields(errors),
            SaveDraftError::Changed => Self::new(
                ErrorCode::DraftChanged,
                "Another draft was saved here meanwhile. Read it, and save yours over it by \
                 `basedOn` with its `revision`.",
            ),
            SaveDraftError::Store(error) => error.into(),
        }
    }
}

impl From<ForkConversationError> for ApiError {
    fn from(error: ForkConversationError) -> Self {
        match error {
            ForkConversationError::NotFound => Self::not_found("conversation"),
            ForkConversationError::Invalid(errors) => Self::fields(errors),
            ForkConversationError::Busy { run_id } => Self {
                run_id,
                ..Self::new(
                    ErrorCode::RunInProgress,
                    "This branch is still being written. Wait for its end, or stop it.",
                )
            },
            ForkConversationError::Mismatch => mismatch(),
            ForkConversationError::Store(error) => error.into(),
        }
    }
}

fn unknown_model(model: &str) -> ApiError {
    let detail = format!("There is no model `{model}`. GET /api/models names those there are.");
    ApiError::new(ErrorCode::UnknownModel, detail)
}

fn id_taken() -> ApiError {
    ApiError::new(
        ErrorCode::IdTaken,
        "Another message of this conversation has this id.",
    )
}

pub(crate) fn mismatch() -> ApiError {
    let detail = "This `Idempotency-Key` was used for another request. Use a new one.";
    ApiError::new(ErrorCode::IdempotencyMismatch, detail)
}

impl From<Rejection> for ApiError {
    fn from(rejection: Rejection) -> Self {
        let detail = format!("Nothing was changed: {rejection}.");
        match rejection {
            Rejection::Fields(errors) => Self::fields(errors),
            Rejection::UnknownModel(model) => unknown_model(&model),
            Rejection::ContextTooLong { size, limit } => Self {
                tokens: Some((size, limit)),
                ..Self::new(rejection.code(), detail)
            },
            Rejection::UnknownTool(_)
            | Rejection::UnknownTemplate(_)
            | Rejection::NotContinuable(_) => Self::new(rejection.code(), detail),
        }
    }
}
