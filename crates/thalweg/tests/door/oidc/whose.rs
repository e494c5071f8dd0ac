//! Whose account it is, and by what leave it is made.

use std::time::Duration;

use http::Method;
use serde_json::json;
use thalweg_client::Request;
use thalweg_wire::Registration;

use super::{Bench, leads_to};
use crate::support::people::{self, invite, login, register, with_body};
use crate::support::{ask, new_conversation, problem, text_of};

#[tokio::test]
async fn a_guest_who_signs_in_for_the_first_time_keeps_what_is_theirs() {
    let bench = Bench::with(Registration::Open, |builder| builder.guests()).await;
    let mut browser = bench.browser();
    let guest = browser.me().await["principal"]["id"].clone();
    let conversation = new_conversation(&browser.as_client()).await;
    let before = browser.clone();
    let answer = bench.sign_in(&mut browser, json!({}), json!({})).await;
    assert_eq!(leads_to(&answer), "/chat");
    let me = browser.me().await;
    assert_eq!(me["principal"], json!({ "id": guest, "role": "member" }));
    let list = browser.ask(Request::get("/api/conversations")).await.json();
    assert_eq!(list["items"][0]["id"], json!(conversation));
    let over = ask(&before.as_client(), Request::get("/api/me")).await;
    problem(&over, 401, "unauthorized");
    // Another guest who is the same person at the provider leaves theirs behind.
    let mut other = bench.browser();
    let stranger = other.me().await["principal"]["id"].clone();
    bench.sign_in(&mut other, json!({}), json!({})).await;
    assert_ne!(stranger, guest);
    assert_eq!(other.me().await["principal"]["id"], guest);
    bench.server.stop().await;
}

#[tokio::test]
async fn who_is_not_invited_gets_no_account_and_an_invitation_makes_one() {
    let bench = Bench::new(Registration::Invite).await;
    let owner = people::owner(&bench.server).await;
    let mut browser = bench.browser();
    for token in [None, Some("guess")] {
        let body = json!({ "returnTo": "/tools", "token": token });
        let body = match token {
            Some(_) => body,
            None => json!({ "returnTo": "/tools" }),
        };
        let answer = bench.sign_in(&mut browser, body, json!({})).await;
        assert_eq!(leads_to(&answer), "/tools#signin=invite");
        assert_eq!(answer.header("set-cookie"), "");
    }
    let nobody = browser.ask(Request::get("/api/me")).await;
    problem(&nobody, 401, "unauthorized");
    let token = invite(&owner, "viewer").await;
    let body = json!({ "token": token });
    let answer = bench.sign_in(&mut browser, body.clone(), json!({})).await;
    assert_eq!(leads_to(&answer), "/chat");
    assert_eq!(browser.me().await["principal"]["role"], "viewer");
    // It is used up, and by who has an account it is not needed.
    let mut bob = bench.browser();
    let answer = bench.sign_in(&mut bob, body, json!({ "sub": "bob" })).await;
    assert_eq!(leads_to(&answer), "/chat#signin=invite");
    let mut again = bench.browser();
    let answer = bench.sign_in(&mut again, json!({}), json!({})).await;
    assert_eq!(leads_to(&answer), "/chat");
    bench.server.stop().await;
}

#[tokio::test]
async fn the_owners_link_makes_the_owners_account_by_the_provider() {
    let bench = Bench::new(Registration::Invite).await;
    let mut browser = bench.browser();
    let body = json!({ "token": bench.server.owner_token() });
    let answer = bench.sign_in(&mut browser, body.clone(), json!({})).await;
    assert_eq!(leads_to(&answer), "/chat");
    let owner = json!({ "id": "owner", "role": "owner" });
    assert_eq!(browser.me().await["principal"], owner);
    let sources = browser.ask(Request::get("/api/mcp-servers")).await;
    assert_eq!(sources.status, 200);
    let mut bob = bench.browser();
    let answer = bench.sign_in(&mut bob, body, json!({ "sub": "bob" })).await;
    assert_eq!(leads_to(&answer), "/chat#signin=invite");
    bench.server.stop().await;
}

