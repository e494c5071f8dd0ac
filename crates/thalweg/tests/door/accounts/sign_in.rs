use std::sync::Arc;

use serde_json::json;
use thalweg_client::Request;
use thalweg_log::ManualClock;
use thalweg_testkit::TestServer;
use thalweg_wire::Registration;

use crate::support::people::{
    PASSWORD, account_id, again, invited, login, me, owner, register, with_body, with_cookie_of,
};
use crate::support::{ask, problem, text_of};

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let server = TestServer::builder()
        .accounts(Registration::Open)
        .start()
        .await;
    let nobody = server.client();
    assert_eq!(register(&nobody, "ann", None).await.status, 201);
    let owner = owner(&server).await;
    let bob = invited(&server, &owner, "bob", "member").await;
    let target = format!("/api/admin/users/{}", account_id(&bob).await);
    let off = with_body(http::Method::PATCH, &target, &json!({ "disabled": true }));
    assert_eq!(ask(&owner, off).await.status, 200);
    let long = "x".repeat(10_000);
    let mut told = Vec::new();
    for (name, password) in [
        ("ann", "wrong horse battery"),
        ("nobody", PASSWORD),
        ("bob", PASSWORD),
        ("no name at all", PASSWORD),
        ("ann", ""),
        ("ann", &long),
    ] {
        let answer = login(&nobody, name, password).await;
        let mut body = problem(&answer, 401, "unauthorized");
        body["requestId"] = json!(null);
        assert_eq!(answer.header("set-cookie"), "");
        told.push(body);
    }
    told.dedup();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["detail"], "The name or the password is wrong.");
    assert_eq!(login(&nobody, "ANN", PASSWORD).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn the_session_that_a_browser_had_is_over_when_it_signs_in_again() {
    let server = TestServer::builder()
        .accounts(Registration::Open)
        .start()
        .await;
    let made = register(&server.client(), "ann", None).await;
    let first = with_cookie_of(&server.client(), &made);
    let answer = login(&first, "ann", PASSWORD).await;
    assert_eq!(answer.status, 200);
    let second = with_cookie_of(&server.client(), &answer);
    problem(
        &ask(&first, Request::get("/api/me")).await,
        401,
        "unauthorized",
    );
    let other = register(&second, "bob", None).await;
    assert_eq!(other.status, 201);
    problem(
        &ask(&second, Request::get("/api/me")).await,
        401,
        "unauthorized",
    );
    let bob = with_cookie_of(&server.client(), &other);
    assert_eq!(me(&bob).await["account"]["name"], "bob");
    server.stop().await;
}

#[tokio::test]
async fn a_cookie_that_is_over_or_forged_makes_nobody_a_guest() {
    let server = TestServer::builder()
        .guests()
        .accounts(Registration::Open)
        .start()
        .await;
    let made = register(&server.client(), "ann", None).await;
    let ann = with_cookie_of(&server.client(), &made);
    let out = ask(&ann, Request::post("/api/auth/logout", &json!({}))).await;
    assert_eq!(out.status, 204);
    let forged = format!("thalweg_session=s1.{}", "0".repeat(64));
    for over in [&ann, &server.client().with_cookie(forged)] {
        let answer = ask(over, Request::get("/api/me")).await;
        problem(&answer, 401, "unauthorized");
        assert_eq!(
            answer.header("set-cookie"),
            "",
            "only a sign-out takes it away"
        );
        let out = ask(over, Request::new(http::Method::POST, "/api/auth/logout")).await;
        assert_eq!(out.status, 204);
        let set = out.header("set-cookie");
        assert!(
            set.starts_with("thalweg_session=; ") && set.contains("Max-Age=0"),
            "{set}"
        );
    }
    assert_eq!(
        me(&server.guest().await).await["principal"]["role"],
        "guest"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_restart_keeps_accounts_and_sessions_and_no_secret_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(ManualClock::new(1_795_167_000_000));
    let start = || {
        let builder = TestServer::builder().folder(folder.path());
        let builder = builder.accounts(Registration::Open).clock(clock.clone());
        builder.start()
    };
    let server = start().await;
    let made = register(&server.client(), "ann", None).await;
    let ann = with_cookie_of(&server.client(), &made);
    let known = me(&ann).await;
    let ended = again(&server, "ann").await;
    let out = Request::new(http::Method::POST, "/api/auth/logout");
    assert_eq!(ask(&ended, out).await.status, 204);
    server.stop().await;
    let cookie = ann.cookie().expect("a cookie").to_owned();
    let token = cookie.split_once("s1.").expect("a token").1.to_owned();
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("a file");
        for secret in [token.as_bytes(), PASSWORD.as_bytes()] {
            let found = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!found, "a secret lies in the folder");
        }
        files += 1;
    }
    assert!(files > 0);
    let server = start().await;
    let ann = server.client().with_cookie(cookie);
    assert_eq!(me(&ann).await, known);
    let ended = server
        .client()
        .with_cookie(ended.cookie().expect("a cookie"));
    problem(
        &ask(&ended, Request::get("/api/me")).await,
        401,
        "unauthorized",
    );
    let id = text_of(&me(&again(&server, "ann").await).await["account"], "id");
    assert_eq!(known["account"]["id"], json!(id));
    server.stop().await;
}

