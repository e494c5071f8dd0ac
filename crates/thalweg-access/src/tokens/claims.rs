use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use thalweg_log::{PrincipalId, Timestamp};
use thalweg_wire::AccessRole;

use super::TokenError;
use crate::cookie::hex;
use crate::rules::{Grants, Verb};

/// What must be right about a token's claims.
#[derive(Debug, Clone)]
pub struct ClaimRules {
    /// Who must have issued it (`iss`), if that is checked.
    pub issuer: Option<String>,
    /// For whom it must be (`aud`), if that is checked: one of these.
    pub audience: Vec<String>,
    /// By how much clocks may differ.
    pub leeway: Duration,
    /// What roles of the issuer are here, by its words.
    pub roles: BTreeMap<String, AccessRole>,
}

impl Default for ClaimRules {
    /// Nothing but the time is checked, with 30 s for clocks.
    fn default() -> Self {
        Self {
            issuer: None,
            audience: Vec::new(),
            leeway: Duration::from_secs(30),
            roles: BTreeMap::new(),
        }
    }
}

/// Who a token says is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenIdentity {
    /// Their id, of `sub`.
    pub principal: PrincipalId,
    /// What they may do here.
    pub role: AccessRole,
    /// What they may do on channels besides what their role gives.
    pub channels: Arc<Grants>,
    /// When the token ends, the leeway included.
    pub expires_at: Timestamp,
}

#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    sub: Option<String>,
    exp: Option<f64>,
    nbf: Option<f64>,
    iss: Option<String>,
    aud: Option<OneOrMany>,
    role: Option<String>,
    channels: Option<BTreeMap<String, Vec<Verb>>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Claims {
    pub(super) fn check(
        self,
        rules: &ClaimRules,
        now: Timestamp,
    ) -> Result<TokenIdentity, TokenError> {
        let expires = self.exp.ok_or(TokenError::Claim("`exp` is missing"))?;
        let expires_at = moment(expires, "`exp` is no time")?.plus(rules.leeway);
        if expires_at <= now {
            return Err(TokenError::Expired);
        }
        if let Some(from) = self.nbf
            && moment(from, "`nbf` is no time")? > now.plus(rules.leeway)
        {
            return Err(TokenError::NotYet);
        }
        if rules.issuer.is_some() && self.iss != rules.issuer {
            return Err(TokenError::Issuer);
        }
        let is_for = |audience: &String| match &self.aud {
            Some(OneOrMany::One(one)) => one == audience,
            Some(OneOrMany::Many(many)) => many.contains(audience),
            None => false,
        };
        if !rules.audience.is_empty() && !rules.audience.iter().any(is_for) {
            return Err(TokenError::Audience);
        }
        let sub = self.sub.filter(|sub| !sub.is_empty());
        let sub = sub.ok_or(TokenError::Claim("`sub` is missing"))?;
        let mut channels = Vec::new();
        for (pattern, verbs) in self.channels.unwrap_or_default() {
            let pattern = pattern.parse();
            let pattern =
                pattern.map_err(|_| TokenError::Claim("`channels` has a pattern that is none"))?;
            channels.push((pattern, verbs));
        }
        Ok(TokenIdentity {
            principal: principal(&sub),
            role: role(self.role.as_deref(), rules)?,
            channels: Arc::new(channels),
            expires_at,
        })
    }
}

/// A `NumericDate`: seconds since 1970, with a fraction or without (RFC 7519, 2).
pub(crate) fn moment(seconds: f64, wrong: &'static str) -> Result<Timestamp, TokenError> {
    // The year 9999.
    if !(0.0..=253_402_300_799.0).contains(&seconds) {
        return Err(TokenError::Claim(wrong));
    }
    let since = Duration::from_secs_f64(seconds);
    Ok(Timestamp::default().plus(since))
}

/// `sub` is the principal. One that is no principal's id, or that this server gives to others, stands
/// for itself by its hash.
fn principal(sub: &str) -> PrincipalId {
    let own = ["guest-", "account-", "key-", "sub-"];
    let reserved = sub == "owner" || own.iter().any(|prefix| sub.starts_with(prefix));
    let hashed = || {
        let hash = Sha256::digest(sub.as_bytes());
        let id = format!("sub-{}", hex(&hash[..16]));
        id.parse().expect("an id of hexadecimal digits")
    };
    match sub.parse() {
        Ok(id) if !reserved => id,
        _ => hashed(),
    }
}

/// A token without a role is a member's. Nobody is the owner by a token.
fn role(claimed: Option<&str>, rules: &ClaimRules) -> Result<AccessRole, TokenError> {
    let Some(claimed) = claimed else {
        return Ok(AccessRole::Member);
    };
    if let Some(role) = rules.roles.get(claimed) {
        return Ok(*role);
    }
    match claimed {
        "admin" => Ok(AccessRole::Admin),
        "member" => Ok(AccessRole::Member),
        "viewer" => Ok(AccessRole::Viewer),
        _ => Err(TokenError::Claim(
            "`role` is none of `admin`, `member` and `viewer`, and the server's configuration does not say \
             what it is here",
        )),
    }
}
