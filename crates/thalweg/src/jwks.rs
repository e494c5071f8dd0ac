use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;
use reqwest::redirect::Policy;
use thalweg_access::FetchKeys;

/// The longest key set, in bytes.
const LONGEST: usize = 256 * 1024;
/// How long fetching it may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where a key set lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JwksUrl(Url);

impl JwksUrl {
    /// An address over TLS, or on this machine.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let hint = "give an address such as https://issuer.example/.well-known/jwks.json";
        let url = Url::parse(text).map_err(|_| hint)?;
        let host = url.host_str().ok_or(hint)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let address = host.parse::<IpAddr>();
        let local = host == "localhost" || address.is_ok_and(|ip| ip.is_loopback());
        match url.scheme() {
            "https" => Ok(Self(url)),
            "http" if local => Ok(Self(url)),
            "http" => Err("give an address of https: whoever is on the way could put keys in"),
            _ => Err(hint),
        }
    }
}

impl JwksUrl {
    /// What fetches the set.
    ///
    /// # Errors
    /// If nothing can be asked over TLS from here.
    pub fn fetcher(&self) -> Result<Arc<dyn FetchKeys>, NoTls> {
        let fetch = JwksFetch::new(self.clone()).map_err(|_| NoTls)?;
        Ok(Arc::new(fetch))
    }
}

/// This machine has no certificates of authorities.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("it cannot be asked over TLS from here; install the system's certificates")]
pub struct NoTls;

/// Fetches the key set of an address.
struct JwksFetch {
    url: Url,
    client: reqwest::Client,
}

impl JwksFetch {
    /// # Errors
    /// If nothing can be asked over TLS from here.
    fn new(url: JwksUrl) -> Result<Self, reqwest::Error> {
        // Whoever came first chose the same; one must be chosen, or TLS panics at its first use.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("thalweg/", env!("CARGO_PKG_VERSION")))
            .timeout(PATIENCE)
            // Keys count because of where they lie.
            .redirect(Policy::none());
        if url.0.scheme() == "http" {
            builder = builder.no_proxy().tls_certs_only([]);
        }
        let client = builder.build()?;
        Ok(Self { url: url.0, client })
    }
}

#[async_trait]
impl FetchKeys for JwksFetch {
    async fn fetch(&self) -> Result<String, String> {
        let words = |error: reqwest::Error| error.without_url().to_string();
        let asked = self.client.get(self.url.clone()).send().await;
        let mut answer = asked.map_err(words)?;
        if !answer.status().is_success() {
            return Err(format!("the issuer answered {}", answer.status()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(words)? {
            if body.len() + chunk.len() > LONGEST {
                return Err(format!("the key set is longer than {LONGEST} bytes"));
            }
            body.extend_from_slice(&chunk);
        }
        String::from_utf8(body).map_err(|_| "the key set is no text".to_owned())
    }
}
