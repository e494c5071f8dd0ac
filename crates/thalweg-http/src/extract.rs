use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use http::request::Parts;
use http::{HeaderMap, HeaderName, header};
use serde::de::DeserializeOwned;
use thalweg_log::Cursor;
use thalweg_wire::{ErrorCode, FieldError};
use uuid::Uuid;

use crate::body::Unread;
use crate::shed::{Place, too_much};
use crate::{ApiError, AppState};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A JSON body, read within the server's limits.
///
/// Fails with 415 if it is not declared as JSON, 413 if it is too long, 408 if it takes too long,
/// 400 if it is not UTF-8 or not JSON, 422 if a field is wrong.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, ApiError> {
        parse_json(&read_json(request, app, app.config.body_bytes).await?).map(Self)
    }
}

/// The same with a limit of its own, in bytes.
pub(crate) struct JsonUpTo<T, const MOST: usize>(pub(crate) T);

impl<T: DeserializeOwned, const MOST: usize> FromRequest<AppState> for JsonUpTo<T, MOST> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, ApiError> {
        parse_json(&read_json(request, app, MOST).await?).map(Self)
    }
}

async fn read_json(request: Request, app: &AppState, most: usize) -> Result<Bytes, ApiError> {
    if !is_json(request.headers()) {
        let detail = "Send the body as `Content-Type: application/json`.";
        return Err(ApiError::new(ErrorCode::NotJson, detail));
    }
    let too_large = || ApiError::new(ErrorCode::TooLarge, format!("Send at most {most} bytes."));
    let declared = request.headers().get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > most) {
        return Err(too_large());
    }
    let place = request.extensions().get::<Place>().cloned();
    let all = app.config.bodies_bytes;
    let body = app.bodies.collect(request.into_body(), most, all);
    let body = tokio::time::timeout(app.config.body_time, body);
    let body = match place {
        Some(place) => place.leave_for(body).await?,
        None => body.await,
    };
    match body {
        Err(_) => {
            let seconds = app.config.body_time.as_secs();
            let detail = format!("The body must arrive within {seconds} s.");
            Err(ApiError::new(ErrorCode::BodyTimeout, detail))
        }
        Ok(Err(Unread::TooLarge)) => Err(too_large()),
        Ok(Err(Unread::BrokenOff)) => Err(ApiError::malformed("The body broke off.")),
        Ok(Err(Unread::TooMany)) => Err(too_much(app)),
        Ok(Ok(body)) => Ok(body),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    essence.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
}

fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ApiError::malformed(format!("The body is not UTF-8: {error}.")))?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() {
            ApiError::fields(vec![FieldError {
                path,
                message: in_plain_words(&inner.to_string()),
            }])
        } else {
            ApiError::malformed(format!("The body is not JSON: {inner}."))
        }
    })?;
    reader
        .end()
        .map_err(|error| ApiError::malformed(format!("The body goes on: {error}.")))?;
    Ok(value)
}

/// What serde expects of a type that is named as this server calls it, and what that is in JSON.
const KINDS: [(&str, &str); 6] = [
    ("internally tagged enum ", "an object"),
    ("adjacently tagged enum ", "an object"),
    ("struct variant ", "an object"),
    ("tuple struct ", "an array"),
    ("struct ", "an object"),
    ("enum ", "a text"),
];

/// The words of serde without names of types, which say nothing to those who ask.
fn in_plain_words(said: &str) -> String {
    // What was sent stands before.
    let Some(at) = said.rfind("expected ") else {
        return said.to_owned();
    };
    let (before, expected) = said.split_at(at + "expected ".len());
    let kind = KINDS
        .iter()
        .find_map(|(kind, plain)| Some((expected.strip_prefix(kind)?, plain)));
    let Some((named, plain)) = kind else {
        return said.to_owned();
    };
    let end = named.find(' ').unwrap_or(named.len());
    format!("{before}{plain}{}", &named[end..])
}

/// What the path names, as text. One that is not UTF-8 fails with 400.
async fn named<T, S>(parts: &mut Parts, state: &S) -> Result<T, ApiError>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    let path = Path::<T>::from_request_parts(parts, state).await;
    path.map(|path| path.0)
        .map_err(|_| ApiError::malformed("The path is not UTF-8."))
}

/// A name in the path.
pub(crate) struct Name(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Name {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        named(parts, state).await.map(Self)
    }
}

/// An id in the path. One that is none cannot be anything's, so it is not found.
pub(crate) struct Id(pub(crate) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let text: String = named(parts, state).await?;
        id_of(&text).map(Self)
    }
}

