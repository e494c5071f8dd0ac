//! What failures of accounts are to a client. Every variant is matched, so that a new failure does not
//! compile until its code is chosen.

use thalweg_access::{
    InvitationError, LoginError, ManageError, OwnAccountError, PasswordError, RegisterError,
};
use thalweg_wire::{ErrorCode, FieldError};

use crate::ApiError;

impl From<RegisterError> for ApiError {
    fn from(error: RegisterError) -> Self {
        let forbidden = |detail: &str| Self::new(ErrorCode::Forbidden, detail);
        match error {
            RegisterError::Invalid(errors) => Self::fields(errors),
            RegisterError::NoToken => {
                forbidden("Accounts are made by invitation here. Ask for one.")
            }
            RegisterError::BadToken => {
                forbidden("The invitation was used, is over or was taken back. Ask for another.")
            }
            RegisterError::NameTaken => Self {
                errors: vec![FieldError {
                    path: "name".into(),
                    message: "another account has this name".into(),
                }],
                ..Self::new(
                    ErrorCode::NameTaken,
                    "Another account has this name. Choose another.",
                )
            },
            RegisterError::Password(error) => error.into(),
            RegisterError::Store(error) => error.into(),
        }
    }
}

impl From<LoginError> for ApiError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Wrong { .. } => Self::new(
                ErrorCode::Unauthorized,
                "The name or the password is wrong.",
            ),
            LoginError::Password(error) => error.into(),
            LoginError::Store(error) => error.into(),
        }
    }
}

impl From<PasswordError> for ApiError {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::new(
                ErrorCode::Overloaded,
                "Too many people sign in at once. Try again in a moment.",
            )
            .retry_after(2),
            PasswordError::Failed(_) => Self::internal(error),
        }
    }
}

impl From<OwnAccountError> for ApiError {
    fn from(error: OwnAccountError) -> Self {
        match error {
            OwnAccountError::NotFound => Self::not_found("thing"),
            OwnAccountError::Invalid(errors) => Self::fields(errors),
            OwnAccountError::NoPassword => Self::new(
                ErrorCode::Forbidden,
                "This account has no password: its holder signs in with the identity provider.",
            ),
            OwnAccountError::SignInAgain => Self::new(
                ErrorCode::Forbidden,
                "Show that it is you first: sign out, and sign in again with the identity provider. \
                 Then delete the account within ten minutes.",
            ),
            OwnAccountError::Owner => Self::new(
                ErrorCode::Forbidden,
                "The owner's account stays as long as the server's data.",
            ),
            OwnAccountError::Password(error) => error.into(),
            OwnAccountError::Store(error) => error.into(),
        }
    }
}

impl From<ManageError> for ApiError {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::NotFound => Self::not_found("account"),
            ManageError::Invalid(errors) => Self::fields(errors),
            ManageError::Forbidden => Self::new(
                ErrorCode::Forbidden,
                "Nobody changes the owner's account, and only the owner makes or changes an admin.",
            ),
            ManageError::Store(error) => error.into(),
        }
    }
}

impl From<InvitationError> for ApiError {
    fn from(error: InvitationError) -> Self {
        let detail = format!("Nothing was changed: {error}.");
        match error {
            InvitationError::NotFound => Self::not_found("invitation"),
            InvitationError::Invalid(errors) => Self::fields(errors),
            InvitationError::Forbidden => Self::new(ErrorCode::Forbidden, detail),
            InvitationError::Full => Self::new(ErrorCode::LimitReached, detail),
            InvitationError::Store(error) => error.into(),
        }
    }
}
