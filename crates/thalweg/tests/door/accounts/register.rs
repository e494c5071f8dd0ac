use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg_client::Request;
use thalweg_log::ManualClock;
use thalweg_testkit::TestServer;
use thalweg_wire::Registration;

use crate::support::people::{
    self, PASSWORD, invite, invited, me, owner, register, with_cookie_of,
};
use crate::support::{ask, new_conversation, problem, soon, text_of, until};

#[tokio::test]
async fn the_owners_link_makes_the_owners_account_once_with_what_was_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestServer::builder().folder(folder.path()).start().await;
    let before = new_conversation(&server.client()).await;
    server.stop().await;
    let accounts = || {
        let builder = TestServer::builder().folder(folder.path());
        builder.accounts(Registration::Invite)
    };
    let server = accounts().start().await;
    let nobody = server.client();
    let auth = ask(&nobody, Request::get("/api/auth")).await.json();
    let expected = json!({
        "accounts": true, "guests": false, "registration": "invite", "ownerClaimed": false,
    });
    assert_eq!(auth, expected);
    problem(
        &ask(&nobody, Request::get("/api/me")).await,
        401,
        "unauthorized",
    );
    let token = server.owner_token().to_owned();
    let made = register(&nobody, "Ann@example.org", Some(&token)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let body = made.json();
    assert_eq!(body["account"]["name"], "Ann@example.org");
    assert_eq!(body["account"]["role"], "owner");
    let set = made.header("set-cookie");
    assert!(
        set.contains("; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"),
        "{set}"
    );
    let ann = with_cookie_of(&nobody, &made);
    let known = me(&ann).await;
    assert_eq!(
        known["principal"],
        json!({ "id": "owner", "role": "owner" })
    );
    assert_eq!(known["account"], body["account"]);
    assert_eq!(known["session"], body["session"]);
    let list = ask(&ann, Request::get("/api/conversations")).await.json();
    assert_eq!(list["items"][0]["id"], json!(before), "what was there");
    // Proven, as by the link's cookie.
    assert_eq!(
        ask(&ann, Request::get("/api/mcp-servers")).await.status,
        200
    );
    let test = json!({ "server": {
        "name": "x", "enabled": false, "transport": { "type": "stdio", "command": "none" },
    } });
    let tested = ask(&ann, Request::post("/api/mcp-servers/test", &test)).await;
    assert_eq!(tested.status, 200, "{:?}", tested.body);
    let again = register(&nobody, "bob", Some(&token)).await;
    problem(&again, 403, "forbidden");
    server.stop().await;
    // There is no link any more.
    let server = accounts().start().await;
    let auth = ask(&server.client(), Request::get("/api/auth")).await;
    assert_eq!(auth.json()["ownerClaimed"], true);
    let claim = Request::post("/api/auth/owner", &json!({ "token": token }));
    problem(&ask(&server.client(), claim).await, 403, "forbidden");
    server.stop().await;
}

#[tokio::test]
async fn the_cookie_of_the_link_counts_until_the_owner_has_an_account() {
    let server = TestServer::builder()
        .accounts(Registration::Invite)
        .start()
        .await;
    let by_link = server.owner().await;
    assert_eq!(me(&by_link).await["principal"]["role"], "owner");
    let conversation = new_conversation(&by_link).await;
    let target = format!("/api/conversations/{conversation}/events");
    let mut stream = soon(by_link.stream(Request::get(target)))
        .await
        .expect("a stream");
    // The link is used up; its cookie makes the account as well.
    let made = register(&by_link, "ann", None).await;
    assert_eq!(
        (made.status, &made.json()["account"]["role"]),
        (201, &json!("owner"))
    );
    let mut last = None;
    while let Some(event) = soon(stream.next()).await.expect("a clean end") {
        last = Some(event);
    }
    let last = last.expect("an event");
    assert_eq!(last.kind, "reconnect", "its reader has another cookie now");
    let data: Value = serde_json::from_str(&last.data).expect("JSON");
    assert_eq!(data["reason"], "signed_in");
    let over = ask(&by_link, Request::get("/api/me")).await;
    problem(&over, 401, "unauthorized");
    let again = register(&by_link, "bob", None).await;
    problem(&again, 403, "forbidden");
    let ann = with_cookie_of(&server.client(), &made);
    let list = ask(&ann, Request::get("/api/conversations")).await.json();
    assert_eq!(list["items"][0]["id"], json!(conversation));
    server.stop().await;
}