#[tokio::test]
async fn an_address_of_mail_or_a_name_makes_nobody_somebody_elses_account() {
    let bench = Bench::new(Registration::Open).await;
    let nobody = bench.server.client();
    let made = register(&nobody, "ada@example.org", None).await;
    assert_eq!(made.status, 201);
    let owner = text_of(&made.json()["account"], "id");
    let mut browser = bench.browser();
    let claims = json!({
        "preferred_username": "ada@example.org", "email": "ada@example.org", "email_verified": true,
    });
    bench.sign_in(&mut browser, json!({}), claims.clone()).await;
    let account = browser.me().await["account"].clone();
    assert_ne!(account["id"], json!(owner));
    let name = text_of(&account, "name");
    assert!(name.starts_with("ada@example.org-"), "{name}");
    // The same claims under another subject are another person.
    let mut other = bench.browser();
    let mut claims = claims;
    claims["sub"] = json!("another");
    bench.sign_in(&mut other, json!({}), claims).await;
    assert_ne!(other.me().await["account"]["id"], account["id"]);
    // And nobody signs in to such an account with a password.
    for password in ["", "correct horse battery"] {
        let refused = login(&nobody, &name, password).await;
        problem(&refused, 401, "unauthorized");
    }
    bench.server.stop().await;
}

#[tokio::test]
async fn what_the_token_does_not_say_is_asked_once_and_about_the_same_person() {
    let bench = Bench::new(Registration::Open).await;
    let bare = json!({ "preferred_username": null, "name": null });
    bench
        .identity
        .user_info(json!({ "sub": "somebody else", "preferred_username": "eve" }));
    let mut browser = bench.browser();
    bench.sign_in(&mut browser, json!({}), bare.clone()).await;
    let name = text_of(&browser.me().await["account"], "name");
    assert!(name.starts_with("user-"), "{name}");
    bench
        .identity
        .user_info(json!({ "sub": "bob", "preferred_username": "bob" }));
    let mut bob = bench.browser();
    let mut claims = bare;
    claims["sub"] = json!("bob");
    bench.sign_in(&mut bob, json!({}), claims.clone()).await;
    assert_eq!(bob.me().await["account"]["name"], "bob");
    bench.sign_in(&mut bob, json!({}), claims).await;
    let asked = bench.identity.asked();
    let asked = asked.iter().filter(|path| *path == "/realm/me").count();
    assert_eq!(asked, 2, "who is known is not asked about");
    bench.server.stop().await;
}

#[tokio::test]
async fn who_is_disabled_does_not_get_in_and_who_is_deleted_is_new() {
    let bench = Bench::new(Registration::Open).await;
    let owner = people::owner(&bench.server).await;
    let mut browser = bench.browser();
    bench.sign_in(&mut browser, json!({}), json!({})).await;
    let me = browser.me().await;
    let id = text_of(&me["account"], "id");
    let target = format!("/api/admin/users/{id}");
    let disable = with_body(Method::PATCH, &target, &json!({ "disabled": true }));
    assert_eq!(ask(&owner, disable).await.status, 200);
    let answer = bench.sign_in(&mut browser, json!({}), json!({})).await;
    assert_eq!(leads_to(&answer), "/chat#signin=disabled");
    assert_eq!(ask(&owner, Request::delete(target)).await.status, 204);
    bench.sign_in(&mut browser, json!({}), json!({})).await;
    let again = browser.me().await;
    assert_ne!(again["account"]["id"], me["account"]["id"]);
    assert_ne!(again["principal"], me["principal"]);
    bench.server.stop().await;
}

#[tokio::test]
async fn an_account_without_a_password_has_none_to_change_and_is_deleted_after_a_sign_in() {
    let bench = Bench::new(Registration::Open).await;
    let mut browser = bench.browser();
    bench.sign_in(&mut browser, json!({}), json!({})).await;
    for current in ["", "anything at all"] {
        let change = json!({ "current": current, "password": "a longer password" });
        let refused = browser
            .ask(Request::post("/api/auth/password", &change))
            .await;
        problem(&refused, 403, "forbidden");
    }
    let delete = |body| with_body(Method::DELETE, "/api/auth/account", &body);
    for body in [
        json!({}),
        json!({ "password": "" }),
        json!({ "name": "bob" }),
    ] {
        let refused = browser.ask(delete(body)).await;
        problem(&refused, 422, "invalid_fields");
        assert_eq!(refused.json()["errors"][0]["path"], "name");
    }
    bench.clock.advance(Duration::from_secs(600));
    let named = json!({ "name": "Ada" });
    let refused = browser.ask(delete(named.clone())).await;
    problem(&refused, 403, "forbidden");
    bench
        .sign_in(&mut browser, json!({ "returnTo": "/account" }), json!({}))
        .await;
    bench.clock.advance(Duration::from_secs(599));
    assert_eq!(browser.ask(delete(named)).await.status, 204);
    problem(
        &browser.ask(Request::get("/api/me")).await,
        401,
        "unauthorized",
    );
    bench.server.stop().await;
}
