//! Tokens for trying things out, and a look into those of others: `thalweg token`.

use std::collections::BTreeMap;
use std::time::Duration;

use jsonwebtoken::crypto::sign;
use jsonwebtoken::dangerous::insecure_decode;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;
use serde_json::Value;
use thalweg_log::Timestamp;

use super::keys::LEAST_SECRET;
use super::{KeyError, ring};

/// Why a token cannot be made or looked into.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// The key does not do.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No private key of a kind that is known.
    #[error(
        "give a private key in PEM (PKCS #8): Ed25519, EC on P-256, or RSA of at least 2,048 bits"
    )]
    NotPrivate,
    /// No token.
    #[error("this is no JSON Web Token: three parts of base64url, separated by dots")]
    NotToken,
}

/// A key that signs tokens.
#[derive(Clone)]
pub struct SigningKey(Algorithm, EncodingKey);

impl SigningKey {
    /// A secret, for HS256.
    ///
    /// # Errors
    /// [`KeyError::ShortSecret`] below 32 bytes.
    pub fn secret(secret: &[u8]) -> Result<Self, IssueError> {
        if secret.len() < LEAST_SECRET {
            return Err(KeyError::ShortSecret.into());
        }
        Ok(Self(Algorithm::HS256, EncodingKey::from_secret(secret)))
    }

    /// A private key in PEM, for `EdDSA`, ES256 or RS256, as it is.
    ///
    /// # Errors
    /// [`IssueError::NotPrivate`] if it is none of them.
    pub fn private_pem(pem: &[u8]) -> Result<Self, IssueError> {
        ring::install();
        let of = |algorithm, key: Result<EncodingKey, _>| Some(Self(algorithm, key.ok()?));
        let key = of(Algorithm::EdDSA, EncodingKey::from_ed_pem(pem))
            .or_else(|| of(Algorithm::ES256, EncodingKey::from_ec_pem(pem)))
            .or_else(|| of(Algorithm::RS256, EncodingKey::from_rsa_pem(pem)));
        // Its form alone does not tell a private key from a public one.
        key.filter(|key| sign(b"", &key.1, key.0).is_ok())
            .ok_or(IssueError::NotPrivate)
    }
}

/// What a token shall say.
#[derive(Debug, Clone, Serialize)]
pub struct NewToken {
    /// Whose it is.
    #[serde(rename = "sub")]
    pub subject: String,
    /// What they may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Patterns of channels and verbs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub channels: BTreeMap<String, Vec<String>>,
    /// Who issues it.
    #[serde(rename = "iss", skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// For whom it is.
    #[serde(rename = "aud", skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
}

#[derive(Serialize)]
struct Timed<'a> {
    #[serde(flatten)]
    claims: &'a NewToken,
    iat: u64,
    exp: u64,
}

impl NewToken {
    /// The token, which counts from `now` for `life`, in whole seconds.
    ///
    /// # Errors
    /// [`IssueError::NotPrivate`] if the key is not what its form says.
    pub fn sign(
        &self,
        key: &SigningKey,
        now: Timestamp,
        life: Duration,
    ) -> Result<String, IssueError> {
        ring::install();
        let iat = now.as_millis() / 1_000;
        let exp = iat + life.as_secs();
        let claims = Timed {
            claims: self,
            iat,
            exp,
        };
        encode(&Header::new(key.0), &claims, &key.1).map_err(|_| IssueError::NotPrivate)
    }
}

/// What stands in a token, whoever signed it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shown {
    /// Its head.
    pub header: Value,
    /// Its claims.
    pub claims: Value,
}

/// Looks into a token. Nothing of it is checked.
///
/// # Errors
/// [`IssueError::NotToken`] if it is none.
pub fn inspect(token: &str) -> Result<Shown, IssueError> {
    let read = insecure_decode::<Value>(token).map_err(|_| IssueError::NotToken)?;
    let header = serde_json::to_value(&read.header).map_err(|_| IssueError::NotToken)?;
    Ok(Shown {
        header,
        claims: read.claims,
    })
}
