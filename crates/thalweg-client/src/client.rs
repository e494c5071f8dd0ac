use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use hyper::{HeaderMap, Method, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::{ClientError, EventStream};

/// Talks to one server as one principal. Every request has a connection of its own.
#[derive(Debug, Clone)]
pub struct Client {
    address: SocketAddr,
    host: String,
    cookie: Option<String>,
    bearer: Option<String>,
}

/// A request to be sent.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub target: String,
    /// Headers besides those that the client sets.
    pub headers: Vec<(String, String)>,
    /// The body; sent as JSON unless a header says otherwise.
    pub body: Option<Bytes>,
}

impl Request {
    /// A request without a body.
    pub fn new(method: Method, target: impl Into<String>) -> Self {
        Self {
            method,
            target: target.into(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// A `GET`.
    pub fn get(target: impl Into<String>) -> Self {
        Self::new(Method::GET, target)
    }

    /// A `POST` of JSON.
    pub fn post(target: impl Into<String>, body: &Value) -> Self {
        Self::new(Method::POST, target).body(body.to_string())
    }

    /// A `PATCH` with JSON.
    pub fn patch(target: impl Into<String>, body: &Value) -> Self {
        Self::new(Method::PATCH, target).body(body.to_string())
    }

    /// A `DELETE`.
    pub fn delete(target: impl Into<String>) -> Self {
        Self::new(Method::DELETE, target)
    }

    /// The same with a body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The same with a header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// An answer that was read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// A header's text, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

impl Client {
    /// A client of the server at `address`.
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            host: address.to_string(),
            cookie: None,
            bearer: None,
        }
    }

    /// The same, sending this token or key with each request.
    #[must_use]
    pub fn with_bearer(mut self, credential: impl Into<String>) -> Self {
        self.bearer = Some(credential.into());
        self
    }

    /// The token or key that it sends, if it does.
    pub fn bearer(&self) -> Option<&str> {
        self.bearer.as_deref()
    }

    /// The cookie that it sends, if it does.
    pub fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref()
    }

    /// The same, sending this cookie (`name=value`) and the server's own origin with it.
    #[must_use]
    pub fn with_cookie(mut self, cookie: impl Into<String>) -> Self {
        self.cookie = Some(cookie.into());
        self
    }

    /// Where the server listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sends a request and reads the answer whole, whatever its status.
    ///
    /// # Errors
    /// [`ClientError`] if there is no answer.
    pub async fn send(&self, request: Request) -> Result<Answer, ClientError> {
        let response = self.open(request).await?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        })
    }

    /// Sends a request that is to be answered by an event stream.
    ///
    /// # Errors
    /// [`ClientError::Status`] if it is answered by anything but 200.
    pub async fn stream(&self, request: Request) -> Result<EventStream, ClientError> {
        let request = request.header("accept", "text/event-stream");
        let response = self.open(request).await?;
        let status = response.status().as_u16();
        if status != 200 {
            let body = response.into_body().collect().await?.to_bytes();
            let body = String::from_utf8_lossy(&body).into_owned();
            return Err(ClientError::Status { status, body });
        }
        Ok(EventStream::new(response))
    }

    /// Sends a request and answers with the head; the body can be read as it comes.
    ///
    /// # Errors
    /// [`ClientError`] if there is no answer.
    pub async fn open(&self, request: Request) -> Result<Response<Incoming>, ClientError> {
        let socket = TcpStream::connect(self.address).await?;
        socket.set_nodelay(true)?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
        #[expect(
            clippy::disallowed_methods,
            reason = "it ends with the connection it drives"
        )]
        tokio::spawn(connection);
        let mut builder = hyper::Request::builder()
            .method(request.method)
            .uri(request.target);
        let has = |name: &str| {
            request
                .headers
                .iter()
                .any(|(n, _)| n.eq_ignore_ascii_case(name))
        };
        if !has("host") {
            builder = builder.header(HOST, &self.host);
        }
        if request.body.is_some() && !has("content-type") {
            builder = builder.header(CONTENT_TYPE, "application/json");
        }
        if !has("accept") {
            builder = builder.header(ACCEPT, "application/json");
        }
        if let Some(cookie) = &self.cookie {
            builder = builder.header(COOKIE, cookie);
            if !has("origin") {
                builder = builder.header(ORIGIN, format!("http://{}", self.host));
            }
        }
        if let Some(bearer) = &self.bearer {
            builder = builder.header(AUTHORIZATION, format!("Bearer {bearer}"));
        }
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let body = Full::new(request.body.unwrap_or_default());
        let request = builder
            .body(body)
            .map_err(|error| ClientError::Unreadable(error.to_string()))?;
        Ok(sender.send_request(request).await?)
    }
}
