use http::Method;
use serde_json::{Value, json};

/// A status and a code; the code is empty where the answer is no problem.
pub(super) type Cell = (u16, &'static str);

pub(super) const GONE: Cell = (404, "not_found");
pub(super) const FOREIGN_ORIGIN: Cell = (403, "foreign_origin");
pub(super) const FOREIGN_HOST: Cell = (403, "foreign_host");

/// What a route answers. `{conversation}`, `{run}` and `{stream}` in target and body are a guest's
/// own.
pub(super) struct Row {
    pub(super) method: Method,
    pub(super) route: &'static str,
    pub(super) target: &'static str,
    pub(super) body: Option<Value>,
    /// The server's owner, whose the resource is not.
    pub(super) owner: Cell,
    /// The guest whose it is.
    pub(super) guest: Cell,
    pub(super) another_guest: Cell,
    /// For whom it is, where there are accounts.
    pub(super) audience: Audience,
    /// What it answers to them there.
    pub(super) cell: Cell,
}

/// For whom a route is. The roles' verdicts follow, see `verdicts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Whoever asks, known or not.
    Anybody,
    /// Everybody who is known.
    Everybody,
    /// Whose the thing is.
    Holder,
    /// Everybody with an account.
    Accounts,
    /// Whose the thing is, and it takes an account to have one.
    AccountHolder,
    /// Who looks after accounts.
    Admins,
    /// The server's owner.
    Owner,
}

impl Row {
    pub(super) fn is_safe(&self) -> bool {
        self.method.is_safe()
    }

    /// Whether a stream is followed by its address.
    pub(super) fn is_stream(&self) -> bool {
        let streams = [
            "/api/events",
            "/api/conversations/{id}/events",
            "/api/jobs/{id}/events",
            "/api/realtime/{id}",
        ];
        self.method == Method::GET && streams.contains(&self.route)
    }
}

/// A route whose answer does not depend on who asks.
pub(super) fn same(method: Method, target: &'static str, body: Option<Value>, cell: Cell) -> Row {
    Row {
        method,
        route: match target.split('?').next().unwrap_or(target) {
            "/api/tools/calculator" => "/api/tools/{tool}",
            path => path,
        },
        target,
        body,
        owner: cell,
        guest: cell,
        another_guest: cell,
        audience: Audience::Everybody,
        cell,
    }
}

/// A route to what belongs to the guest.
pub(super) fn own(method: Method, target: &'static str, body: Option<Value>, cell: Cell) -> Row {
    let route = match target {
        t if t.starts_with("/api/conversations/{conversation}") => {
            match t.trim_start_matches("/api/conversations/{conversation}") {
                "/events" => "/api/conversations/{id}/events",
                "/fork" => "/api/conversations/{id}/fork",
                "/queue" => "/api/conversations/{id}/queue",
                t if t.starts_with("/queue/") => "/api/conversations/{id}/queue/{messageId}",
                "/restore" => "/api/conversations/{id}/restore",
                "/export" => "/api/conversations/{id}/export",
                _ => "/api/conversations/{id}",
            }
        }
        t if t.ends_with("/{job}/events") => "/api/jobs/{id}/events",
        t if t.starts_with("/api/jobs/") => "/api/jobs/{id}",
        t if t.starts_with("/api/approvals/") => "/api/approvals/{id}",
        t if t.starts_with("/api/templates/") => "/api/templates/{id}",
        t if t.ends_with("/continue") => "/api/realtime/{id}/continue",
        t if t.starts_with("/api/realtime/") => "/api/realtime/{id}",
        t => t.split('?').next().unwrap_or(t),
    };
    Row {
        method,
        route,
        target,
        body,
        owner: GONE,
        guest: cell,
        another_guest: GONE,
        audience: Audience::Holder,
        cell,
    }
}

/// A route to what is the server's owner's alone, and does not exist for others.
pub(super) fn owners(method: Method, target: &'static str, body: Option<Value>, cell: Cell) -> Row {
    Row {
        method,
        route: match target {
            "/api/http-tools/{httpTool}" => "/api/http-tools/{name}",
            "/api/mcp-servers/{mcpServer}" => "/api/mcp-servers/{name}",
            "/api/mcp-servers/{mcpServer}/restart" => "/api/mcp-servers/{name}/restart",
            path => path,
        },
        target,
        body,
        owner: cell,
        guest: GONE,
        another_guest: GONE,
        audience: Audience::Owner,
        cell,
    }
}

/// A route for which nobody needs to be known.
pub(super) fn anybodys(
    method: Method,
    target: &'static str,
    body: Option<Value>,
    cell: Cell,
) -> Row {
    Row {
        audience: Audience::Anybody,
        ..same(method, target, body, cell)
    }
}

