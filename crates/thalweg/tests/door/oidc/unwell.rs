//! A provider that is down, hangs, or tells what cannot be.

use std::time::Duration;

use serde_json::{Value, json};
use thalweg::OidcSettings;
use thalweg_client::Request;
use thalweg_wire::Registration;

use super::fake::Mood;
use super::{Bench, Browser, leads_to};
use crate::support::{problem, soon};

async fn impatient() -> Bench {
    Bench::with(Registration::Open, |builder| {
        builder.settings(|settings| {
            let oidc = settings.oidc.take().expect("a provider");
            let patience = Duration::from_millis(200);
            settings.oidc = Some(OidcSettings { patience, ..oidc });
        })
    })
    .await
}

async fn cannot_begin(browser: &mut Browser, why: &str) {
    let asked = browser.ask(Request::post("/api/auth/oidc/start", &json!({})));
    let answer = soon(asked).await;
    problem(&answer, 503, "overloaded");
    let detail = answer.json()["detail"].clone();
    assert_eq!(
        detail, "Example ID cannot be reached now. Try again in a moment.",
        "{why}"
    );
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn a_provider_that_is_unwell_is_said_so_and_found_when_it_is_well() {
    let bench = impatient().await;
    let mut browser = bench.browser();
    for mood in [Mood::Hangs, Mood::Floods, Mood::Broken, Mood::Redirects] {
        bench.identity.be(mood);
        cannot_begin(&mut browser, &format!("{mood:?}")).await;
        // Whoever comes right after does not ask it again.
        let asked = bench.identity.asked().len();
        cannot_begin(&mut browser, &format!("{mood:?}, again")).await;
        assert_eq!(bench.identity.asked().len(), asked);
        bench.clock.advance(Duration::from_secs(5));
    }
    bench.identity.be(Mood::Good);
    let answer = bench.sign_in(&mut browser, json!({}), json!({})).await;
    assert_eq!(leads_to(&answer), "/chat");
    bench.server.stop().await;
}

#[tokio::test]
async fn one_that_fails_midway_lets_nobody_in_and_the_page_says_so() {
    let bench = impatient().await;
    let mut browser = bench.browser();
    for (mood, why) in [
        (Mood::Hangs, "unavailable"),
        (Mood::Floods, "unavailable"),
        (Mood::Broken, "failed"),
        (Mood::Redirects, "failed"),
    ] {
        bench.identity.be(Mood::Good);
        let url = browser.begin(json!({ "returnTo": "/tools" })).await;
        let back = bench.identity.signs_in(&url, &json!({}), bench.now_s());
        bench.identity.be(mood);
        let answer = soon(browser.come_back(&back)).await;
        assert_eq!(
            leads_to(&answer),
            format!("/tools#signin={why}"),
            "{mood:?}"
        );
    }
    problem(
        &browser.ask(Request::get("/api/me")).await,
        401,
        "unauthorized",
    );
    bench.server.stop().await;
}

#[tokio::test]
async fn one_that_is_known_and_goes_down_is_still_known() {
    let bench = impatient().await;
    let mut browser = bench.browser();
    browser.begin(json!({})).await;
    bench.identity.be(Mood::Broken);
    bench.clock.advance(Duration::from_secs(3_600));
    browser.begin(json!({})).await;
    bench.clock.advance(Duration::from_secs(23 * 3_600));
    cannot_begin(&mut browser, "after a day").await;
    bench.server.stop().await;
}

#[tokio::test]
async fn one_that_tells_what_cannot_be_is_not_used() {
    let bench = Bench::new(Registration::Open).await;
    let mut browser = bench.browser();
    let cases: Vec<Value> = vec![
        json!({ "issuer": "https://evil.example" }),
        json!({ "issuer": format!("{}/", bench.identity.issuer()) }),
        json!({ "issuer": null }),
        json!({ "token_endpoint": "http://evil.example/token" }),
        json!({ "jwks_uri": "ftp://127.0.0.1/keys" }),
        json!({ "authorization_endpoint": "javascript:alert(1)" }),
        json!({ "userinfo_endpoint": "/me" }),
        json!({ "token_endpoint": null }),
    ];
    for told in cases {
        bench.identity.tell(told.clone());
        cannot_begin(&mut browser, &told.to_string()).await;
        bench.clock.advance(Duration::from_secs(5));
    }
    bench.server.stop().await;
}

#[tokio::test]
async fn too_many_sign_ins_from_an_address_lead_to_the_page_as_well() {
    let bench = Bench::with(Registration::Open, |builder| {
        builder.settings(|settings| {
            let rates = thalweg_access::Rates {
                sign_ins: thalweg_access::Rate::new(1, Duration::from_secs(900)),
                ..thalweg_access::Rates::default()
            };
            settings.limits = thalweg_access::LimitsConfig::new(rates, Some(2));
            // Loopback has no limit; whoever a trusted proxy names has.
            let proxies = thalweg_access::TrustedProxies::parse(["127.0.0.1"]);
            settings.http.trusted_proxies = proxies.expect("an address");
        })
    })
    .await;
    let mut browser = bench.browser();
    let from = |request: Request| request.header("x-forwarded-for", "203.0.113.7");
    for status in [200, 200, 429] {
        let start = Request::post("/api/auth/oidc/start", &json!({}));
        assert_eq!(browser.ask(from(start)).await.status, status);
    }
    let back = Request::get("/api/auth/oidc/callback?code=x&state=y");
    let answer = browser.ask(from(back)).await;
    assert_eq!(leads_to(&answer), "/chat#signin=busy");
    bench.server.stop().await;
}
