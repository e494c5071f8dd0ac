use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use http::HeaderMap;
use serde::{Deserialize, Serialize};
use thalweg_access::{Identity, Verb};
use thalweg_hub::Start;
use thalweg_log::ChannelName;
use thalweg_transports::{Shape, Until};
use thalweg_wire::{ErrorCode, FieldError, StreamChunk};
use utoipa::ToSchema;

use crate::extract::{Id, Json, Pairs, cursor, parse_cursor};
use crate::permit::{Permission, Reader};
use crate::stream::{Opening, Wishes};
use crate::{ApiError, AppState};

/// The most channels of one stream.
const MOST_CHANNELS: usize = 100;

/// Channels to follow, where they do not fit a query.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct FollowChannels {
    /// 1 to 100 channels.
    channels: Vec<String>,
    /// The place to go on from; from now if absent.
    #[serde(default)]
    cursor: Option<String>,
}

/// Follow channels.
///
/// Data is `{ channel, seq, first?, at, data }`. Channels that may not be followed are named in
/// `welcome.refused`; if none is left, 404.
#[utoipa::path(get, path = "/api/events", tag = "channels",
    params(
        ("channel" = Vec<String>, Query, description = "1 to 100 channels"),
        ("cursor" = Option<String>, Query, description = "The place to go on from; from now if absent"),
        ("type" = Option<Vec<String>>, Query, description = "Only events of these types"),
        ("flushMs" = Option<u32>, Query, description = "Join tokens over this time, 0 to 1000 ms"),
        ("batchMs" = Option<u32>, Query, description = "Write events together that come within this time, 0 to 1000 ms")),
    responses((status = 200, description = "An event stream", content_type = "text/event-stream", body = StreamChunk)))]
pub(crate) async fn follow_channels(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, ApiError> {
    let start = cursor(&headers, &pairs)?.map_or(Start::Now, Start::After);
    let names: Vec<_> = pairs.all("channel").map(Into::into).collect();
    let wishes = Wishes::read_for_channels(&pairs)?;
    follow(&app, &identity, names, start, wishes).await
}

/// Follow channels named in a body.
#[utoipa::path(post, path = "/api/events", tag = "channels", request_body = FollowChannels,
    params(
        ("type" = Option<Vec<String>>, Query, description = "Only events of these types"),
        ("flushMs" = Option<u32>, Query, description = "Join tokens over this time, 0 to 1000 ms"),
        ("batchMs" = Option<u32>, Query, description = "Write events together that come within this time, 0 to 1000 ms")),
    responses((status = 200, description = "An event stream", content_type = "text/event-stream", body = StreamChunk)))]
pub(crate) async fn follow_posted_channels(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    pairs: Pairs,
    Json(body): Json<FollowChannels>,
) -> Result<Response, ApiError> {
    let named = cursor(&headers, &pairs)?;
    let posted = body.cursor.as_deref().map(parse_cursor).transpose()?;
    let start = named.or(posted).map_or(Start::Now, Start::After);
    let wishes = Wishes::read_for_channels(&pairs)?;
    follow(&app, &identity, body.channels, start, wishes).await
}

async fn follow(
    app: &AppState,
    identity: &Identity,
    names: Vec<String>,
    start: Start,
    wishes: Wishes,
) -> Result<Response, ApiError> {
    if names.is_empty() || names.len() > MOST_CHANNELS {
        let message = format!("name 1 to {MOST_CHANNELS} channels");
        return Err(ApiError::fields(vec![FieldError {
            path: "channel".into(),
            message,
        }]));
    }
    let mut channels: Vec<ChannelName> = Vec::with_capacity(names.len());
    let mut refused = Vec::new();
    let (reader, mut hidden) = (Reader::from(identity), true);
    for name in names {
        let channel: ChannelName = name
            .parse()
            .map_err(|error| ApiError::malformed(format!("`channel` is no channel: {error}.")))?;
        if channels.contains(&channel) || refused.contains(&name) {
            continue;
        }
        match reader.may(app, Verb::Subscribe, &channel).await? {
            Permission::Given => channels.push(channel),
            permission => {
                hidden &= permission == Permission::NoChannel;
                refused.push(name);
            }
        }
    }
    if channels.is_empty() && hidden {
        return Err(ApiError::not_found("channel"));
    }
    if channels.is_empty() {
        let detail = "You may do something with this channel, but not follow it.";
        return Err(ApiError::new(ErrorCode::Forbidden, detail));
    }
    let shape = Shape::Wrapped;
    let until = Until::Forever;
    Opening {
        channels,
        refused,
        start,
        shape,
        until,
        reset: None,
        wishes,
        place: None,
    }
    .answer(app, identity)
    .await
}

/// Follow everything in a conversation, from now or from a place.
#[utoipa::path(get, path = "/api/conversations/{id}/events", tag = "chat",
    params(
        ("id" = String, Path, description = "The conversation"),
        ("cursor" = Option<String>, Query, description = "The place to go on from; from now if absent"),
        ("type" = Option<Vec<String>>, Query, description = "Only events of these types"),
        ("flushMs" = Option<u32>, Query, description = "Join tokens over this time, 0 to 1000 ms")),
    responses((status = 200, description = "An event stream", content_type = "text/event-stream", body = StreamChunk)))]
pub(crate) async fn follow_conversation(
    State(app): State<AppState>,
    Extension(identity): Extension<Identity>,
    Id(id): Id,
    headers: HeaderMap,
    pairs: Pairs,
) -> Result<Response, ApiError> {
    let cursor = cursor(&headers, &pairs)?;
    let channel = ChannelName::conversation(id);
    // Read before it is asked whether the conversation is there: then every deletion up to here was
    // undone, and only a later one ends the stream.
    let undone = app.hub.watermark().position();
    let permission = Reader::from(&identity)
        .may(&app, Verb::Subscribe, &channel)
        .await?;
    if permission != Permission::Given {
        return Err(ApiError::not_found("conversation"));
    }
    let opening = Opening::of(channel, cursor, Wishes::read(&pairs)?);
    Opening {
        until: Until::Deleted(undone),
        ..opening
    }
    .answer(&app, &identity)
    .await
}
