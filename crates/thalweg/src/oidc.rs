use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Url;
use thalweg_access::{AskProvider, NoAnswer, OidcConfig};

use crate::fetch::{self, NoTls};

/// The longest answer of a provider, in bytes.
const LONGEST: usize = 256 * 1024;

/// How people sign in with an identity provider, and how it is asked.
#[derive(Debug, Clone)]
pub struct OidcSettings {
    /// Which one, and as whom.
    pub config: OidcConfig,
    /// How long an answer of it may take. Default: 5 s.
    pub patience: Duration,
}

impl OidcSettings {
    /// How long an answer of a provider may take.
    pub const PATIENCE: Duration = Duration::from_secs(5);

    /// What asks it.
    ///
    /// # Errors
    /// If nothing can be asked over TLS from here.
    pub(crate) fn ask(&self) -> Result<Arc<dyn AskProvider>, NoTls> {
        // The issuer was found to be an address.
        let issuer = Url::parse(&self.config.issuer).map_err(|_| NoTls)?;
        let client = fetch::client(&issuer, self.patience)?;
        Ok(Arc::new(HttpProvider(client)))
    }
}

/// Asks a provider over HTTP.
struct HttpProvider(reqwest::Client);

#[async_trait]
impl AskProvider for HttpProvider {
    async fn ask(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, NoAnswer> {
        let no = |error| NoAnswer(fetch::words(error));
        let request = reqwest::Request::try_from(request).map_err(no)?;
        let answer = self.0.execute(request).await.map_err(no)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = fetch::body(answer, LONGEST).await.map_err(NoAnswer)?;
        let mut response = http::Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}
