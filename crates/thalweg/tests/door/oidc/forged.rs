//! What was changed, taken from somebody else or used before does not count.

use std::time::Duration;

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use thalweg_client::Request;
use thalweg_wire::Registration;

use super::fake::{CLIENT, Sign, query};
use super::{Bench, leads_to};
use crate::support::people;
use crate::support::{ask, problem};

#[tokio::test]
async fn a_sign_in_is_ended_once_in_time_and_in_the_browser_that_began_it() {
    let bench = Bench::new(Registration::Open).await;
    let (mut ann, mut eve) = (bench.browser(), bench.browser());
    let url = ann.begin(json!({})).await;
    let back = bench.identity.signs_in(&url, &json!({}), bench.now_s());
    let expired = "/chat#signin=expired";
    // Without a cookie, and with that of another sign-in.
    assert_eq!(leads_to(&eve.come_back(&back).await), expired);
    eve.begin(json!({})).await;
    assert_eq!(leads_to(&eve.come_back(&back).await), expired);
    // Of another state, of none, and of what is no cookie of ours.
    let state = query(&back)["state"].clone();
    let other = back.replace(&state, &"0".repeat(64));
    assert_eq!(leads_to(&ann.come_back(&other).await), expired);
    assert_eq!(leads_to(&ann.come_back("code=code-0").await), expired);
    let mut odd = ann.clone();
    odd.cookies.insert("thalweg_oidc".into(), "x".into());
    assert_eq!(leads_to(&odd.come_back(&back).await), expired);
    assert_eq!(leads_to(&ann.come_back("").await), expired);
    // All of that took nothing from her.
    assert_eq!(leads_to(&ann.come_back(&back).await), "/chat");
    assert_eq!(leads_to(&ann.come_back(&back).await), expired);
    assert_eq!(leads_to(&ann.clone().come_back(&back).await), expired);

    let url = ann.begin(json!({})).await;
    let back = bench
        .identity
        .signs_in(&url, &json!({}), bench.now_s() + 600);
    bench.clock.advance(Duration::from_secs(600));
    assert_eq!(leads_to(&ann.come_back(&back).await), expired);
    bench.server.stop().await;
}

#[tokio::test]
async fn two_tabs_of_a_browser_both_come_back() {
    let bench = Bench::new(Registration::Open).await;
    let mut browser = bench.browser();
    let first = browser.begin(json!({ "returnTo": "/tools" })).await;
    let second = browser.begin(json!({ "returnTo": "/account" })).await;
    for (url, place) in [(first, "/tools"), (second, "/account")] {
        let back = bench.identity.signs_in(&url, &json!({}), bench.now_s());
        assert_eq!(leads_to(&browser.come_back(&back).await), place);
    }
    bench.server.stop().await;
}

#[tokio::test]
async fn a_code_of_another_sign_in_counts_for_nothing() {
    let bench = Bench::new(Registration::Open).await;
    let (mut ann, mut eve) = (bench.browser(), bench.browser());
    let url = ann.begin(json!({})).await;
    let stolen = query(&bench.identity.signs_in(&url, &json!({}), bench.now_s()));
    let url = eve.begin(json!({})).await;
    let own = bench
        .identity
        .signs_in(&url, &json!({ "sub": "eve" }), bench.now_s());
    // Eve has Ann's code: the provider does not give it to her verifier.
    let injected = own.replace(&query(&own)["code"], &stolen["code"]);
    assert_eq!(
        leads_to(&eve.come_back(&injected).await),
        "/chat#signin=failed"
    );
    problem(&eve.ask(Request::get("/api/me")).await, 401, "unauthorized");
    bench.server.stop().await;
}

#[tokio::test]
async fn an_answer_of_another_issuer_is_not_this_ones() {
    let bench = Bench::new(Registration::Open).await;
    let mut browser = bench.browser();
    let issuer = bench
        .identity
        .issuer()
        .replace(':', "%3A")
        .replace('/', "%2F");
    let with = |back: String, iss: &str| back.replace(&format!("iss={issuer}"), iss);
    for iss in [
        "iss=https%3A%2F%2Fevil.example",
        "",
        &*format!("iss={issuer}%2F"),
        "iss=",
    ] {
        let url = browser.begin(json!({})).await;
        let back = bench.identity.signs_in(&url, &json!({}), bench.now_s());
        let back = with(back, iss);
        assert_eq!(
            leads_to(&browser.come_back(&back).await),
            "/chat#signin=failed",
            "{iss}"
        );
    }
    assert!(
        !bench.identity.asked().contains(&"/realm/token".to_owned()),
        "its code goes nowhere"
    );
    // Twice the same: each reader would take another one.
    let url = browser.begin(json!({})).await;
    let back = bench.identity.signs_in(&url, &json!({}), bench.now_s());
    let twice = format!("{back}&code=another");
    assert_eq!(
        leads_to(&browser.come_back(&twice).await),
        "/chat#signin=failed"
    );
    let long = format!("{back}&more={}", "x".repeat(9_000));
    assert_eq!(
        leads_to(&browser.come_back(&long).await),
        "/chat#signin=failed"
    );
    assert_eq!(leads_to(&browser.come_back(&back).await), "/chat");
    bench.server.stop().await;
}

