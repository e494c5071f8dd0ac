//! Every route × who somebody is where there are accounts: nobody, a guest, another user, a viewer, a
//! member, an admin, the owner, programs by the scopes of their keys, whoever has a ticket, and whoever
//! comes with what counts no more or never did.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg_client::{Answer, Client, Request};
use thalweg_log::{Clock as _, ManualClock};
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;
use thalweg_wire::Registration;

use super::rows::{Audience, Cell, GONE, Row, rows};
use super::{Ids, assert_cell, filled, idle, new_resource, until_told};
use crate::support::people::{self, account_id, again, invite, invited, me};
use crate::support::{ask, jobs, soon, text_of, until, written};
use crate::tokens;

const FORBIDDEN: Cell = (403, "forbidden");
const UNAUTHORIZED: Cell = (401, "unauthorized");
const MALFORMED: Cell = (400, "malformed");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Nobody, or somebody whose session is over, where there are no guests.
    Nobody,
    Guest,
    /// Another member than the one whose the thing is.
    Another,
    Viewer,
    Member,
    Admin,
    Owner,
    /// A program whose key is for a channel alone.
    Unscoped,
    /// A program whose key lets it read.
    Reader,
    /// Whoever has a ticket of the member for what the row asks, and else for something else.
    Ticket,
}

/// What a route answers to somebody. `Member` is the one whose the thing is.
fn verdict(row: &Row, who: Who) -> Cell {
    // What a viewer may do besides reading: follow channels named in a body, and look after the own
    // account.
    let route = row.route;
    let looks = row.is_safe() || route == "/api/events" || route.starts_with("/api/auth/");
    // What a program may that reads.
    let reads =
        row.is_safe() || ["/api/events", "/api/auth/refresh", "/api/auth/ticket"].contains(&route);
    match (row.audience, who) {
        // A ticket is for streams; what is no part of the API does not look at it.
        (_, Who::Ticket) if !route.starts_with("/api/") => row.cell,
        (_, Who::Ticket) if !row.is_stream() => MALFORMED,
        (Audience::Anybody, _) => row.cell,
        (_, Who::Nobody) => UNAUTHORIZED,
        (_, Who::Viewer) if !looks => FORBIDDEN,
        (_, Who::Unscoped) => FORBIDDEN,
        (_, Who::Reader) if !reads => FORBIDDEN,
        (Audience::Everybody, _)
        | (Audience::Holder | Audience::AccountHolder, Who::Member | Who::Ticket)
        | (Audience::Admins, Who::Admin | Who::Owner)
        | (Audience::Owner, Who::Owner) => row.cell,
        (Audience::Accounts | Audience::AccountHolder, Who::Guest | Who::Reader) => FORBIDDEN,
        (Audience::Accounts, Who::Owner) if row.method == http::Method::DELETE => {
            match route {
                // The owner's account stays.
                "/api/auth/account" => FORBIDDEN,
                _ => row.cell,
            }
        }
        (Audience::Accounts, _) => row.cell,
        (Audience::Holder | Audience::AccountHolder | Audience::Admins | Audience::Owner, _) => {
            GONE
        }
    }
}