/// Where a draft is, in the path: the id of a conversation, or `new` for one that is to begin.
pub(crate) struct DraftOf(pub(crate) Option<Uuid>);

impl<S: Send + Sync> FromRequestParts<S> for DraftOf {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let text: String = named(parts, state).await?;
        match text.as_str() {
            "new" => Ok(Self(None)),
            id => Ok(Self(Some(id_of(id)?))),
        }
    }
}

/// The id of a conversation and of something in it, in the path.
pub(crate) struct IdIn(pub(crate) Uuid, pub(crate) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for IdIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let (outer, inner): (String, String) = named(parts, state).await?;
        Ok(Self(id_of(&outer)?, id_of(&inner)?))
    }
}

fn id_of(text: &str) -> Result<Uuid, ApiError> {
    let id = Uuid::from_str(text).ok();
    let id = id.filter(|id| id.to_string() == text);
    id.ok_or_else(|| ApiError::not_found("thing"))
}

/// The query, as pairs; names that a route does not know are ignored.
pub(crate) struct Pairs(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Pairs {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let pairs = pairs.map_err(|_| ApiError::malformed("The query cannot be read."))?;
        Ok(Self(pairs.0))
    }
}

impl Pairs {
    /// All values under a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value under a name that may stand there once.
    pub(crate) fn one<'a>(&'a self, name: &'a str) -> Result<Option<&'a str>, ApiError> {
        let mut values = self.all(name);
        let first = values.next();
        if values.next().is_some() {
            return Err(ApiError::malformed(format!("Give `{name}` once.")));
        }
        Ok(first)
    }

    /// A yes or no under a name.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.one(name)? {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(ApiError::malformed(format!(
                "`{name}` is `true` or `false`."
            ))),
        }
    }

    /// A whole number under a name, within bounds.
    pub(crate) fn number(&self, name: &str, from: u64, to: u64) -> Result<Option<u64>, ApiError> {
        let Some(text) = self.one(name)? else {
            return Ok(None);
        };
        let number = text
            .parse()
            .ok()
            .filter(|number| (from..=to).contains(number));
        number.map(Some).ok_or_else(|| {
            ApiError::malformed(format!("`{name}` is a whole number from {from} to {to}."))
        })
    }

    /// How many entries of a list are wanted.
    pub(crate) fn limit(&self) -> Result<usize, ApiError> {
        self.limit_of(50, 200)
    }

    /// How many entries of a list are wanted, if not `usual`, at most `most`.
    pub(crate) fn limit_of(&self, usual: usize, most: u64) -> Result<usize, ApiError> {
        let limit = self.number("limit", 1, most)?;
        Ok(limit.map_or(usual, |limit| usize::try_from(limit).unwrap_or(usual)))
    }
}

/// Whether a reader goes on from an event that it had.
pub(crate) fn has_place(headers: &HeaderMap) -> bool {
    let place = headers.get(LAST_EVENT_ID);
    place.is_some_and(|place| !place.is_empty())
}

/// The place that a reader names: `Last-Event-ID` wins over `?cursor=`.
pub(crate) fn cursor(headers: &HeaderMap, pairs: &Pairs) -> Result<Option<Cursor>, ApiError> {
    let text = match headers.get(LAST_EVENT_ID) {
        // Browsers send an empty one never; a proxy might. It names no place.
        Some(id) if id.is_empty() => pairs.one("cursor")?,
        Some(id) => Some(id.to_str().map_err(|_| bad_cursor())?),
        None => pairs.one("cursor")?,
    };
    text.map(parse_cursor).transpose()
}

pub(crate) fn parse_cursor(text: &str) -> Result<Cursor, ApiError> {
    text.parse().map_err(|_| bad_cursor())
}

fn bad_cursor() -> ApiError {
    let detail = "A cursor is the `id` of an earlier event, or an `asOf`, as it was given.";
    ApiError::new(ErrorCode::MalformedCursor, detail)
}

/// The request's idempotency key: at most 255 visible characters.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let text = value.to_str().ok().filter(|text| {
        (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
    });
    text.map(|text| Some(text.to_owned())).ok_or_else(|| {
        ApiError::malformed("`Idempotency-Key` is 1 to 255 visible ASCII characters.")
    })
}

/// Whether an event stream is asked for by name.
pub(crate) fn wants_events(headers: &HeaderMap) -> bool {
    let lines = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut kinds = lines.flat_map(|line| line.split(','));
    kinds.any(|kind| {
        let essence = kind.split(';').next().unwrap_or_default().trim();
        essence.eq_ignore_ascii_case("text/event-stream")
    })
}
