use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;
use thalweg_access::{ClaimRules, Rule, Rules, Verb, VerifyKeys};
use thalweg_providers::Secret;
use thalweg_wire::AccessRole;

use super::ConfigError;
use super::file::File;
use super::upstreams::{bad, chosen_key};
use crate::{TokenKeys, TokenSettings};

/// Options of external tokens.
#[derive(Debug, Clone, Default, Args)]
pub struct TokenArgs {
    /// Secret of at least 32 bytes by which tokens are signed (HS256); better given by the variable or by
    /// --jwt-secret-file
    #[arg(
        long,
        env = "THALWEG_JWT_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub jwt_secret: Option<Secret>,
    /// File with that secret
    #[arg(long, env = "THALWEG_JWT_SECRET_FILE", value_name = "FILE")]
    pub jwt_secret_file: Option<PathBuf>,
    /// File with the public key by which tokens are verified, in PEM: RSA (RS256), P-256 (ES256) or Ed25519
    #[arg(long, env = "THALWEG_JWT_PUBLIC_KEY", value_name = "FILE")]
    pub jwt_public_key: Option<PathBuf>,
    /// Address of the key set by which tokens are verified; fetched when needed and as keys change
    #[arg(long, env = "THALWEG_JWKS_URL", value_name = "URL")]
    pub jwks_url: Option<String>,
    /// Who must have issued a token (`iss`)
    #[arg(long, env = "THALWEG_JWT_ISSUER", value_name = "ISSUER")]
    pub jwt_issuer: Option<String>,
    /// For whom a token must be (`aud`), one of these, separated by commas; needed with --jwks-url
    #[arg(
        long,
        env = "THALWEG_JWT_AUDIENCE",
        value_name = "AUDIENCES",
        value_delimiter = ','
    )]
    pub jwt_audience: Option<Vec<String>>,
    /// By how much the clocks of issuer and server may differ, at most 5m [default: 30s]
    #[arg(long, env = "THALWEG_JWT_LEEWAY", value_name = "DURATION")]
    pub jwt_leeway: Option<String>,
}

impl TokenArgs {
    /// The secret, from the options or the configuration file that `file` names or that is there.
    ///
    /// # Errors
    /// [`ConfigError`] if a file cannot be read.
    pub fn secret(&self, file: &Option<PathBuf>) -> Result<Option<Secret>, ConfigError> {
        let flags = (self.jwt_secret.clone(), self.jwt_secret_file.clone());
        let here = std::env::current_dir().unwrap_or_default();
        let file = File::find(file.as_deref(), &here)?;
        chosen_key(
            "--jwt-secret",
            flags,
            (file.jwt_secret, file.jwt_secret_file),
        )
    }
}

/// A table `[[rules]]` of the file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct RuleTable {
    role: Option<AccessRole>,
    channel: String,
    verbs: Vec<Verb>,
}

/// How external tokens are verified, if they are.
///
/// # Errors
/// [`ConfigError`].
pub(crate) fn tokens(
    args: TokenArgs,
    file: &mut File,
) -> Result<Option<TokenSettings>, ConfigError> {
    let secret = chosen_key(
        "--jwt-secret",
        (args.jwt_secret, args.jwt_secret_file),
        (file.jwt_secret.take(), file.jwt_secret_file.take()),
    )?;
    let public = args.jwt_public_key.or(file.jwt_public_key.take());
    let url = args.jwks_url.or(file.jwks_url.take());
    let issuer = args.jwt_issuer.or(file.jwt_issuer.take());
    let audience = args.jwt_audience.or(file.jwt_audience.take());
    let leeway = args.jwt_leeway.or(file.jwt_leeway.take());
    let roles = std::mem::take(&mut file.jwt_roles);
    let keys = match (secret, public, url) {
        (None, None, None) if issuer.is_some() || audience.is_some() || !roles.is_empty() => {
            let hint = "give the key of the tokens too: `--jwt-secret`, `--jwt-public-key` or `--jwks-url`";
            return Err(bad("--jwt-issuer", hint));
        }
        (None, None, None) => return Ok(None),
        (Some(secret), None, None) => {
            let keys = VerifyKeys::secret(secret.expose().as_bytes());
            TokenKeys::Fixed(keys.map_err(|error| bad("--jwt-secret", &error.to_string()))?)
        }
        (None, Some(path), None) => {
            let pem = std::fs::read(&path).map_err(|error| ConfigError::Unreadable {
                path: path.clone(),
                cause: error.to_string(),
            })?;
            let keys = VerifyKeys::public_pem(&pem);
            TokenKeys::Fixed(keys.map_err(|error| bad("--jwt-public-key", &error.to_string()))?)
        }
        (None, None, Some(url)) => {
            if audience.is_none() {
                let hint =
                    "its issuer signs tokens for others as well; name yours with `--jwt-audience`";
                return Err(bad("--jwks-url", hint));
            }
            let url = crate::JwksUrl::parse(&url);
            TokenKeys::Fetched(url.map_err(|hint| bad("--jwks-url", hint))?)
        }
        _ => {
            let hint =
                "give one of `--jwt-secret`, `--jwt-public-key` and `--jwks-url`, not several";
            return Err(bad("--jwks-url", hint));
        }
    };
    let mut claims = ClaimRules {
        issuer,
        audience: audience.unwrap_or_default(),
        roles: mapped(roles)?,
        ..ClaimRules::default()
    };
    if let Some(text) = leeway {
        let most = std::time::Duration::from_secs(300);
        let parsed = humantime::parse_duration(&text).ok();
        let parsed = parsed.filter(|time| *time <= most);
        claims.leeway = parsed.ok_or(ConfigError::BadValue {
            option: "--jwt-leeway",
            value: text,
            hint: "give a time of at most 5m, such as 30s",
        })?;
    }
    Ok(Some(TokenSettings { keys, claims }))
}

/// What roles of the issuer are here. A token makes nobody the owner, and a service is known by its key.
fn mapped(
    roles: BTreeMap<String, AccessRole>,
) -> Result<BTreeMap<String, AccessRole>, ConfigError> {
    for (name, role) in &roles {
        if !matches!(
            role,
            AccessRole::Admin | AccessRole::Member | AccessRole::Viewer
        ) {
            let hint = "give `admin`, `member` or `viewer`";
            return Err(bad(&format!("jwt-roles.{name}"), hint));
        }
    }
    Ok(roles)
}

/// The rules of channels, in their order.
///
/// # Errors
/// [`ConfigError`] that names the first that is none.
pub(crate) fn rules(tables: Vec<RuleTable>) -> Result<Rules, ConfigError> {
    let mut rules = Vec::with_capacity(tables.len());
    for (at, table) in tables.into_iter().enumerate() {
        let channels = table.channel.parse();
        let channels = channels.map_err(|error: thalweg_access::InvalidPattern| {
            bad(&format!("rules[{at}].channel"), &error.to_string())
        })?;
        rules.push(Rule {
            role: table.role,
            channels,
            verbs: table.verbs,
        });
    }
    Ok(Rules::new(rules))
}
