//! Signing in with an identity provider: OpenID Connect's authorization code flow with PKCE, of which
//! this server is the relying party.
//!
//! Nothing here reaches the network by itself: [`AskProvider`] does. What the provider says of somebody
//! is believed because of its signature, its audience and the nonce of the sign-in that was begun in
//! the same browser; of all that it says, only issuer and subject decide whose account it is.

mod begun;
mod discovery;
mod exchange;
mod id_token;
mod path;
mod profile;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use http::HeaderMap;
use oauth2::url::form_urlencoded;
use parking_lot::Mutex;
use thalweg_log::{Clock, Entropy};
use tracing::warn;

pub use self::path::is_own_path;
pub use self::profile::Profile;

use self::begun::{Begun, Flow};
use self::discovery::Discovery;
use self::id_token::Expected;
use crate::cookie;
use crate::store::ProviderLogin;

/// The path to which the provider sends browsers back.
pub const OIDC_CALLBACK: &str = "/api/auth/oidc/callback";
/// The longest query of that, in bytes.
const LONGEST: usize = 8 * 1024;

/// How people sign in with an identity provider.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcConfig {
    /// The provider, to the letter as it calls itself (`iss`).
    pub issuer: String,
    /// What the provider calls this server.
    pub client_id: String,
    /// By what the provider knows this server; none if PKCE alone has to do.
    pub client_secret: Option<String>,
    /// What people are shown for it.
    pub name: String,
    /// What is asked for; `openid` is among it.
    pub scopes: Vec<String>,
    /// The origin that people use, such as `https://chat.example`; `None`: the one by which a request
    /// on loopback came.
    pub origin: Option<String>,
}

impl fmt::Debug for OidcConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcConfig")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Asks the provider over HTTP: bounded in time and size, and following no redirect.
#[async_trait]
pub trait AskProvider: Send + Sync + 'static {
    /// The answer, whatever its status.
    ///
    /// # Errors
    /// [`NoAnswer`] if there is none within the bounds.
    async fn ask(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, NoAnswer>;
}

/// A provider did not answer: why, in words for the log, without what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoAnswer(pub String);

/// Why somebody is not signed in with the provider. Nothing of it is in the provider's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OidcError {
    /// The provider cannot be asked now.
    #[error("the identity provider cannot be reached")]
    Unavailable,
    /// They, or the provider, said no.
    #[error("the sign-in was refused at the provider")]
    Denied,
    /// This browser began no such sign-in, or too long ago, or it was ended already.
    #[error("the sign-in took too long, or was begun elsewhere")]
    Expired,
    /// What came back does not count.
    #[error("the identity provider's answer does not count")]
    Failed,
}

/// Where a browser has to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentOut {
    /// The provider's page.
    pub url: String,
    /// The `Set-Cookie` by which the browser is known when it comes back.
    pub set_cookie: String,
}

/// Somebody whom the provider knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Who, for ever.
    pub login: ProviderLogin,
    /// What else the provider says of them, which decides nothing.
    pub profile: Profile,
    /// The path to which they go.
    pub return_to: String,
    /// The token of an invitation, or of the owner's link, that they hold.
    pub token: Option<String>,
    /// By what the provider tells more of them.
    access_token: String,
}

/// Somebody who came back is not signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnedAway {
    /// Why.
    pub error: OidcError,
    /// The path to which they go; none if this browser began nothing.
    pub return_to: Option<String>,
}