#[tokio::test]
async fn an_invitation_makes_one_account_of_its_role_within_a_week() {
    let clock = Arc::new(ManualClock::new(1_795_167_000_000));
    let server = TestServer::builder()
        .accounts(Registration::Invite)
        .clock(clock.clone())
        .start()
        .await;
    let nobody = server.client();
    let owner = owner(&server).await;
    for token in [None, Some("guess"), Some("")] {
        let refused = register(&nobody, "bob", token).await;
        problem(&refused, 403, "forbidden");
    }
    let token = invite(&owner, "viewer").await;
    let listed = ask(&owner, Request::get("/api/admin/invitations"))
        .await
        .json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(listed["items"][0]["role"], "viewer");
    assert!(listed["items"][0].get("token").is_none(), "shown once");
    // What fails uses nothing up.
    let short = json!({ "name": "bob", "password": "short", "token": token });
    let refused = ask(&nobody, Request::post("/api/auth/register", &short)).await;
    problem(&refused, 422, "invalid_fields");
    let made = register(&nobody, "bob", Some(&token)).await;
    assert_eq!(
        (made.status, &made.json()["account"]["role"]),
        (201, &json!("viewer"))
    );
    let used = register(&nobody, "carol", Some(&token)).await;
    problem(&used, 403, "forbidden");
    let listed = ask(&owner, Request::get("/api/admin/invitations"))
        .await
        .json();
    assert_eq!(listed["items"], json!([]));
    // Two at once with the same token: one of them.
    let token = invite(&owner, "member").await;
    let (one, two) = tokio::join!(
        register(&nobody, "dan", Some(&token)),
        register(&nobody, "eve", Some(&token))
    );
    let mut got = [one.status, two.status];
    got.sort_unstable();
    assert_eq!(got, [201, 403]);
    let late = invite(&owner, "member").await;
    let week = Duration::from_secs(7 * 24 * 3_600);
    clock.advance(week.checked_sub(Duration::from_millis(1)).expect("a week"));
    let taken = register(&nobody, "bob", Some(&late)).await;
    problem(&taken, 409, "name_taken");
    clock.advance(Duration::from_millis(1));
    problem(
        &register(&nobody, "fay", Some(&late)).await,
        403,
        "forbidden",
    );
    server.stop().await;
}

#[tokio::test]
async fn what_is_wrong_with_a_new_account_is_named_and_names_are_one_accounts() {
    let server = TestServer::builder()
        .accounts(Registration::Open)
        .start()
        .await;
    let nobody = server.client();
    let ask_for =
        async |body: Value| ask(&nobody, Request::post("/api/auth/register", &body)).await;
    let long = "x".repeat(257);
    let bad = ask_for(json!({ "name": "ä", "password": long, "displayName": "a\u{7}" })).await;
    let bad = problem(&bad, 422, "invalid_fields");
    let errors = bad["errors"].as_array().expect("errors");
    let paths: Vec<_> = errors.iter().map(|error| error["path"].as_str()).collect();
    assert_eq!(paths, [Some("name"), Some("password"), Some("displayName")]);
    let unknown = json!({ "name": "ann", "password": PASSWORD, "role": "owner" });
    problem(&ask_for(unknown).await, 422, "invalid_fields");
    let ann = json!({ "name": "Ann", "password": PASSWORD, "displayName": " Ann B. " });
    let made = ask_for(ann).await;
    assert_eq!(made.status, 201);
    let account = &made.json()["account"];
    assert_eq!(account["displayName"], "Ann B.");
    assert_eq!(
        (&account["role"], &account["disabled"]),
        (&json!("member"), &json!(false))
    );
    let taken = problem(&register(&nobody, "aNN", None).await, 409, "name_taken");
    assert_eq!(taken["errors"][0]["path"], "name");
    // A token that is none is refused, although none is needed.
    problem(
        &register(&nobody, "bob", Some("guess")).await,
        403,
        "forbidden",
    );
    server.stop().await;
}

