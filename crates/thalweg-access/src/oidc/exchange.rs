use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;

use http::{Method, Request, header};
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, Client, ClientId, ClientSecret,
    CsrfToken, EndpointNotSet, EndpointSet, ExtraTokenFields, HttpRequest, HttpResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    StandardRevocableToken, StandardTokenResponse, TokenResponse, TokenUrl,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::begun::Flow;
use super::discovery::Provider;
use super::{AskProvider, NoAnswer, OidcConfig, OidcError, Profile, code_of, failed};

/// What a provider gives for a code beside what OAuth knows.
#[derive(Debug, Deserialize, Serialize)]
struct WithIdToken {
    id_token: Option<String>,
}

impl ExtraTokenFields for WithIdToken {}

type AtProvider = Client<
    BasicErrorResponse,
    StandardTokenResponse<WithIdToken, BasicTokenType>,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// This server as the provider sees it, in one sign-in. `None` if its own address is none.
fn client(config: &OidcConfig, provider: &Provider, flow: &Flow) -> Option<AtProvider> {
    let client = Client::new(ClientId::new(config.client_id.clone()))
        .set_auth_uri(AuthUrl::from_url(provider.authorize.clone()))
        .set_token_uri(TokenUrl::from_url(provider.token.clone()))
        .set_redirect_uri(RedirectUrl::new(flow.redirect_uri.clone()).ok()?);
    let client = if provider.secret_in_body {
        client.set_auth_type(AuthType::RequestBody)
    } else {
        client
    };
    Some(match &config.client_secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(secret.clone())),
        None => client,
    })
}

/// The provider's page on which somebody signs in.
pub(super) fn authorize_url(
    config: &OidcConfig,
    provider: &Provider,
    flow: &Flow,
    state: &str,
) -> Option<String> {
    let verifier = PkceCodeVerifier::new(flow.verifier.clone());
    let scopes = config.scopes.iter().cloned().map(Scope::new);
    let (url, _) = client(config, provider, flow)?
        .authorize_url(|| CsrfToken::new(state.to_owned()))
        .add_scopes(scopes)
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .add_extra_param("nonce", Cow::Borrowed(flow.nonce.as_str()))
        .url();
    Some(url.to_string())
}

/// What asks the provider, as the library wants it.
pub(super) struct Asking(pub(super) Arc<dyn AskProvider>);

impl<'c> AsyncHttpClient<'c> for Asking {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.0.ask(request)
    }
}

/// What a code is redeemed for.
pub(super) struct Tokens {
    pub(super) id_token: String,
    pub(super) access_token: String,
}

/// Redeems a code, which can be done once.
pub(super) async fn redeem(
    config: &OidcConfig,
    provider: &Provider,
    ask: &Asking,
    flow: &Flow,
    code: String,
) -> Result<Tokens, OidcError> {
    let client = client(config, provider, flow).ok_or(OidcError::Failed)?;
    let given = client
        .exchange_code(AuthorizationCode::new(code))
        .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.clone()))
        .request_async(ask)
        .await;
    let given = given.map_err(|error| match error {
        RequestTokenError::ServerResponse(response) => {
            let code = code_of(response.error().as_ref());
            failed(&format!("the code was answered with `{code}`"))
        }
        RequestTokenError::Request(NoAnswer(cause)) => {
            failed(&format!("the code was not redeemed: {cause}"));
            OidcError::Unavailable
        }
        // What could not be read may hold a token.
        RequestTokenError::Parse(..) => failed("the answer to the code cannot be read"),
        RequestTokenError::Other(_) => failed("the answer to the code is no JSON"),
    })?;
    let id_token = given.extra_fields().id_token.clone();
    Ok(Tokens {
        id_token: id_token.ok_or_else(|| failed("the answer to the code has no ID token"))?,
        access_token: given.access_token().secret().clone(),
    })
}

/// What a provider says of `subject` when it is asked; nothing if it cannot be asked so.
///
/// # Errors
/// In words for the log why it does not say.
pub(super) async fn user_info(
    provider: &Provider,
    ask: &dyn AskProvider,
    access_token: &str,
    subject: &str,
) -> Result<Option<Profile>, String> {
    let Some(url) = &provider.user_info else {
        return Ok(None);
    };
    let request = Request::builder()
        .method(Method::GET)
        .uri(url.as_str())
        .header(header::ACCEPT, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {access_token}"))
        .body(Vec::new())
        .map_err(|_| "the access token cannot be sent".to_owned())?;
    let answer = ask.ask(request).await.map_err(|error| error.to_string())?;
    if !answer.status().is_success() {
        return Err(format!("it answered {}", answer.status()));
    }
    let claims: Map<String, Value> = serde_json::from_slice(answer.body())
        .map_err(|_| "it answered no JSON object".to_owned())?;
    // Without this it might be about anybody (OpenID Connect Core, 5.3.2).
    if claims.get("sub").and_then(Value::as_str) != Some(subject) {
        return Err("it tells of somebody else".to_owned());
    }
    Ok(Some(Profile::of(&claims)))
}
