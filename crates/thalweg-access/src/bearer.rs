use std::sync::Arc;

use http::{HeaderMap, header};

use crate::identity::Means;
use crate::keys::MARK;
use crate::{Access, Identity, TokenIdentity, Unauthenticated};

/// What is told of a credential that is sent with each request.
impl Access {
    /// Who sent the bearer credential of these headers; nothing if there is none. One that is there and
    /// does not count is never taken for none.
    pub async fn bearer(&self, headers: &HeaderMap) -> Option<Result<Identity, Unauthenticated>> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let (scheme, credential) = values.find_map(|value| value.to_str().ok()?.split_once(' '))?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        Some(self.token(credential.trim()).await)
    }

    /// Who is known by a token or a service key.
    ///
    /// # Errors
    /// [`Unauthenticated`] if it does not count.
    pub async fn token(&self, token: &str) -> Result<Identity, Unauthenticated> {
        if token.starts_with(MARK) {
            return self.by_key(token).await;
        }
        let tokens = self.tokens().ok_or(Unauthenticated::NoTokens)?;
        let known = tokens.verify(token).await?;
        Ok(known.into())
    }
}

impl From<Arc<TokenIdentity>> for Identity {
    fn from(known: Arc<TokenIdentity>) -> Self {
        Self {
            expires_at: Some(known.expires_at),
            grants: (!known.channels.is_empty()).then(|| Arc::clone(&known.channels)),
            ..Self::new(known.principal.clone(), known.role, Means::Token)
        }
    }
}