#[tokio::test]
async fn every_route_answers_every_role_as_it_should() {
    let server = TestServer::builder()
        .guests()
        .accounts(Registration::Invite)
        .models(Arc::new(FakeProvider::new()))
        .settings(|settings| {
            settings.streams_per_principal = 1_000;
            // The same few sign in again and again.
            let rates = thalweg_access::Rates {
                sign_ins: None,
                ..thalweg_access::Rates::local()
            };
            settings.limits = thalweg_access::LimitsConfig::new(rates, None);
        })
        .start()
        .await;
    let owner = people::owner(&server).await;
    let admin = invited(&server, &owner, "admin", "admin").await;
    let member = invited(&server, &owner, "member", "member").await;
    let another = invited(&server, &owner, "another", "member").await;
    let viewer = invited(&server, &owner, "viewer", "viewer").await;
    let guest = server.guest().await;
    let unscoped = program(&server, &owner, &["room:x=subscribe"]).await;
    let reader = program(&server, &owner, &["read"]).await;
    let ticket = server.client();
    let feed = Request::get("/api/events?channel=user:owner");
    let mut feed = soon(owner.stream(feed)).await.expect("a stream");
    let everybody = [
        (Who::Guest, &guest),
        (Who::Another, &another),
        (Who::Viewer, &viewer),
        (Who::Admin, &admin),
        (Who::Member, &member),
        (Who::Owner, &owner),
        (Who::Unscoped, &unscoped),
        (Who::Reader, &reader),
        (Who::Ticket, &ticket),
    ];
    for row in rows() {
        let mut ids = new_resource(&server, &owner, &member, &mut feed).await;
        with_account(&server, &owner, &mut ids).await;
        let name = |who| format!("{} {}, {who:?}", row.method, row.target);
        let is_refused = |who| [GONE, FORBIDDEN, MALFORMED].contains(&verdict(&row, who));
        let before = seen(&member, &ids).await;
        let refused = everybody.iter().filter(|(who, _)| is_refused(*who));
        for (who, client) in refused {
            let cell = verdict(&row, *who);
            if *who == Who::Ticket {
                let request = with_ticket(&member, &row, &ids).await;
                assert_cell(client, request, cell, &name(*who)).await;
                continue;
            }
            assert_cell(client, filled(&row, &ids), cell, &name(*who)).await;
            assert_as_unknown(&server, client, &row, &ids, &name(*who)).await;
        }
        assert_eq!(before, seen(&member, &ids).await, "{} changed", row.target);
        let mut is_used = false;
        for (who, client) in everybody.iter().filter(|(who, _)| !is_refused(*who)) {
            if is_used && row.audience == Audience::Admins {
                with_account(&server, &owner, &mut ids).await;
            }
            is_used = true;
            let cell = verdict(&row, *who);
            // What ends the session that asks gets one of its own.
            let once = match who {
                Who::Guest | Who::Unscoped | Who::Reader | Who::Ticket => None,
                _ if row.route != "/api/auth/logout" => None,
                who => Some(again(&server, &format!("{who:?}").to_lowercase()).await),
            };
            let client = once.as_ref().unwrap_or(client);
            let request = match who {
                Who::Ticket => with_ticket(&member, &row, &ids).await,
                _ => filled(&row, &ids),
            };
            assert_cell(client, request, cell, &name(*who)).await;
        }
        if row.route == "/api/mcp-servers" && row.method == http::Method::POST {
            until_told(&mut feed, |told| told["name"] == "another").await;
        }
        jobs::stop(&member, &ids.job).await;
        idle(&server).await;
        until(async || server.app().chat.jobs_in_progress() == 0).await;
    }
    drop(feed);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn nobody_and_who_comes_with_what_does_not_count_get_nothing() {
    let clock = Arc::new(ManualClock::new(1_795_167_000_000));
    let server = TestServer::builder()
        .accounts(Registration::Invite)
        .clock(clock.clone())
        .settings(|settings| settings.tokens = Some(tokens::settings(tokens::secret())))
        .start()
        .await;
    let expired = people::owner(&server).await;
    let early = tokens::signed("ada", "thalweg", clock.now());
    clock.advance(Duration::from_secs(30 * 24 * 3_600));
    let owner = again(&server, "owner").await;
    let revoked = again(&server, "owner").await;
    let id = text_of(&me(&revoked).await["session"], "id");
    let end = Request::delete(format!("/api/auth/sessions/{id}"));
    assert_eq!(ask(&owner, end).await.status, 204);
    let deleted = json!({ "name": "a program", "scopes": ["read", "chat", "tools"] });
    let deleted = ask(&owner, Request::post("/api/admin/keys", &deleted))
        .await
        .json();
    let end = Request::delete(format!("/api/admin/keys/{}", text_of(&deleted, "id")));
    assert_eq!(ask(&owner, end).await.status, 204);
    let nobody = server.client();
    let by = |token: String| nobody.clone().with_bearer(token);
    let good = tokens::signed("ada", "thalweg", clock.now());
    let known = by(good.clone());
    assert_eq!(
        me(&known).await["principal"]["id"],
        "ada",
        "tokens count here"
    );
    let unsigned = tokens::with_head(&good, tokens::NONE, "");
    // Of a key that counts, under the name of an algorithm that it is not for.
    let (_, signature) = good.rsplit_once('.').expect("three parts");
    let renamed = tokens::with_head(&good, tokens::HS512, signature);
    let public = tokens::with_head(&good, tokens::RS256, signature);
    let tokens = [
        ("deleted key", by(text_of(&deleted, "key"))),
        ("expired token", by(early)),
        (
            "another audience",
            by(tokens::signed("ada", "mail", clock.now())),
        ),
        ("alg none", by(unsigned)),
        ("alg HS512", by(renamed)),
        ("alg RS256", by(public)),
    ];
    let before = written(&server).await;
    for row in rows() {
        let ids = Ids::of_nothing(&server);
        let all = [
            ("nobody", &nobody),
            ("expired", &expired),
            ("revoked", &revoked),
        ];
        let all = all.into_iter();
        for (who, client) in all.chain(tokens.iter().map(|(who, client)| (*who, client))) {
            let name = format!("{} {}, {who}", row.method, row.target);
            let cell = verdict(&row, Who::Nobody);
            assert_cell(client, filled(&row, &ids), cell, &name).await;
        }
    }
    assert_eq!(before, written(&server).await, "nothing was changed");
    assert_eq!(
        me(&owner).await["principal"]["role"],
        "owner",
        "and nobody signed out"
    );
    server.stop().await;
}

/// A program with a key of these scopes.
pub(super) async fn program(server: &TestServer, by: &Client, scopes: &[&str]) -> Client {
    let body = json!({ "name": "a program", "scopes": scopes });
    let made = ask(by, Request::post("/api/admin/keys", &body)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    server.client().with_bearer(text_of(&made.json(), "key"))
}

/// What the row asks, with a ticket of `member`: for this, if it is a stream.
async fn with_ticket(member: &Client, row: &Row, ids: &Ids) -> Request {
    let request = filled(row, ids);
    let path = match row.is_stream() {
        true => request.target.clone(),
        false => "/api/events?channel=room:a".into(),
    };
    let wish = Request::post("/api/auth/ticket", &json!({ "path": path }));
    let made = ask(member, wish).await;
    assert_eq!(made.status, 201, "{path}: {:?}", made.body);
    let and = if request.target.contains('?') {
        '&'
    } else {
        '?'
    };
    let ticket = text_of(&made.json(), "ticket");
    Request {
        target: format!("{}{and}ticket={ticket}", request.target),
        ..request
    }
}

/// Somebody's account, an invitation, and another session of the member, to be changed or not.
async fn with_account(server: &TestServer, owner: &Client, ids: &mut Ids) {
    let name = format!("u{}", server.app().ids.next().simple());
    let user = invited(server, owner, &name, "member").await;
    ids.user = account_id(&user).await;
    invite(owner, "member").await;
    let list = ask(owner, Request::get("/api/admin/invitations"))
        .await
        .json();
    ids.invitation = text_of(&list["items"][0], "id");
    let session = again(server, "member").await;
    ids.session = text_of(&me(&session).await["session"], "id");
}

/// What the member has, which those may not change who are refused.
async fn seen(member: &Client, ids: &Ids) -> Value {
    let mut seen = Vec::new();
    let messages = format!("/api/messages?conversationId={}", ids.conversation);
    for target in [
        "/api/conversations",
        "/api/templates",
        "/api/auth/sessions",
        messages.as_str(),
    ] {
        let mut answer = ask(member, Request::get(target)).await;
        assert_eq!(answer.status, 200, "{target}");
        answer.headers.clear();
        let mut body = answer.json();
        // Where in the log it is of: those who are permitted something wrote to it.
        body["asOf"] = Value::Null;
        seen.push(body);
    }
    seen.into()
}

/// Who is refused is told the same of what is not there.
async fn assert_as_unknown(server: &TestServer, client: &Client, row: &Row, ids: &Ids, name: &str) {
    let body = |answer: &Answer| {
        let mut body = answer.json();
        body["requestId"] = Value::Null;
        body
    };
    let names = |answer: &Answer| {
        let names = answer.headers.keys().map(ToString::to_string);
        names.collect::<BTreeSet<_>>()
    };
    let foreign = ask(client, filled(row, ids)).await;
    let unknown = ask(client, filled(row, &Ids::of_nothing(server))).await;
    assert_eq!(foreign.status, unknown.status, "{name}");
    assert_eq!(body(&foreign), body(&unknown), "{name}");
    assert_eq!(names(&foreign), names(&unknown), "{name}");
}
