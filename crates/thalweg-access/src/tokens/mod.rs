//! External tokens: JSON Web Tokens (RFC 7519) that somebody else signed.

mod cache;
mod claims;
mod issue;
mod jwks;
mod keys;
mod ring;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jsonwebtoken::{Header, Validation, decode, decode_header};
use serde::de::DeserializeOwned;
use thalweg_log::{Clock, Timestamp};

pub use self::claims::{ClaimRules, TokenIdentity};
pub use self::issue::{IssueError, NewToken, Shown, SigningKey, inspect};
pub use self::jwks::FetchKeys;
pub use self::keys::{KeyError, VerifyKeys};

use self::cache::Cache;
pub(crate) use self::claims::{OneOrMany, moment};
pub(crate) use self::jwks::Jwks;
pub(crate) use self::ring::install;

use self::claims::Claims;
use crate::account::hash_of;

/// The longest token, in bytes.
const LONGEST: usize = 8 * 1024;

/// Where the keys come from by which tokens are verified.
pub enum KeySource {
    /// They were configured.
    Fixed(VerifyKeys),
    /// A JSON Web Key Set that is fetched when it is needed, and again as keys change.
    Fetched(Arc<dyn FetchKeys>),
}

/// Why a token does not count. Each message may be shown to who sent it, and tells nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is no JSON Web Token that this server reads.
    #[error("the token cannot be read")]
    Malformed,
    /// No key that counts has signed it, or not so.
    #[error("the token is not signed by a key that counts here")]
    Signature,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not come.
    #[error("the token does not count yet")]
    NotYet,
    /// Somebody else issued it.
    #[error("the token is of another issuer")]
    Issuer,
    /// It is for something else.
    #[error("the token is for another audience")]
    Audience,
    /// A claim is missing or wrong.
    #[error("the token's claims do not do: {0}")]
    Claim(&'static str),
    /// The keys could not be fetched, so nobody knows.
    #[error("the keys of the token's issuer cannot be had now; try again")]
    NoKeys,
}

/// Verifies tokens. What was verified is remembered until it ends.
pub struct Tokens {
    rules: ClaimRules,
    keys: Keys,
    cache: Cache,
    clock: Arc<dyn Clock>,
}

enum Keys {
    Fixed(VerifyKeys),
    Fetched(Jwks),
}

impl Tokens {
    /// Nothing is fetched yet.
    pub fn new(source: KeySource, rules: ClaimRules, clock: Arc<dyn Clock>) -> Self {
        ring::install();
        let keys = match source {
            KeySource::Fixed(keys) => Keys::Fixed(keys),
            KeySource::Fetched(from) => Keys::Fetched(Jwks::new(from)),
        };
        Self {
            rules,
            keys,
            cache: Cache::default(),
            clock,
        }
    }

    /// Who sent this token.
    ///
    /// # Errors
    /// [`TokenError`] if it does not count, or if nobody can tell now.
    pub async fn verify(&self, token: &str) -> Result<Arc<TokenIdentity>, TokenError> {
        let now = self.clock.now();
        if token.len() > LONGEST {
            return Err(TokenError::Malformed);
        }
        let name = hash_of(token);
        if let Some(known) = self.cache.get(&name, now) {
            return Ok(known);
        }
        let head = head(token)?;
        let (identity, set) = match &self.keys {
            Keys::Fixed(keys) => (self.read(token, &head, keys, now)?, None),
            Keys::Fetched(jwks) => {
                let (keys, number) = jwks.for_head(&head, now).await?;
                (self.read(token, &head, &keys, now)?, Some(number))
            }
        };
        let identity = Arc::new(identity);
        self.cache.put(name, Arc::clone(&identity), set, now);
        Ok(identity)
    }

    fn read(
        &self,
        token: &str,
        head: &Header,
        keys: &VerifyKeys,
        now: Timestamp,
    ) -> Result<TokenIdentity, TokenError> {
        read::<Claims>(token, head, keys)?.check(&self.rules, now)
    }
}

/// What a token says of how it is signed.
///
/// # Errors
/// [`TokenError::Malformed`] if it is too long, or is no token that is read here.
pub(crate) fn head(token: &str) -> Result<Header, TokenError> {
    if token.len() > LONGEST {
        return Err(TokenError::Malformed);
    }
    let head = decode_header(token).map_err(|_| TokenError::Malformed)?;
    // Nothing that somebody calls critical is understood here (RFC 7515, 4.1.11).
    if head.crit.is_some() {
        return Err(TokenError::Malformed);
    }
    Ok(head)
}

/// The claims of a token that one of `keys` has signed. Nothing of them is checked.
///
/// # Errors
/// [`TokenError::Signature`], or [`TokenError::Malformed`] if they cannot be read.
pub(crate) fn read<C: DeserializeOwned>(
    token: &str,
    head: &Header,
    keys: &VerifyKeys,
) -> Result<C, TokenError> {
    for (algorithm, key) in keys.of(head) {
        let mut only = Validation::new(algorithm);
        // Whoever asks checks the claims, with this server's clock.
        only.validate_exp = false;
        only.validate_aud = false;
        only.required_spec_claims.clear();
        match decode::<C>(token, key, &only) {
            Ok(decoded) => return Ok(decoded.claims),
            Err(error) if is_unreadable(&error) => return Err(TokenError::Malformed),
            Err(_) => {}
        }
    }
    Err(TokenError::Signature)
}

/// Whether the signature was right and what is signed cannot be read.
fn is_unreadable(error: &jsonwebtoken::errors::Error) -> bool {
    use jsonwebtoken::errors::ErrorKind;
    matches!(error.kind(), ErrorKind::Json(_) | ErrorKind::Utf8(_))
}
