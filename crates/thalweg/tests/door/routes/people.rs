//! The routes of accounts.

use http::Method;
use serde_json::{Value, json};

use super::rows::{Audience, Cell, GONE, Row, anybodys, owners, same};

const FORBIDDEN: Cell = (403, "forbidden");
const WRONG: Cell = (422, "invalid_fields");

/// A route that is for some of those who have accounts; without accounts there is none.
fn of(
    audience: Audience,
    method: Method,
    target: &'static str,
    body: Option<Value>,
    cell: Cell,
) -> Row {
    let row = same(method, target, body, GONE);
    Row {
        route: match target {
            "/api/auth/sessions/{session}" => "/api/auth/sessions/{id}",
            "/api/admin/users/{user}" => "/api/admin/users/{id}",
            "/api/admin/invitations/{invitation}" => "/api/admin/invitations/{id}",
            _ => row.route,
        },
        audience,
        cell,
        ..row
    }
}

/// A route for which nobody needs to be known; without accounts there is none.
fn door(target: &'static str, body: Value, cell: Cell) -> Row {
    Row {
        owner: GONE,
        guest: GONE,
        another_guest: GONE,
        ..anybodys(Method::POST, target, Some(body), cell)
    }
}

pub(super) fn rows() -> Vec<Row> {
    let (get, post) = (|| Method::GET, || Method::POST);
    let wrong = || Some(json!({ "password": "not the password" }));
    let change = json!({ "current": "not the password", "password": "another password" });
    let person = json!({ "name": "nobody", "password": "a long password" });
    let with_guess = json!({ "name": "nobody", "password": "a long password", "token": "guess" });
    let (accounts, admins) = (Audience::Accounts, Audience::Admins);
    vec![
        anybodys(get(), "/api/auth", None, (200, "")),
        same(
            post(),
            "/api/auth/ticket",
            Some(json!({ "path": "/api/events?channel=room:a" })),
            (201, ""),
        ),
        // Whoever signs out has a cookie the less, and here none that counts.
        anybodys(post(), "/api/auth/logout", None, (204, "")),
        door("/api/auth/register", with_guess, FORBIDDEN),
        door("/api/auth/login", person, (401, "unauthorized")),
        // Without an identity provider, as here, there is none.
        door("/api/auth/oidc/start", json!({}), GONE),
        anybodys(get(), "/api/auth/oidc/callback", None, GONE),
        of(accounts, post(), "/api/auth/password", Some(change), WRONG),
        of(
            accounts,
            Method::PATCH,
            "/api/auth/account",
            Some(json!({})),
            (200, ""),
        ),
        of(
            accounts,
            Method::DELETE,
            "/api/auth/account",
            wrong(),
            WRONG,
        ),
        of(accounts, get(), "/api/auth/sessions", None, (200, "")),
        of(
            Audience::AccountHolder,
            Method::DELETE,
            "/api/auth/sessions/{session}",
            None,
            (204, ""),
        ),
        of(
            accounts,
            Method::DELETE,
            "/api/auth/sessions",
            None,
            (204, ""),
        ),
        Row {
            audience: Audience::Admins,
            ..owners(get(), "/api/admin/audit", None, (200, ""))
        },
        Row {
            audience: Audience::Admins,
            route: "/api/admin/rules/explain",
            ..owners(
                get(),
                "/api/admin/rules/explain?role=member&channel=room:a",
                None,
                (200, ""),
            )
        },
        Row {
            audience: Audience::Admins,
            ..owners(get(), "/api/admin/keys", None, (200, ""))
        },
        Row {
            audience: Audience::Admins,
            ..owners(
                post(),
                "/api/admin/keys",
                Some(json!({ "name": "", "scopes": [] })),
                (422, "invalid_fields"),
            )
        },
        Row {
            audience: Audience::Admins,
            route: "/api/admin/keys/{id}",
            ..owners(Method::DELETE, "/api/admin/keys/{message}", None, GONE)
        },
        of(admins, get(), "/api/admin/users", None, (200, "")),
        of(
            admins,
            Method::PATCH,
            "/api/admin/users/{user}",
            Some(json!({ "disabled": false })),
            (200, ""),
        ),
        of(
            admins,
            Method::DELETE,
            "/api/admin/users/{user}",
            None,
            (204, ""),
        ),
        of(admins, get(), "/api/admin/invitations", None, (200, "")),
        of(
            admins,
            post(),
            "/api/admin/invitations",
            Some(json!({ "role": "member" })),
            (201, ""),
        ),
        of(
            admins,
            Method::DELETE,
            "/api/admin/invitations/{invitation}",
            None,
            (204, ""),
        ),
    ]
}
