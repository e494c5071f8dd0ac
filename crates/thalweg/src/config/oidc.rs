use std::path::PathBuf;

use clap::Args;
use reqwest::Url;
use thalweg_access::OidcConfig;
use thalweg_providers::Secret;

use super::ConfigError;
use super::file::File;
use super::origin::Origin;
use super::upstreams::{bad, chosen_key};
use crate::OidcSettings;
use crate::fetch::is_loopback;

/// The longest name of a provider, in characters.
const NAME: usize = 40;

/// Options of signing in with an identity provider.
#[derive(Debug, Clone, Default, Args)]
pub struct OidcArgs {
    /// OpenID Connect provider with which people sign in, as it calls itself, such as `https://id.example/realms/a`;
    /// takes --accounts and --oidc-client-id
    #[arg(long, env = "THALWEG_OIDC_ISSUER", value_name = "URL")]
    pub oidc_issuer: Option<String>,
    /// What the provider calls this server
    #[arg(long, env = "THALWEG_OIDC_CLIENT_ID", value_name = "ID")]
    pub oidc_client_id: Option<String>,
    /// Secret by which the provider knows this server, if it gave one; better given by the variable or by
    /// --oidc-client-secret-file
    #[arg(
        long,
        env = "THALWEG_OIDC_CLIENT_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub oidc_client_secret: Option<Secret>,
    /// File with that secret
    #[arg(long, env = "THALWEG_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    pub oidc_client_secret_file: Option<PathBuf>,
    /// What people are shown for the provider [default: its host]
    #[arg(long, env = "THALWEG_OIDC_NAME", value_name = "NAME")]
    pub oidc_name: Option<String>,
    /// What the provider is asked for, with spaces or commas between [default: openid profile email]
    #[arg(long, env = "THALWEG_OIDC_SCOPES", value_name = "SCOPES")]
    pub oidc_scopes: Option<String>,
}

impl File {
    /// Takes out what is said of the identity provider.
    pub(super) fn take_oidc(&mut self) -> OidcArgs {
        OidcArgs {
            oidc_issuer: self.oidc_issuer.take(),
            oidc_client_id: self.oidc_client_id.take(),
            oidc_client_secret: self.oidc_client_secret.take(),
            oidc_client_secret_file: self.oidc_client_secret_file.take(),
            oidc_name: self.oidc_name.take(),
            oidc_scopes: self.oidc_scopes.take(),
        }
    }
}

/// From where people come, as far as it matters to a provider that sends them back.
pub(super) struct From<'a> {
    pub(super) accounts: bool,
    pub(super) loopback: bool,
    pub(super) public: Option<&'a Origin>,
}

/// With which provider people sign in, if they do.
///
/// # Errors
/// [`ConfigError`].
pub(super) fn oidc(
    args: OidcArgs,
    file: OidcArgs,
    from: &From<'_>,
) -> Result<Option<OidcSettings>, ConfigError> {
    let secret = chosen_key(
        "--oidc-client-secret",
        (args.oidc_client_secret, args.oidc_client_secret_file),
        (file.oidc_client_secret, file.oidc_client_secret_file),
    )?;
    let id = args.oidc_client_id.or(file.oidc_client_id);
    let name = args.oidc_name.or(file.oidc_name);
    let scopes = args.oidc_scopes.or(file.oidc_scopes);
    let issuer = args.oidc_issuer.or(file.oidc_issuer);
    let Some(issuer) = issuer.filter(|issuer| !issuer.is_empty()) else {
        if id.is_some() || secret.is_some() || name.is_some() || scopes.is_some() {
            let hint = "say with which provider people sign in: `--oidc-issuer`";
            return Err(bad("--oidc-client-id", hint));
        }
        return Ok(None);
    };
    let hint = |words: &str| bad("--oidc-issuer", words);
    let url = checked(&issuer).map_err(hint)?;
    if !from.accounts {
        return Err(hint(
            "who signs in with a provider has an account; add `--accounts`",
        ));
    }
    let id = id.filter(|id| !id.trim().is_empty());
    let id =
        id.ok_or_else(|| hint("say what the provider calls this server: `--oidc-client-id`"))?;
    match from.public {
        Some(public) if !public.is_secure() && !public.is_loopback() => {
            return Err(hint(
                "codes would go unencrypted; give `--public-url` with https",
            ));
        }
        None if !from.loopback => {
            return Err(hint(
                "the provider must know where to send people back; give the address that they use with `--public-url`",
            ));
        }
        _ => {}
    }
    let name = name.map(|name| name.trim().to_owned());
    let name = name.unwrap_or_else(|| url.host_str().unwrap_or_default().to_owned());
    if !(1..=NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(bad("--oidc-name", "give 1 to 40 characters"));
    }
    let scopes = scopes.unwrap_or_else(|| "openid profile email".into());
    let between = |c: char| c.is_whitespace() || c == ',';
    let scopes = scopes.split(between).filter(|scope| !scope.is_empty());
    let scopes: Vec<String> = scopes.map(Into::into).collect();
    if !scopes.iter().any(|scope| scope == "openid") {
        let hint = "`openid` must be among them: without it the provider does not say who signs in";
        return Err(bad("--oidc-scopes", hint));
    }
    Ok(Some(OidcSettings {
        config: OidcConfig {
            issuer,
            client_id: id.trim().to_owned(),
            client_secret: secret.map(|secret| secret.expose().to_owned()),
            name,
            scopes,
            origin: from.public.map(ToString::to_string),
        },
        patience: OidcSettings::PATIENCE,
    }))
}

/// An issuer as the standard has it: an address over TLS, or on this machine.
fn checked(issuer: &str) -> Result<Url, &'static str> {
    let hint = "give the provider's address such as https://id.example, without query or fragment";
    let url = Url::parse(issuer).map_err(|_| hint)?;
    let plain = url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    match url.scheme() {
        _ if !plain || url.host_str().is_none() => Err(hint),
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err("give an address of https: whoever is on the way could sign in as anybody"),
        _ => Err(hint),
    }
}
