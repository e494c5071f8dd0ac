use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Url};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::common::client_side_sse::{ExponentialBackoff, SseRetryPolicy};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use tokio::sync::Notify;

use super::only_tasks::Reading;
use super::problem::{Problem, of_refusal};
use super::tap::Seen;
use crate::{Resolver, Secrets};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an unused connection is kept.
const IDLE: Duration = Duration::from_secs(30);
/// The longest time until a stream that broke off is asked for again.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The longest answer or event, in bytes.
const ANSWER: usize = super::stdio::LINE;
/// How much is read of an answer that is a failure, in bytes.
const FAILURE: usize = 16 * 1024;
/// How many requests are under way at once.
const AT_ONCE: usize = 64;

/// A host leads to where nothing may be asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not on the public internet; it has to be allowed for this server")]
pub(super) struct NotPublic(String);

/// What looks up hosts, and which addresses are of the public internet.
#[derive(Clone)]
pub(super) struct Reach {
    pub(super) resolver: Arc<dyn Resolver>,
    pub(super) is_public: fn(IpAddr) -> bool,
}

/// What a server is spoken to over HTTP by. Nothing is asked yet.
pub(super) fn transport(
    door: &Door,
    headers: &[(String, String)],
    seen: &Seen,
    secrets: &Secrets,
) -> Result<StreamableHttpClientTransport<Reading>, Problem> {
    let client = Reading {
        client: built(door.client().pool_idle_timeout(IDLE))?,
        only_tasks: seen.only_tasks.clone(),
    };
    let mut config = StreamableHttpClientTransportConfig::with_uri(door.url.as_str())
        .custom_headers(filled(headers, secrets)?)
        .max_concurrent_requests(AT_ONCE)
        .max_sse_event_size(ANSWER)
        .max_json_response_size(ANSWER)
        .max_error_response_size(FAILURE);
    config.retry_config = Arc::new(Again::new(Arc::clone(&seen.doubt)));
    Ok(StreamableHttpClientTransport::with_client(client, config))
}

fn filled(
    headers: &[(String, String)],
    secrets: &Secrets,
) -> Result<HashMap<HeaderName, HeaderValue>, Problem> {
    let pairs = headers.iter().map(|(name, value)| {
        let value = secrets.fill(value);
        let value = value.map_err(|error| Problem::lasting(error.to_string()))?;
        let known = name.parse::<HeaderName>().ok();
        let known = known.filter(|name| !is_the_protocols(name));
        let known =
            known.ok_or_else(|| Problem::lasting(format!("`{name}` cannot be set as a header")))?;
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| Problem::lasting(format!("the value of the header `{name}` is none")))?;
        value.set_sensitive(true);
        Ok((known, value))
    });
    pairs.collect()
}

/// Whether a header is set by the SDK, or is of the connection.
fn is_the_protocols(name: &HeaderName) -> bool {
    let name = name.as_str();
    name.starts_with("mcp-")
        || matches!(
            name,
            "accept"
                | "connection"
                | "content-length"
                | "content-type"
                | "host"
                | "last-event-id"
                | "transfer-encoding"
                | "upgrade"
        )
}

/// The address of a server, which is looked at, at each connection anew.
pub(super) struct Door {
    url: Url,
    allow_private: bool,
    reach: Reach,
}

impl Door {
    /// One that may be tried, as far as can be seen from the address alone.
    pub(super) fn new(url: &str, allow_private: bool, reach: &Reach) -> Result<Self, Problem> {
        let url = Url::parse(url)
            .map_err(|error| Problem::lasting(format!("its address is none: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Problem::lasting("only `http` and `https` are spoken"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            let words = "its address has a name or a password, which belong into headers";
            return Err(Problem::lasting(words));
        }
        let host = url.host_str().unwrap_or_default();
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        if let Ok(address) = literal.parse::<IpAddr>()
            && !allow_private
            && !(reach.is_public)(address)
        {
            return Err(Problem::lasting(NotPublic(host.to_owned()).to_string()));
        }
        Ok(Self {
            url,
            allow_private,
            reach: reach.clone(),
        })
    }

    /// Whether anybody is there: only a connection that is refused or fails says no. Whatever is answered,
    /// and that nothing is, says nothing against it.
    pub(super) async fn knock(&self) -> Result<(), Problem> {
        // A connection that is there already would tell nothing.
        let client = built(self.client().pool_max_idle_per_host(0).timeout(CONNECT))?;
        // Without the headers that the server was set up with: it is not asked for anything.
        match client.head(self.url.clone()).send().await {
            Ok(_) => Ok(()),
            Err(error) => of_refusal(&error).map_or(Ok(()), Err),
        }
    }

    /// A client that connects to addresses that are looked at, at each connection anew, and follows nowhere.
    fn client(&self) -> ClientBuilder {
        // Whoever came first chose the same; one must be chosen, or TLS panics at its first use.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .user_agent(concat!("thalweg/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .redirect(Policy::none())
            .no_proxy()
            .dns_resolver(Looked {
                reach: self.reach.clone(),
                allow_private: self.allow_private,
            });
        match self.url.scheme() {
            // Nothing is asked over TLS, so no certificates have to be there.
            "http" => builder.tls_certs_only([]),
            _ => builder,
        }
    }
}

fn built(builder: ClientBuilder) -> Result<Client, Problem> {
    let no_tls = "it cannot be spoken to over TLS from here; this machine has no certificates";
    builder.build().map_err(|_| Problem::lasting(no_tls))
}

/// When a stream of answers that broke off is asked for again. The SDK does that without a word, for as
/// long as it takes, while a call waits: so each time somebody is told to look whether the server is there.
#[derive(Debug)]
struct Again {
    backoff: ExponentialBackoff,
    doubt: Arc<Notify>,
}

impl Again {
    fn new(doubt: Arc<Notify>) -> Self {
        let mut backoff = ExponentialBackoff::default();
        backoff.max_delay = Some(LONGEST_WAIT);
        Self { backoff, doubt }
    }
}

impl SseRetryPolicy for Again {
    fn retry(&self, current_times: usize) -> Option<Duration> {
        self.doubt.notify_one();
        self.backoff.retry(current_times)
    }
}

/// Looks up hosts and gives their addresses only if all of them may be asked.
struct Looked {
    reach: Reach,
    allow_private: bool,
}

impl Resolve for Looked {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, allow_private) = (self.reach.clone(), self.allow_private);
        Box::pin(async move {
            let addresses = reach.resolver.resolve(name.as_str(), 0).await?;
            let all = addresses.iter().map(|address| address.ip());
            if !allow_private && !all.into_iter().all(reach.is_public) {
                return Err(NotPublic(name.as_str().to_owned()).into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
