//! What a route may fail with besides what it says itself: most of it is decided before a handler is
//! asked, so it stands here once.

use std::collections::BTreeSet;

use utoipa::openapi::path::Operation;
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder};

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum For {
    /// Somebody who is known.
    People,
    /// Anybody.
    Machines,
}

/// Every status of a failure: the name of its answer, and what it says.
const STATUSES: [(u16, &str, &str); 12] = [
    (
        400,
        "Malformed",
        "It cannot be read: a path, a query, a header or JSON",
    ),
    (
        401,
        "Unauthorized",
        "Nobody is known by this credential, or without one",
    ),
    (
        403,
        "Forbidden",
        "It is not allowed: to this one, from this origin, or under this host",
    ),
    (
        404,
        "NotFound",
        "There is no such thing, or it is somebody else's",
    ),
    (408, "BodyTimeout", "The body did not arrive in time"),
    (
        409,
        "Conflict",
        "It does not go with how things stand: `code` says why",
    ),
    (413, "TooLarge", "The body is too long"),
    (415, "NotJson", "The body is not `application/json`"),
    (
        422,
        "Invalid",
        "It can be read, and is wrong: `errors` says where",
    ),
    (
        426,
        "UpgradeRequired",
        "It is a WebSocket's, and none is asked for",
    ),
    (
        429,
        "RateLimited",
        "Too often, or too many at a time; `Retry-After` says when to ask again",
    ),
    (
        503,
        "Unavailable",
        "Not now; `Retry-After` says when to ask again",
    ),
];

/// Writes down for every route of `document` what it may fail with.
pub(super) fn add(document: &mut OpenApi, who: For) {
    for (path, item) in &mut document.paths.paths {
        let changes = [
            (&mut item.get, false),
            (&mut item.post, true),
            (&mut item.patch, true),
            (&mut item.put, true),
            (&mut item.delete, true),
        ];
        for (operation, changes) in changes {
            let Some(operation) = operation else { continue };
            let statuses = of(path, operation, who, changes);
            let responses = &mut operation.responses.responses;
            for (status, name, _) in STATUSES {
                if statuses.contains(&status) {
                    let answer = RefOr::Ref(Ref::from_response_name(name));
                    responses.entry(status.to_string()).or_insert(answer);
                }
            }
            responses.insert(
                "default".into(),
                RefOr::T(problem("It failed; nothing was changed")),
            );
        }
    }
    let components = document.components.get_or_insert_with(Components::new);
    for (_, name, words) in STATUSES {
        components
            .responses
            .insert(name.into(), RefOr::T(problem(words)));
    }
}

fn of(path: &str, operation: &Operation, who: For, changes: bool) -> BTreeSet<u16> {
    // Origin and host are checked of everything.
    let mut statuses = BTreeSet::from([403]);
    if !path.starts_with("/api/") {
        return statuses;
    }
    statuses.extend([400, 429, 503]);
    // Of those for anybody, the ones with a body are how to become somebody.
    if who == For::People || operation.request_body.is_some() {
        statuses.insert(401);
    }
    if path.contains('{') || is_hidden(path) {
        statuses.insert(404);
    }
    if NAMES_IN_QUERY.contains(&path) {
        statuses.extend([404, 422]);
    }
    if changes {
        statuses.insert(409);
    }
    if operation.request_body.is_some() {
        // What a body names may not be there.
        statuses.extend([404, 408, 413, 415, 422]);
    }
    if path == "/api/ws" {
        statuses.insert(426);
    }
    statuses
}

/// Whether there is nothing for most of those who ask, or for a server without accounts.
fn is_hidden(path: &str) -> bool {
    let hidden = [
        "/api/admin/",
        "/api/auth/",
        "/api/http-tools",
        "/api/mcp-servers",
    ];
    hidden.iter().any(|begin| path.starts_with(begin))
}

/// The routes whose query names something, or asks for what may be wrong.
const NAMES_IN_QUERY: [&str; 4] = [
    "/api/messages",
    "/api/events",
    "/api/search",
    "/api/admin/rules/explain",
];

fn problem(words: &str) -> Response {
    let schema = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new()
        .description(words)
        .content("application/problem+json", content)
        .build()
}
