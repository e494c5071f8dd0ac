use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;

use super::config::{UpstreamConfig, UpstreamKind};

/// Why an upstream cannot be set up. Neither holds the key.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamError {
    /// The key cannot be a header.
    #[error("the key of `{name}` has characters that no key has; give it anew")]
    BadKey {
        /// The upstream.
        name: String,
    },
    /// There is no client, mostly because this machine trusts no authority for TLS.
    #[error("`{name}` cannot be asked over TLS from here; install the system's certificates")]
    NoTls {
        /// The upstream.
        name: String,
    },
}

/// The client of one upstream, with connections of its own that are kept.
///
/// # Errors
/// [`UpstreamError`].
pub(crate) fn client(config: &UpstreamConfig) -> Result<reqwest::Client, UpstreamError> {
    // Whoever came first chose the same; one must be chosen, or TLS panics at its first use.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("thalweg/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers(config)?)
        .connect_timeout(config.patience.connect)
        // A key goes nowhere but to the address that it was given for.
        .redirect(Policy::none())
        .tcp_nodelay(true)
        .tcp_keepalive(Duration::from_secs(30))
        .pool_idle_timeout(Duration::from_secs(60));
    if config.base_url.is_local() {
        builder = builder.no_proxy();
    }
    if !config.base_url.is_secure() {
        // Nothing is ever asked over TLS, so no certificates have to be there.
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|_| UpstreamError::NoTls {
        name: config.name.clone(),
    })
}

fn headers(config: &UpstreamConfig) -> Result<HeaderMap, UpstreamError> {
    let mut headers = HeaderMap::new();
    headers.insert(
        ACCEPT,
        HeaderValue::from_static("text/event-stream, application/json"),
    );
    let (name, scheme) = match config.kind {
        UpstreamKind::OpenAi => (AUTHORIZATION, "Bearer "),
        UpstreamKind::Anthropic => {
            let version = HeaderName::from_static("anthropic-version");
            headers.insert(version, HeaderValue::from_static("2023-06-01"));
            (HeaderName::from_static("x-api-key"), "")
        }
    };
    if let Some(key) = &config.key {
        let value = HeaderValue::from_str(&format!("{scheme}{}", key.expose()));
        let mut value = value.map_err(|_| UpstreamError::BadKey {
            name: config.name.clone(),
        })?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}
