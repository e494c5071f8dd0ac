use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;
use thalweg_access::FetchKeys;

use crate::fetch::{self, NoTls};

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
        match url.scheme() {
            _ if url.host_str().is_none() => Err(hint),
            "https" => Ok(Self(url)),
            "http" if fetch::is_loopback(&url) => Ok(Self(url)),
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
        Ok(Arc::new(JwksFetch {
            client: fetch::client(&self.0, PATIENCE)?,
            url: self.0.clone(),
        }))
    }
}

/// Fetches the key set of an address.
struct JwksFetch {
    url: Url,
    client: reqwest::Client,
}

#[async_trait]
impl FetchKeys for JwksFetch {
    async fn fetch(&self) -> Result<String, String> {
        let asked = self.client.get(self.url.clone()).send().await;
        let answer = asked.map_err(fetch::words)?;
        if !answer.status().is_success() {
            return Err(format!("the issuer answered {}", answer.status()));
        }
        let body = fetch::body(answer, LONGEST).await?;
        String::from_utf8(body).map_err(|_| "the key set is no text".to_owned())
    }
}
