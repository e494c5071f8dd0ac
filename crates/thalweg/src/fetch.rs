use std::net::IpAddr;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};

/// This machine has no certificates of authorities.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("it cannot be asked over TLS from here; install the system's certificates")]
pub struct NoTls;

/// What asks one place, within `patience`. What it says counts because of where it is, so no redirect is
/// followed.
pub(crate) fn client(url: &Url, patience: Duration) -> Result<Client, NoTls> {
    // Whoever came first chose the same; one must be chosen, or TLS panics at its first use.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(concat!("thalweg/", env!("CARGO_PKG_VERSION")))
        .timeout(patience)
        .redirect(Policy::none());
    if url.scheme() == "http" {
        builder = builder.no_proxy().tls_certs_only([]);
    }
    builder.build().map_err(|_| NoTls)
}

/// A body of at most `longest` bytes.
///
/// # Errors
/// In words for the log, which do not tell the address, why there is none.
pub(crate) async fn body(mut answer: Response, longest: usize) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(words)? {
        if body.len() + chunk.len() > longest {
            return Err(format!("the answer is longer than {longest} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// An error in words that do not tell the address.
pub(crate) fn words(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Whether an address is of this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