#[tokio::test]
async fn an_id_token_that_is_not_for_this_sign_in_lets_nobody_in() {
    let bench = Bench::new(Registration::Open).await;
    let now = bench.now_s();
    let refused: Vec<Value> = vec![
        json!({ "iss": "https://evil.example" }),
        json!({ "iss": format!("{}/", bench.identity.issuer()) }),
        json!({ "aud": "another" }),
        json!({ "aud": null }),
        json!({ "aud": [] }),
        json!({ "aud": [CLIENT, "another"] }),
        json!({ "aud": [CLIENT, "another"], "azp": "another" }),
        json!({ "azp": "another" }),
        json!({ "exp": now - 60 }),
        json!({ "exp": null }),
        json!({ "exp": "soon" }),
        json!({ "nonce": null }),
        json!({ "nonce": "of another sign-in" }),
        json!({ "sub": null }),
        json!({ "sub": "" }),
        json!({ "sub": 5 }),
        json!({ "sub": "x".repeat(256) }),
    ];
    for claims in refused {
        let mut browser = bench.browser();
        let answer = bench.sign_in(&mut browser, json!({}), claims.clone()).await;
        assert_eq!(leads_to(&answer), "/chat#signin=failed", "{claims}");
        assert_eq!(answer.header("set-cookie"), "");
    }
    for sign in [Sign::Not, Sign::BySecret, Sign::ByAnother] {
        bench.identity.sign(sign);
        let mut browser = bench.browser();
        let answer = bench.sign_in(&mut browser, json!({}), json!({})).await;
        assert_eq!(leads_to(&answer), "/chat#signin=failed", "{sign:?}");
    }
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        bench.identity.sign(Sign::By(algorithm));
        for claims in [
            json!({}),
            json!({ "aud": [CLIENT, "another"], "azp": CLIENT }),
            json!({ "aud": [CLIENT] }),
            json!({ "exp": now - 59 }),
        ] {
            let mut browser = bench.browser();
            let answer = bench.sign_in(&mut browser, json!({}), claims.clone()).await;
            assert_eq!(leads_to(&answer), "/chat", "{algorithm:?} {claims}");
        }
    }
    bench.server.stop().await;
}

#[tokio::test]
async fn nobody_is_sent_anywhere_but_to_the_page_and_no_other_site_begins_a_sign_in() {
    let bench = Bench::new(Registration::Open).await;
    let mut browser = bench.browser();
    for place in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/chat",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/api/auth/logout",
        "chat",
        "",
        "/chat#owner=x",
        "/chat\r\nset-cookie: a=b",
    ] {
        let body = json!({ "returnTo": place });
        let refused = browser
            .ask(Request::post("/api/auth/oidc/start", &body))
            .await;
        problem(&refused, 422, "invalid_fields");
        assert_eq!(refused.json()["errors"][0]["path"], "returnTo", "{place}");
    }
    let long = json!({ "token": "x".repeat(129) });
    let refused = browser
        .ask(Request::post("/api/auth/oidc/start", &long))
        .await;
    problem(&refused, 422, "invalid_fields");
    assert!(bench.identity.asked().is_empty());
    let foreign = Request::post("/api/auth/oidc/start", &json!({}));
    let foreign = foreign.header("origin", "https://evil.example");
    problem(
        &ask(&bench.server.client(), foreign).await,
        403,
        "foreign_origin",
    );
    let start = Request::get("/api/auth/oidc/start");
    problem(
        &ask(&bench.server.client(), start).await,
        405,
        "method_not_allowed",
    );
    bench.server.stop().await;
}

#[tokio::test]
async fn sign_ins_are_counted_and_noted_without_what_was_secret() {
    let bench = Bench::new(Registration::Open).await;
    let owner = people::owner(&bench.server).await;
    let mut browser = bench.browser();
    bench.sign_in(&mut browser, json!({}), json!({})).await;
    bench.sign_in(&mut browser, json!({}), json!({})).await;
    bench
        .sign_in(&mut browser, json!({}), json!({ "nonce": "x" }))
        .await;
    let url = browser.begin(json!({})).await;
    let state = query(url.split_once('?').expect("a query").1)["state"].clone();
    let issuer = bench
        .identity
        .issuer()
        .replace(':', "%3A")
        .replace('/', "%2F");
    let no = format!("error=access_denied&error_description=%3Cb%3ENo&state={state}&iss={issuer}");
    assert_eq!(
        leads_to(&browser.come_back(&no).await),
        "/chat#signin=denied"
    );
    let entries = crate::support::soon(async {
        loop {
            let entries = crate::audit::trail(&owner, "limit=20").await;
            if entries.iter().any(|entry| entry["detail"] == "denied") {
                break entries;
            }
        }
    });
    let entries = entries.await;
    let text = |entry: &Value, name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    let told: Vec<_> = entries
        .iter()
        .rev()
        // That the trail began, and that the owner made an account.
        .skip(2)
        .map(|entry| {
            (
                text(entry, "action"),
                text(entry, "outcome"),
                text(entry, "detail"),
            )
        })
        .collect();
    let row = |action: &str, outcome: &str, detail: &str| {
        (action.to_owned(), outcome.to_owned(), detail.to_owned())
    };
    assert_eq!(
        told,
        [
            row("account.made", "ok", "identity provider"),
            row("session.opened", "ok", "identity provider"),
            row("session.opened", "refused", "failed"),
            row("session.opened", "refused", "denied"),
        ]
    );
    let all = serde_json::to_string(&entries).expect("JSON");
    assert!(!all.contains("code-0") && !all.contains(&state), "{all}");
    bench.server.stop().await;
}
