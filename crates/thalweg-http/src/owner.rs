use axum::extract::FromRequestParts;
use http::request::Parts;
use thalweg_access::{Action, Identity, may};
use thalweg_wire::ErrorCode;

use crate::ApiError;

/// Shows that the owner asks, however they are known. To others there is nothing here: 404.
pub(crate) struct Owner;

impl<S: Send + Sync> FromRequestParts<S> for Owner {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        shown(parts, Action::Configure).map(|()| Self)
    }
}

/// Shows that somebody asks who looks after accounts, and who. To others there is nothing here: 404.
pub(crate) struct Admin(pub(crate) Identity);

impl<S: Send + Sync> FromRequestParts<S> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        shown(parts, Action::Administer)?;
        let identity = parts.extensions.get::<Identity>().cloned();
        identity.map(Self).ok_or_else(nothing_here)
    }
}

/// Whether whoever asks may do that; else they are not shown that there is anything.
fn shown(parts: &Parts, action: Action) -> Result<(), ApiError> {
    let identity = parts.extensions.get::<Identity>();
    let may = identity.is_some_and(|identity| may(identity.role, action));
    may.then_some(()).ok_or_else(nothing_here)
}

fn nothing_here() -> ApiError {
    ApiError::not_found("thing")
}

/// Shows that the owner asks and came by the one-time link: what is asked for can execute something
/// or reach somewhere. The owner without the link's cookie is told so: 403. To others: 404.
pub(crate) struct ProvenOwner;

impl<S: Send + Sync> FromRequestParts<S> for ProvenOwner {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        Owner::from_request_parts(parts, state).await?;
        let identity = parts.extensions.get::<Identity>();
        if identity.is_some_and(Identity::is_proven_owner) {
            return Ok(Self);
        }
        let detail = "This can execute things, so it needs the owner's cookie: open the link that \
                      `thalweg serve` printed when it started, in this browser, or sign in.";
        Err(ApiError::new(ErrorCode::OwnerLinkRequired, detail))
    }
}
