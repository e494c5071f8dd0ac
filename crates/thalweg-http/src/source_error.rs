//! What failures of definitions are to a client. Every variant is matched, so that a new failure does
//! not compile until its code is chosen.

use thalweg_chat::SourceError;
use thalweg_wire::ErrorCode;

use crate::ApiError;
use crate::chat_error::mismatch;

impl From<SourceError> for ApiError {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::NotFound => Self::not_found("thing"),
            SourceError::Fixed => Self::new(
                ErrorCode::FixedByConfig,
                "It is written in the server's configuration. Change it there and restart the server.",
            ),
            SourceError::Invalid(faults) => Self::fields(faults),
            SourceError::NameTaken => Self::new(
                ErrorCode::NameTaken,
                "Another tool or server has this name. Give another one.",
            ),
            SourceError::Full(most) => Self::new(
                ErrorCode::LimitReached,
                format!("There are {most} of them, which is the most. Delete one first."),
            ),
            SourceError::Mismatch => mismatch(),
            SourceError::Store(error) => error.into(),
        }
    }
}
