use thalweg_log::StoreError;
use thalweg_wire::FieldError;

/// Why a definition was not made, changed, deleted or tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// There is none of that name.
    #[error("there is none of that name")]
    NotFound,
    /// It is written in the configuration.
    #[error("it is written in the configuration")]
    Fixed,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Something else has the name.
    #[error("the name is taken")]
    NameTaken,
    /// There are as many as there may be.
    #[error("there are {0}, which is the most")]
    Full(usize),
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    Mismatch,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
