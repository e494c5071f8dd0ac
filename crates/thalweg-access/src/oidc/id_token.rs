use serde::Deserialize;
use serde_json::{Map, Value};
use thalweg_log::Timestamp;

use super::Profile;
use crate::TokenError;
use crate::tokens::{self, Jwks, OneOrMany};

/// By how much the clocks of provider and server may differ.
const LEEWAY: std::time::Duration = std::time::Duration::from_secs(60);
/// The longest subject, in bytes (OpenID Connect Core, 2).
const SUBJECT: usize = 255;

/// What an ID token must say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
}

#[derive(Debug, Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<OneOrMany>,
    azp: Option<String>,
    exp: Option<f64>,
    nonce: Option<String>,
    #[serde(flatten)]
    more: Map<String, Value>,
}

impl Expected<'_> {
    /// Whom the provider means, and what it says of them (OpenID Connect Core, 3.1.3.7).
    ///
    /// `at_hash` is not looked at: the tokens came together from the provider itself, and what the
    /// access token is good for here says again whom it is about.
    ///
    /// # Errors
    /// [`TokenError`].
    pub(super) async fn verify(
        &self,
        token: &str,
        keys: &Jwks,
        now: Timestamp,
    ) -> Result<(String, Profile), TokenError> {
        let head = tokens::head(token)?;
        let (keys, _) = keys.for_head(&head, now).await?;
        let claims: Claims = tokens::read(token, &head, &keys)?;
        self.check(claims, now)
    }

    fn check(&self, claims: Claims, now: Timestamp) -> Result<(String, Profile), TokenError> {
        if claims.iss.as_deref() != Some(self.issuer) {
            return Err(TokenError::Issuer);
        }
        let audience = match &claims.aud {
            Some(OneOrMany::One(one)) => std::slice::from_ref(one),
            Some(OneOrMany::Many(many)) => many.as_slice(),
            None => &[],
        };
        let is_ours = |id: &String| id == self.client_id;
        if !audience.iter().any(is_ours) {
            return Err(TokenError::Audience);
        }
        // For several at once it must say which of them asked.
        let asked = claims.azp.as_ref().or(match audience {
            [one] => Some(one),
            _ => None,
        });
        if !asked.is_some_and(is_ours) {
            return Err(TokenError::Audience);
        }
        let expires = claims.exp.ok_or(TokenError::Claim("`exp` is missing"))?;
        if tokens::moment(expires, "`exp` is no time")?.plus(LEEWAY) <= now {
            return Err(TokenError::Expired);
        }
        if claims.nonce.as_deref() != Some(self.nonce) {
            return Err(TokenError::Claim("`nonce` is not that of this sign-in"));
        }
        let subject = claims.sub.unwrap_or_default();
        if subject.is_empty() || subject.len() > SUBJECT {
            return Err(TokenError::Claim("`sub` is missing or too long"));
        }
        Ok((subject, Profile::of(&claims.more)))
    }
}