/// Every route's row.
pub(super) fn rows() -> Vec<Row> {
    let mut rows = of_chat();
    rows.extend(super::tools::rows());
    rows.extend(super::people::rows());
    rows
}

fn of_chat() -> Vec<Row> {
    let (get, post) = (|| Method::GET, || Method::POST);
    let in_own = |mut body: Value| {
        body["conversationId"] = json!("{conversation}");
        Some(body)
    };
    let channel = Some(json!({ "channels": ["conversation:{conversation}"] }));
    vec![
        anybodys(get(), "/healthz", None, (200, "")),
        anybodys(get(), "/readyz", None, (200, "")),
        anybodys(get(), "/api/openapi.json", None, (200, "")),
        same(get(), "/api/me", None, (200, "")),
        same(get(), "/api/models", None, (200, "")),
        // Without an upgrade; with one see `sockets`.
        same(get(), "/api/ws", None, (426, "upgrade_required")),
        anybodys(
            post(),
            "/api/auth/owner",
            Some(json!({ "token": "guess" })),
            (403, "forbidden"),
        ),
        same(get(), "/api/conversations", None, (200, "")),
        same(post(), "/api/conversations", Some(json!({})), (201, "")),
        own(get(), "/api/conversations/{conversation}", None, (200, "")),
        own(
            Method::PATCH,
            "/api/conversations/{conversation}",
            Some(json!({ "title": "Renamed" })),
            (200, ""),
        ),
        own(
            Method::DELETE,
            "/api/conversations/{conversation}",
            None,
            (204, ""),
        ),
        own(
            post(),
            "/api/conversations/{conversation}/restore",
            None,
            (200, ""),
        ),
        own(
            get(),
            "/api/conversations/{conversation}/export",
            None,
            (200, ""),
        ),
        same(
            post(),
            "/api/conversations/import",
            Some(json!({
                "format": "thalweg.conversation",
                "version": 1,
                "conversation": {
                    "id": "01a1f91b-f207-7d28-b9b9-9d0d3c14d3e1",
                    "title": "Brought in",
                    "pinned": false,
                    "archived": false,
                    "createdAt": "2026-11-20T09:30:00.000Z",
                    "updatedAt": "2026-11-20T09:30:00.000Z",
                },
                "messages": [],
            })),
            (201, ""),
        ),
        own(
            get(),
            "/api/conversations/{conversation}/events",
            None,
            (200, ""),
        ),
        own(
            get(),
            "/api/conversations/{conversation}/queue",
            None,
            (200, ""),
        ),
        // Nothing waits there, so that nobody can tell it from what is another's.
        own(
            Method::PATCH,
            "/api/conversations/{conversation}/queue/{run}",
            Some(json!({ "position": 0 })),
            GONE,
        ),
        own(
            Method::DELETE,
            "/api/conversations/{conversation}/queue/{run}",
            None,
            GONE,
        ),
        own(
            get(),
            "/api/messages?conversationId={conversation}",
            None,
            (200, ""),
        ),
        own(
            post(),
            "/api/messages",
            in_own(json!({ "content": "more" })),
            (201, ""),
        ),
        same(get(), "/api/search?q=hello", None, (200, "")),
        own(
            get(),
            "/api/events?channel=conversation:{conversation}",
            None,
            (200, ""),
        ),
        own(post(), "/api/events", channel, (200, "")),
        own(
            post(),
            "/api/realtime",
            in_own(json!({ "prompt": "more" })),
            (202, ""),
        ),
        own(
            post(),
            "/api/conversations/{conversation}/fork",
            Some(json!({ "messageId": "{message}" })),
            (201, ""),
        ),
        same(get(), "/api/templates", None, (200, "")),
        same(
            post(),
            "/api/templates",
            Some(json!({ "name": "A", "text": "a" })),
            (201, ""),
        ),
        own(
            Method::PATCH,
            "/api/templates/{template}",
            Some(json!({})),
            (200, ""),
        ),
        own(Method::DELETE, "/api/templates/{template}", None, (204, "")),
        own(get(), "/api/drafts/{conversation}", None, (200, "")),
        own(
            Method::PUT,
            "/api/drafts/{conversation}",
            Some(
                json!({ "text": "half a thought", "revision": "01a1f91b-f207-7d28-b9b9-9d0d3c14d3e2" }),
            ),
            (200, ""),
        ),
        own(get(), "/api/realtime/{run}", None, (200, "")),
        own(
            post(),
            "/api/auth/refresh",
            Some(json!({ "streamId": "{stream}" })),
            (200, ""),
        ),
        own(Method::DELETE, "/api/realtime/{run}", None, (200, "")),
        own(
            post(),
            "/api/realtime/{run}/continue",
            Some(json!({})),
            (422, "not_continuable"),
        ),
    ]
}
