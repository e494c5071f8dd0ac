use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use thalweg_access::{Identity, Unauthenticated};
use thalweg_hub::Start;
use thalweg_log::{ChannelName, Cursor, Position};
use thalweg_transports::{
    Control, Drain, DrainConfig, Shape, SseBody, StreamHandle, TooManyStreams, UnknownPlace, Until,
    event_stream_headers, reconnect_body,
};
use thalweg_wire::{ChannelHead, Reconnect, ReconnectReason, Reset, Welcome};

use crate::extract::Pairs;
use crate::{ApiError, AppState, Phase};

/// What a reader shall wait at least before it comes back to a stream that broke off; as much again
/// at most is added at random, so that readers do not come back all at once.
pub(crate) const RETRY_MS: u32 = 1_000;

/// A stream that a handler has permitted.
pub(crate) struct Opening {
    pub(crate) channels: Vec<ChannelName>,
    pub(crate) refused: Vec<String>,
    pub(crate) start: Start,
    pub(crate) shape: Shape,
    pub(crate) until: Until,
    pub(crate) reset: Option<UnknownPlace>,
    pub(crate) wishes: Wishes,
    /// The stream's place on the list, if it was taken before.
    pub(crate) place: Option<StreamHandle>,
}

/// How a reader wants its stream.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    pub(crate) flush: Duration,
    pub(crate) batch: Duration,
    pub(crate) types: Vec<String>,
}

impl Wishes {
    pub(crate) fn read(pairs: &Pairs) -> Result<Self, ApiError> {
        let flush = pairs.number("flushMs", 0, 1_000)?.unwrap_or(0);
        let types: Vec<String> = pairs.all("type").map(Into::into).collect();
        if types.len() > 50 {
            return Err(ApiError::malformed("Give at most 50 values of `type`."));
        }
        Ok(Self {
            flush: Duration::from_millis(flush),
            batch: Duration::ZERO,
            types,
        })
    }

    /// The wishes for a stream of several channels, whose events can be written together.
    pub(crate) fn read_for_channels(pairs: &Pairs) -> Result<Self, ApiError> {
        let batch = pairs.number("batchMs", 0, 1_000)?.unwrap_or(0);
        Ok(Self {
            batch: Duration::from_millis(batch),
            ..Self::read(pairs)?
        })
    }
}

impl Opening {
    /// A stream of one channel from a place, or from now.
    pub(crate) fn of(channel: ChannelName, cursor: Option<Cursor>, wishes: Wishes) -> Self {
        Self {
            channels: vec![channel],
            refused: Vec::new(),
            start: cursor.map_or(Start::Now, Start::After),
            shape: Shape::Bare,
            until: Until::Forever,
            reset: None,
            wishes,
            place: None,
        }
    }

    /// Answers with the stream, or, for the moment, with when to come back.
    pub(crate) async fn answer(
        self,
        app: &AppState,
        identity: &Identity,
    ) -> Result<Response, ApiError> {
        let retry_ms = jittered(app, RETRY_MS);
        let Ok(handle) = self.place.map_or_else(|| take_place(app, identity), Ok) else {
            return Ok(come_back(
                jittered(app, 5 * RETRY_MS),
                ReconnectReason::Limit,
            ));
        };
        // Asked once the stream is on the list: either it is told with the others, or it is seen here.
        if app.access.role_now(identity).is_none() {
            return Err(Unauthenticated::Over.into());
        }
        if app.phase() == Phase::Leaving {
            return Ok(come_back(retry_ms, ReconnectReason::Draining));
        }
        let reader = app.hub.reader(&self.channels, self.start);
        let mut channels = Vec::with_capacity(self.channels.len());
        for channel in &self.channels {
            let seq = app.hub.last_seq(channel).await?.get();
            channels.push(ChannelHead {
                channel: channel.as_str().into(),
                seq,
            });
        }
        // A refusal for the moment uses nothing up, so this comes after all that can refuse.
        let before = app.access.use_ticket(identity, handle.id())?;
        if let Some(before) = before {
            let retry_ms = jittered(app, 5 * RETRY_MS);
            let reason = ReconnectReason::TakenOver;
            let leave = Control::Drain { retry_ms, reason };
            app.streams.send(before, &identity.principal, leave);
        }
        let heartbeat = app.config.heartbeat.as_millis();
        let welcome = Welcome {
            stream_id: handle.id(),
            channels,
            refused: self.refused,
            expires_at: identity.expires_at.map(Into::into),
            heartbeat_ms: u32::try_from(heartbeat).unwrap_or(u32::MAX),
        };
        let config = DrainConfig {
            shape: self.shape,
            until: self.until,
            welcome,
            retry_ms,
            flush: self.wishes.flush,
            batch: self.wishes.batch,
            types: self.wishes.types,
            reset: self.reset,
            expires_at: identity.expires_at,
        };
        let drain = Drain::new(reader, handle, config, Arc::clone(app.hub.clock()));
        Ok(events(Body::new(SseBody::new(drain))))
    }
}

/// A new stream on the list, if the principal may have one more.
pub(crate) fn take_place(app: &AppState, who: &Identity) -> Result<StreamHandle, TooManyStreams> {
    let id = app.ids.next();
    app.streams.open(id, &who.principal, who.credential)
}

/// Where a reader of a whole run or job goes on that lies after `start`, and ended at `end` if it did;
/// with a place that is not known, from its start, which is all there is to know of it. `None` if it
/// ended at or before the reader's place.
pub(crate) fn place_in(
    app: &AppState,
    start: Position,
    end: Option<Position>,
    cursor: Option<Cursor>,
) -> Option<(Position, Option<UnknownPlace>)> {
    let reason = cursor.and_then(|cursor| app.hub.unknown(cursor));
    let known = cursor.filter(|_| reason.is_none());
    if let (Some(end), Some(cursor)) = (end, known)
        && cursor.position() >= end
    {
        return None;
    }
    // A place before it would replay what is not its own.
    let from = known.map_or(start, |cursor| cursor.position().max(start));
    let reset = reason.zip(cursor).map(|(reason, named)| UnknownPlace {
        named,
        goes_on: app.hub.cursor_at(start),
        reset: Reset {
            reason,
            channels: Vec::new(),
        },
    });
    Some((from, reset))
}

/// A run or job ended before the reader's place: a status that stops `EventSource`.
pub(crate) fn nothing_more() -> Response {
    (StatusCode::NO_CONTENT, HeaderMap::from_iter(no_store())).into_response()
}

fn no_store() -> [(header::HeaderName, header::HeaderValue); 1] {
    [(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    )]
}

pub(crate) fn come_back(retry_ms: u32, reason: ReconnectReason) -> Response {
    events(Body::from(reconnect_body(Reconnect { retry_ms, reason })))
}

fn events(body: Body) -> Response {
    (StatusCode::OK, event_stream_headers(), body).into_response()
}

/// A time with as much again at most at random.
pub(crate) fn jittered(app: &AppState, base: u32) -> u32 {
    let random = app.ids.entropy().next_u64() % u64::from(base);
    base + u32::try_from(random).unwrap_or(0)
}