#[tokio::test]
async fn passwords_are_guessed_a_few_times_and_every_attempt_is_noted() {
    let server = TestServer::builder()
        .accounts(Registration::Open)
        .settings(|settings| {
            let mut rates = thalweg_access::Rates::local();
            rates.sign_ins = thalweg_access::Rate::new(3, std::time::Duration::from_secs(900));
            settings.limits = thalweg_access::LimitsConfig::new(rates, Some(10));
        })
        .start()
        .await;
    let owner = owner(&server).await;
    let nobody = server.client();
    for _ in 0..2 {
        assert_eq!(login(&nobody, "owner", "wrong horse").await.status, 401);
    }
    assert_eq!(login(&nobody, "Owner", PASSWORD).await.status, 200);
    // The right password as well: else the limit would tell which one it is.
    let limited = login(&nobody, "OWNER", PASSWORD).await;
    problem(&limited, 429, "rate_limited");
    assert_eq!(limited.header("retry-after"), "300");
    assert_eq!(
        login(&nobody, "somebody", PASSWORD).await.status,
        401,
        "another name"
    );
    let out = Request::post("/api/auth/logout", &json!({}));
    assert_eq!(
        ask(&again_by_register(&server).await, out).await.status,
        204
    );
    let list = ask(&owner, Request::get("/api/admin/audit")).await.json();
    let mut noted: Vec<_> = list["items"]
        .as_array()
        .expect("entries")
        .iter()
        .filter(|entry| entry["target"] != "GET /api/me")
        .map(|entry| {
            let word = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
            let actor = &entry["actor"];
            (
                word(&entry["action"]),
                word(&entry["outcome"]),
                word(&actor["name"]),
            )
        })
        .collect();
    noted.reverse();
    let told = |action: &str, outcome: &str, name: &str| {
        (action.to_owned(), outcome.to_owned(), name.to_owned())
    };
    assert_eq!(
        noted[1..],
        [
            told("account.made", "ok", "owner"),
            told("session.opened", "refused", "-"),
            told("session.opened", "refused", "-"),
            told("session.opened", "ok", "owner"),
            told("session.opened", "refused", "-"),
            told("session.opened", "refused", "-"),
            told("account.made", "ok", "zoe"),
            told("session.closed", "ok", "zoe"),
        ]
    );
    let text = list.to_string();
    assert!(
        !text.contains("wrong horse") && !text.contains(PASSWORD),
        "{text}"
    );
    assert_eq!(list["items"][0]["address"], "127.0.0.1");
    server.stop().await;
}

async fn again_by_register(server: &TestServer) -> thalweg_client::Client {
    let made = register(&server.client(), "zoe", None).await;
    assert_eq!(made.status, 201);
    with_cookie_of(&server.client(), &made)
}
