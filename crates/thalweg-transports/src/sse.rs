use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use http_body::{Body, Frame};
use thalweg_wire::{Reconnect, encode_sse_control, kind};

use crate::{Broken, Drain};

/// A stream as the body of an HTTP response.
pub struct SseBody(Drain);

impl SseBody {
    /// The body of `drain`.
    pub const fn new(drain: Drain) -> Self {
        Self(drain)
    }
}

impl Body for SseBody {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        self.0
            .poll_bytes(cx)
            .map(|bytes| bytes.map(|bytes| bytes.map(Frame::data)))
    }
}

/// The headers of every event stream.
///
/// Source: the wire contract, section 3.
pub fn event_stream_headers() -> HeaderMap {
    const ACCEL: HeaderName = HeaderName::from_static("x-accel-buffering");
    HeaderMap::from_iter([
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/event-stream"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store, no-transform"),
        ),
        (ACCEL, HeaderValue::from_static("no")),
    ])
}

/// The whole body of a stream that is refused for the moment: a status that `EventSource` does not
/// give up on, and when to come back.
pub fn reconnect_body(reconnect: Reconnect) -> Bytes {
    let data = serde_json::to_string(&reconnect).unwrap_or_else(|_| "{}".into());
    let mut body = format!("retry: {}\n\n", reconnect.retry_ms).into_bytes();
    body.extend_from_slice(&encode_sse_control(kind::RECONNECT, None, &data));
    body.into()
}