#[tokio::test]
async fn a_guest_who_registers_keeps_what_is_theirs_and_nobody_else_gets_it() {
    let server = TestServer::builder()
        .guests()
        .accounts(Registration::Open)
        .start()
        .await;
    let guest = server.guest().await;
    let principal = text_of(&me(&guest).await["principal"], "id");
    let conversation = new_conversation(&guest).await;
    let target = format!("/api/events?channel=conversation:{conversation}");
    let mut stream = soon(guest.stream(Request::get(&target)))
        .await
        .expect("a stream");
    let made = register(&guest, "ann", None).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let ann = with_cookie_of(&guest, &made);
    let known = me(&ann).await;
    assert_eq!(
        known["principal"],
        json!({ "id": principal, "role": "member" })
    );
    let list = ask(&ann, Request::get("/api/conversations")).await.json();
    assert_eq!(list["items"][0]["id"], json!(conversation));
    // The stream of the guest comes again, and then with the account.
    let mut last = None;
    while let Some(event) = soon(stream.next()).await.expect("a clean end") {
        last = Some(event.kind);
    }
    assert_eq!(last.as_deref(), Some("reconnect"));
    // The guest's cookie, which may lie in a backup of a browser, opens nothing any more.
    let over = ask(&guest, Request::get("/api/conversations")).await;
    problem(&over, 401, "unauthorized");
    // It makes no second account of the same principal either.
    let second = register(&guest, "bob", None).await;
    let bob = with_cookie_of(&guest, &second);
    let other = text_of(&me(&bob).await["principal"], "id");
    assert!(other.starts_with("account-"), "{other}");
    // Not even when the account is gone.
    let gone = json!({ "password": PASSWORD });
    let gone = crate::support::people::with_body(http::Method::DELETE, "/api/auth/account", &gone);
    assert_eq!(ask(&ann, gone).await.status, 204);
    let over = ask(&guest, Request::get("/api/conversations")).await;
    problem(&over, 401, "unauthorized");
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn without_accounts_there_are_none() {
    let server = TestServer::builder().guests().start().await;
    let auth = ask(&server.client(), Request::get("/api/auth"))
        .await
        .json();
    assert_eq!(auth["accounts"], false);
    let token = server.owner_token().to_owned();
    let made = register(&server.client(), "ann", Some(&token)).await;
    problem(&made, 404, "not_found");
    let owner = server.owner().await;
    let users = ask(&owner, Request::get("/api/admin/users")).await;
    problem(&users, 404, "not_found");
    server.stop().await;
}

#[tokio::test]
async fn only_the_owner_invites_an_admin() {
    let server = TestServer::builder()
        .accounts(Registration::Invite)
        .start()
        .await;
    let owner = owner(&server).await;
    let admin = invited(&server, &owner, "admin", "admin").await;
    let ask_for = async |by, role: &str| {
        let body = json!({ "role": role });
        ask(by, Request::post("/api/admin/invitations", &body)).await
    };
    problem(&ask_for(&admin, "admin").await, 403, "forbidden");
    for role in ["owner", "guest", "service"] {
        for by in [&owner, &admin] {
            problem(&ask_for(by, role).await, 422, "invalid_fields");
        }
    }
    let made = ask_for(&owner, "admin").await.json();
    let target = format!("/api/admin/invitations/{}", text_of(&made, "id"));
    problem(
        &ask(&admin, Request::delete(&target)).await,
        403,
        "forbidden",
    );
    assert_eq!(ask(&owner, Request::delete(&target)).await.status, 204);
    problem(
        &ask(&owner, Request::delete(&target)).await,
        404,
        "not_found",
    );
    let token = text_of(&made, "token");
    let late = register(&server.client(), "bob", Some(&token)).await;
    problem(&late, 403, "forbidden");
    server.stop().await;
}

/// An answer that sets a cookie is kept nowhere, so that a key of idempotency gives nobody a session.
#[tokio::test]
async fn registering_is_repeated_by_signing_in_whatever_the_idempotency_key() {
    let server = TestServer::builder()
        .accounts(Registration::Open)
        .start()
        .await;
    let body = json!({ "name": "ann", "password": PASSWORD });
    let request =
        || Request::post("/api/auth/register", &body).header("idempotency-key", "the-same-key");
    let made = ask(&server.client(), request()).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let again = ask(&server.client(), request()).await;
    problem(&again, 409, "name_taken");
    assert_eq!(again.header("set-cookie"), "");
    let ann = people::again(&server, "ann").await;
    assert_eq!(me(&ann).await["account"], made.json()["account"]);
    server.stop().await;
}
