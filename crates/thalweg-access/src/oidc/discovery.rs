use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::{Method, Request, header};
use oauth2::url::Url;
use parking_lot::Mutex;
use serde::Deserialize;
use thalweg_log::Timestamp;
use tracing::{info, warn};

use super::{AskProvider, OidcError};
use crate::FetchKeys;
use crate::tokens::Jwks;

/// After how long the provider is asked again how it is set up, although it is known.
const FRESH: Duration = Duration::from_secs(3_600);
/// How long counts what cannot be asked again.
const STALE: Duration = Duration::from_secs(24 * 3_600);
/// How long asking rests after it failed.
const REST: Duration = Duration::from_secs(5);

/// How a provider is set up.
pub(super) struct Provider {
    pub(super) authorize: Url,
    pub(super) token: Url,
    pub(super) user_info: Option<Url>,
    /// Its keys, fetched as they are needed.
    pub(super) keys: Arc<Jwks>,
    keys_at: Url,
    /// Whether it takes the secret in the body alone.
    pub(super) secret_in_body: bool,
    /// Whether it always says who answers (RFC 9207).
    pub(super) tells_iss: bool,
}

/// How the provider is set up, asked when it is needed (OpenID Connect Discovery 1.0).
pub(super) struct Discovery {
    issuer: String,
    ask: Arc<dyn AskProvider>,
    held: Mutex<Held>,
    /// Held while it is asked.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Held {
    provider: Option<Arc<Provider>>,
    found: Timestamp,
    /// When it last failed, unless it has been found since.
    failed: Option<Timestamp>,
}

impl Discovery {
    pub(super) fn new(issuer: String, ask: Arc<dyn AskProvider>) -> Self {
        Self {
            issuer,
            ask,
            held: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        }
    }

    /// How it is set up.
    ///
    /// # Errors
    /// [`OidcError::Unavailable`].
    pub(super) async fn found(&self, now: Timestamp) -> Result<Arc<Provider>, OidcError> {
        match self.held(now) {
            Some((provider, true)) => return Ok(provider),
            // Whoever comes meanwhile is served with what is known.
            Some((provider, false)) => match self.asking.try_lock() {
                Ok(_one) => self.look(now).await,
                Err(_) => return Ok(provider),
            },
            None => {
                let _one = self.asking.lock().await;
                if self.held(now).is_none() {
                    self.look(now).await;
                }
            }
        }
        let held = self.held(now).ok_or(OidcError::Unavailable)?;
        Ok(held.0)
    }

    fn held(&self, now: Timestamp) -> Option<(Arc<Provider>, bool)> {
        let held = self.held.lock();
        let age = now.since(held.found);
        let provider = held.provider.as_ref().filter(|_| age < STALE)?;
        Some((Arc::clone(provider), age < FRESH))
    }

    async fn look(&self, now: Timestamp) {
        let failed = self.held.lock().failed;
        if failed.is_some_and(|failed| now.since(failed) < REST) {
            return;
        }
        let found = self.ask().await;
        let mut held = self.held.lock();
        match found {
            Ok(mut provider) => {
                // Keys that are known stay so.
                if let Some(known) = &held.provider
                    && known.keys_at == provider.keys_at
                {
                    provider.keys = Arc::clone(&known.keys);
                }
                if held.provider.is_none() || held.failed.is_some() {
                    info!("found the identity provider");
                }
                *held = Held {
                    provider: Some(Arc::new(provider)),
                    found: now,
                    failed: None,
                };
            }
            Err(cause) => {
                // Once, until it is found again.
                if held.failed.is_none() {
                    warn!(%cause, "the identity provider cannot be used");
                }
                held.failed = Some(now);
            }
        }
    }

    async fn ask(&self) -> Result<Provider, String> {
        let place = self.issuer.trim_end_matches('/');
        let place = format!("{place}/.well-known/openid-configuration");
        let json = get(self.ask.as_ref(), &place).await?;
        let told: Told = serde_json::from_slice(&json)
            .map_err(|error| format!("how it is set up cannot be read: {error}"))?;
        if told.issuer != self.issuer {
            return Err("it calls itself otherwise than `--oidc-issuer`, to the letter".into());
        }
        let is_local = Url::parse(&self.issuer).is_ok_and(|url| is_loopback(&url));
        let safe = |what: &str, text: &str| {
            let url = Url::parse(text).ok();
            let url = url.filter(|url| url.scheme() == "https" || is_local && is_loopback(url));
            url.ok_or_else(|| format!("its `{what}` is no address of https"))
        };
        let keys_at = safe("jwks_uri", &told.jwks_uri)?;
        let keys = KeysOf {
            ask: Arc::clone(&self.ask),
            url: keys_at.to_string(),
        };
        let ways = told.token_endpoint_auth_methods_supported;
        let takes = |way: &str| ways.iter().flatten().any(|known| known == way);
        let user_info = told.userinfo_endpoint;
        Ok(Provider {
            authorize: safe("authorization_endpoint", &told.authorization_endpoint)?,
            token: safe("token_endpoint", &told.token_endpoint)?,
            user_info: user_info
                .map(|url| safe("userinfo_endpoint", &url))
                .transpose()?,
            keys: Arc::new(Jwks::new(Arc::new(keys))),
            keys_at,
            secret_in_body: takes("client_secret_post") && !takes("client_secret_basic"),
            tells_iss: told.authorization_response_iss_parameter_supported,
        })
    }
}

/// What a provider tells of itself, as far as it matters here.
#[derive(Debug, Deserialize)]
struct Told {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: Option<String>,
    jwks_uri: String,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Whether an address is one of this machine, without TLS.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    url.scheme() == "http" && is_local
}

struct KeysOf {
    ask: Arc<dyn AskProvider>,
    url: String,
}

#[async_trait]
impl FetchKeys for KeysOf {
    async fn fetch(&self) -> Result<String, String> {
        let body = get(self.ask.as_ref(), &self.url).await?;
        String::from_utf8(body).map_err(|_| "the key set is no text".to_owned())
    }
}

async fn get(ask: &dyn AskProvider, url: &str) -> Result<Vec<u8>, String> {
    let request = Request::builder()
        .method(Method::GET)
        .uri(url)
        .header(header::ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|error| error.to_string())?;
    let answer = ask.ask(request).await.map_err(|error| error.to_string())?;
    if !answer.status().is_success() {
        return Err(format!("it answered {}", answer.status()));
    }
    Ok(answer.into_body())
}
