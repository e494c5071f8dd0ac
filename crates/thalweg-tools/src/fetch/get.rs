use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use thalweg_chat::ToolError;

use super::Resolver;

/// How many redirects are followed.
const REDIRECTS: usize = 5;
/// How much of a body is read, in bytes.
const BODY: usize = 2 * 1024 * 1024;
/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a server may be silent.
const SILENCE: Duration = Duration::from_secs(10);

/// What a server gave.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) url: Url,
    pub(crate) status: u16,
    /// Its content type as it says, empty if it says none.
    pub(crate) kind: String,
    pub(crate) body: Vec<u8>,
    /// Whether the body goes on.
    pub(crate) more: bool,
}

/// What may be asked, and how long it is waited for.
pub(crate) struct Bounds<'a> {
    pub(crate) resolver: &'a dyn Resolver,
    pub(crate) allowed: fn(IpAddr) -> bool,
    /// How long a server may be silent.
    pub(crate) silence: Duration,
    /// What is said of a host that may not be asked, after its name.
    pub(crate) refused: &'static str,
}

/// Gets what lies at `url`, after redirects.
pub(super) async fn get(
    resolver: &dyn Resolver,
    allowed: fn(IpAddr) -> bool,
    url: &str,
    log: impl Fn(&str),
) -> Result<Got, ToolError> {
    let url =
        Url::parse(url).map_err(|error| ToolError(format!("`url` is no address: {error}")))?;
    let mut url = url;
    let bounds = Bounds {
        resolver,
        allowed,
        silence: SILENCE,
        refused: "is not on the public internet, and nothing else is fetched",
    };
    for _ in 0..=REDIRECTS {
        let client = client(&bounds, &url).await?;
        log(&format!("GET {}", shown(&url)));
        let request = client.get(url.clone()).header(ACCEPT, accepted());
        let response = request.send().await.map_err(|error| failed(&url, &error))?;
        let Some(next) = redirect(&url, &response)? else {
            return read(url, response).await;
        };
        url = next;
    }
    let words = format!("there are more than {REDIRECTS} redirects");
    Err(ToolError(words))
}

/// A client that connects to the addresses that were looked at, and to no other.
pub(crate) async fn client(bounds: &Bounds<'_>, url: &Url) -> Result<Client, ToolError> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(ToolError::new("only `http` and `https` are fetched"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ToolError::new(
            "an address with a name or a password is not fetched",
        ));
    }
    // Whoever came first chose the same; one must be chosen, or TLS panics at its first use.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(concat!("thalweg/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .read_timeout(bounds.silence)
        .redirect(Policy::none())
        .no_proxy()
        .pool_max_idle_per_host(0);
    if url.scheme() == "http" {
        // Nothing is asked over TLS, so no certificates have to be there.
        builder = builder.tls_certs_only([]);
    }
    let addresses = addresses(bounds.resolver, url).await?;
    if addresses.is_empty() {
        return Err(unknown(url));
    }
    if !addresses
        .iter()
        .all(|address| (bounds.allowed)(address.ip()))
    {
        let host = url.host_str().unwrap_or_default();
        return Err(ToolError(format!("`{host}` {}", bounds.refused)));
    }
    if let Some(host) = url.domain() {
        builder = builder.resolve_to_addrs(host, &addresses);
    }
    builder.build().map_err(|_| {
        ToolError::new("nothing can be fetched over TLS from here; the server has no certificates")
    })
}

/// The addresses of a URL's host: its own, if it is one.
async fn addresses(resolver: &dyn Resolver, url: &Url) -> Result<Vec<SocketAddr>, ToolError> {
    let port = url.port_or_known_default().unwrap_or(80);
    let host = url.host_str().ok_or_else(|| unknown(url))?;
    let literal = host.trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = literal.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    resolver.resolve(host, port).await.map_err(|_| unknown(url))
}

/// Where a response leads, if it is a redirect.
pub(crate) fn redirect(from: &Url, response: &Response) -> Result<Option<Url>, ToolError> {
    if !response.status().is_redirection() {
        return Ok(None);
    }
    let Some(place) = response.headers().get(LOCATION) else {
        return Ok(None);
    };
    let next = place.to_str().ok().and_then(|place| from.join(place).ok());
    let words = "a redirect leads to what is no address";
    next.map(Some).ok_or_else(|| ToolError::new(words))
}

/// Reads a body, as much of it as is read of any.
pub(crate) async fn read(url: Url, response: Response) -> Result<Got, ToolError> {
    let status = response.status().as_u16();
    let kind = response.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (kind, mut more) = (kind.to_owned(), false);
    let mut body = Vec::new();
    let mut pieces = response.bytes_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| failed(&url, &error))?;
        let room = BODY - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if piece.len() > room {
            more = true;
            break;
        }
    }
    Ok(Got {
        url,
        status,
        kind,
        body,
        more,
    })
}

const fn accepted() -> HeaderValue {
    HeaderValue::from_static("text/html, text/plain, application/json;q=0.9, text/*;q=0.8")
}

fn unknown(url: &Url) -> ToolError {
    let host = url.host_str().unwrap_or_default();
    ToolError(format!("the host `{host}` is not known"))
}

/// Why nothing came, without the address's query, which may be secret.
pub(crate) fn failed(url: &Url, error: &reqwest::Error) -> ToolError {
    let host = url.host_str().unwrap_or_default();
    let what = if error.is_timeout() {
        "did not answer in time"
    } else if error.is_connect() {
        "cannot be reached"
    } else {
        "broke off"
    };
    ToolError(format!("`{host}` {what}"))
}

/// An address without what may be secret in its query.
pub(crate) fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}