/// Signs people in with one provider.
pub struct Oidc {
    config: OidcConfig,
    ask: Arc<dyn AskProvider>,
    provider: Discovery,
    begun: Mutex<Begun>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Oidc {
    /// Nothing is asked yet.
    pub fn new(
        config: OidcConfig,
        ask: Arc<dyn AskProvider>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        crate::tokens::install();
        Self {
            provider: Discovery::new(config.issuer.clone(), Arc::clone(&ask)),
            config,
            ask,
            begun: Mutex::default(),
            clock,
            entropy,
        }
    }

    /// What people are shown for the provider.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Begins a sign-in of the browser that sent these headers: `origin` is that by which it came,
    /// `return_to` an own path, `token` that of an invitation or of the owner's link.
    ///
    /// # Errors
    /// [`OidcError::Unavailable`].
    pub async fn send_out(
        &self,
        headers: &HeaderMap,
        origin: &str,
        return_to: String,
        token: Option<String>,
        secure: bool,
    ) -> Result<SentOut, OidcError> {
        let provider = self.provider.found(self.clock.now()).await?;
        let origin = self.config.origin.as_deref().unwrap_or(origin);
        let secret = || cookie::new_secret(self.entropy.as_ref());
        let flow = Flow {
            nonce: secret(),
            verifier: secret(),
            redirect_uri: format!("{origin}{OIDC_CALLBACK}"),
            return_to,
            token,
        };
        let state = secret();
        let url = exchange::authorize_url(&self.config, &provider, &flow, &state);
        let url = url.ok_or(OidcError::Unavailable)?;
        // A second tab is of the same browser, and both may come back.
        let browser = begun::browser(headers, secure).map_or_else(secret, ToOwned::to_owned);
        let now = self.clock.now();
        self.begun.lock().add(&state, &browser, flow, now);
        Ok(SentOut {
            url,
            set_cookie: begun::set_cookie(&browser, secure),
        })
    }

    /// Ends a sign-in with what the provider sent its browser back with. It can be ended once.
    ///
    /// # Errors
    /// [`TurnedAway`].
    pub async fn take_back(
        &self,
        headers: &HeaderMap,
        query: &str,
        secure: bool,
    ) -> Result<Arrived, TurnedAway> {
        let away = |error| TurnedAway {
            error,
            return_to: None,
        };
        let answer = Answer::parse(query).ok_or_else(|| away(OidcError::Failed))?;
        let browser = begun::browser(headers, secure);
        let flow = browser
            .zip(answer.state.as_deref())
            .and_then(|(browser, state)| {
                let now = self.clock.now();
                self.begun.lock().take(state, browser, now)
            });
        let flow = flow.ok_or_else(|| away(OidcError::Expired))?;
        self.redeem(answer, &flow)
            .await
            .map_err(|error| TurnedAway {
                error,
                return_to: Some(flow.return_to.clone()),
            })
    }

    async fn redeem(&self, answer: Answer, flow: &Flow) -> Result<Arrived, OidcError> {
        let provider = self.provider.found(self.clock.now()).await?;
        // Of another provider: somebody wants this one's code to go there, or the reverse (RFC 9207).
        let is_of = match &answer.iss {
            Some(iss) => *iss == self.config.issuer,
            None => !provider.tells_iss,
        };
        if !is_of {
            return Err(failed("the answer is of another issuer"));
        }
        if let Some(error) = &answer.error {
            return Err(refused(error));
        }
        let code = answer
            .code
            .ok_or_else(|| failed("the answer has no code"))?;
        let ask = exchange::Asking(Arc::clone(&self.ask));
        let tokens = exchange::redeem(&self.config, &provider, &ask, flow, code).await?;
        let expected = Expected {
            issuer: &self.config.issuer,
            client_id: &self.config.client_id,
            nonce: &flow.nonce,
        };
        let now = self.clock.now();
        let known = expected.verify(&tokens.id_token, &provider.keys, now).await;
        let (subject, profile) = known.map_err(|error| match error {
            crate::TokenError::NoKeys => OidcError::Unavailable,
            error => failed(&format!("the ID token: {error}")),
        })?;
        Ok(Arrived {
            login: ProviderLogin {
                issuer: self.config.issuer.clone(),
                subject,
            },
            profile,
            return_to: flow.return_to.clone(),
            token: flow.token.clone(),
            access_token: tokens.access_token,
        })
    }

    /// Asks the provider what somebody who is new is called, if it did not say so unasked. They are
    /// let in whatever comes of it.
    pub async fn introduce(&self, arrived: &mut Arrived) {
        if !arrived.profile.is_empty() {
            return;
        }
        let Ok(provider) = self.provider.found(self.clock.now()).await else {
            return;
        };
        let ask = self.ask.as_ref();
        let subject = &arrived.login.subject;
        match exchange::user_info(&provider, ask, &arrived.access_token, subject).await {
            Ok(Some(profile)) => arrived.profile = profile,
            Ok(None) => {}
            Err(cause) => {
                warn!(%cause, "the identity provider does not say what somebody is called");
            }
        }
    }
}

/// Logs why, and tells nothing of it.
fn failed(cause: &str) -> OidcError {
    warn!(%cause, "a sign-in with the identity provider failed");
    OidcError::Failed
}

/// A refusal's code, whose words are the provider's.
fn refused(error: &str) -> OidcError {
    // What people and providers say no with (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6).
    let no = [
        "access_denied",
        "consent_required",
        "interaction_required",
        "login_required",
        "account_selection_required",
    ];
    if no.contains(&error) {
        return OidcError::Denied;
    }
    failed(&format!("the provider answered `{}`", code_of(error)))
}

/// A code of OAuth, for the log; nothing that is in somebody's words.
fn code_of(error: &str) -> &str {
    let is_code = error.len() <= 64 && error.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    if is_code { error } else { "no known code" }
}

/// What the provider sent a browser back with.
#[derive(Default)]
struct Answer {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

impl Answer {
    /// Nothing if it is too long, or says something twice.
    fn parse(query: &str) -> Option<Self> {
        if query.len() > LONGEST {
            return None;
        }
        let mut answer = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "code" => &mut answer.code,
                "state" => &mut answer.state,
                "iss" => &mut answer.iss,
                "error" => &mut answer.error,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        Some(answer)
    }
}
