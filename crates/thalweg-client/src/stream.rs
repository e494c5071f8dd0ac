use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::{HeaderMap, Response};

use crate::{ClientError, SseDecoder, SseEvent};

/// An event stream on one connection.
#[derive(Debug)]
pub struct EventStream {
    headers: HeaderMap,
    body: Incoming,
    decoder: SseDecoder,
    bytes: u64,
}

impl EventStream {
    pub(crate) fn new(response: Response<Incoming>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            headers: parts.headers,
            body,
            decoder: SseDecoder::default(),
            bytes: 0,
        }
    }

    /// The next event; nothing after a clean end.
    ///
    /// # Errors
    /// [`ClientError::Connection`] if the stream was broken off.
    pub async fn next(&mut self) -> Result<Option<SseEvent>, ClientError> {
        loop {
            if let Some(event) = self.decoder.next_event() {
                return Ok(Some(event));
            }
            let Some(frame) = self.body.frame().await else {
                return Ok(None);
            };
            if let Ok(data) = frame?.into_data() {
                self.bytes += data.len() as u64;
                self.decoder.push(&data);
            }
        }
    }

    /// Everything up to the clean end.
    ///
    /// # Errors
    /// As [`EventStream::next`].
    pub async fn collect(mut self) -> Result<Vec<SseEvent>, ClientError> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await? {
            events.push(event);
        }
        Ok(events)
    }

    /// The answer's headers.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The bytes of the body so far.
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Signs of life so far.
    pub const fn comments(&self) -> usize {
        self.decoder.comments
    }

    /// What the server last said to wait before coming back, in milliseconds.
    pub const fn retry_ms(&self) -> Option<u64> {
        self.decoder.retry_ms
    }
}
