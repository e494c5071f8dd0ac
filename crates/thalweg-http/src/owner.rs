use axum::extract::FromRequestParts;
use http::request::Parts;
use thalweg_access::Identity;
use thalweg_wire::{AccessRole, ErrorCode};

use crate::ApiError;

/// Shows that the owner asks, however they are known. To others there is nothing here: 404.
pub(crate) struct Owner;

impl<S: Send + Sync> FromRequestParts<S> for Owner {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let identity = parts.extensions.get::<Identity>();
        let is_owner = identity.is_some_and(|identity| identity.role == AccessRole::Owner);
        is_owner
            .then_some(Self)
            .ok_or_else(|| ApiError::not_found("thing"))
    }
}

/// Shows that the owner or an administrator asks. To others there is nothing here: 404.
pub(crate) struct Admin;

impl<S: Send + Sync> FromRequestParts<S> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let identity = parts.extensions.get::<Identity>();
        let role = identity.map(|identity| identity.role);
        let is_admin = matches!(role, Some(AccessRole::Owner | AccessRole::Admin));
        is_admin
            .then_some(Self)
            .ok_or_else(|| ApiError::not_found("thing"))
    }
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
                      `thalweg serve` printed when it started, in this browser.";
        Err(ApiError::new(ErrorCode::OwnerLinkRequired, detail))
    }
}
