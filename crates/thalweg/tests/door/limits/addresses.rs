use std::time::Duration;

use serde_json::json;
use thalweg_access::{Rate, TrustedProxies};
use thalweg_client::{Answer, Client, Request};
use thalweg_testkit::{TestServer, TestServerBuilder};

use crate::support::{ask, problem};

const MINUTE: Duration = Duration::from_secs(60);

/// A server with guests behind a proxy on loopback, where an address may ask three times an hour.
fn behind_a_proxy() -> TestServerBuilder {
    TestServer::builder().guests().settings(|settings| {
        let proxies = TrustedProxies::parse(["127.0.0.1", "10.0.0.0/8"]);
        settings.http.trusted_proxies = proxies.expect("networks");
        settings.limits.address.requests = Rate::new(3, 60 * MINUTE);
        settings.limits.address.sign_ins = Rate::new(2, 60 * MINUTE);
    })
}

async fn me(client: &Client, from: &str) -> Answer {
    let request = Request::get("/api/me");
    let request = match from {
        "" => request,
        from => request.header("x-forwarded-for", from),
    };
    ask(client, request).await
}

#[tokio::test]
async fn an_address_has_a_limit_however_many_guests_it_makes() {
    let server = behind_a_proxy().start().await;
    let nobody = server.client();
    for _ in 0..3 {
        let answer = me(&nobody, "192.0.2.1").await;
        assert_eq!(answer.status, 200);
        assert_ne!(answer.header("set-cookie"), "", "a new guest each time");
    }
    let refused = me(&nobody, "192.0.2.1").await;
    problem(&refused, 429, "rate_limited");
    assert_eq!(
        refused.header("ratelimit-policy"),
        "\"address-requests\";q=3;w=3600"
    );
    assert_eq!(refused.header("set-cookie"), "", "it is not asked who");
    assert_eq!(me(&nobody, "192.0.2.2").await.status, 200, "another one");
    // What a client wrote itself stands left of what the proxy wrote.
    let spoofed = me(&nobody, "203.0.113.9, 192.0.2.1").await;
    problem(&spoofed, 429, "rate_limited");
    let through_two = me(&nobody, "192.0.2.1, 10.1.1.1").await;
    problem(&through_two, 429, "rate_limited");
    for _ in 0..10 {
        assert_eq!(me(&nobody, "").await.status, 200, "loopback is exempt");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_header_of_a_stranger_names_nobody() {
    let server = TestServer::builder()
        .guests()
        .settings(|settings| settings.limits.address.requests = Rate::new(1, 60 * MINUTE))
        .start()
        .await;
    let nobody = server.client();
    for _ in 0..5 {
        assert_eq!(me(&nobody, "192.0.2.1").await.status, 200, "it is loopback");
    }
    server.stop().await;
}

#[tokio::test]
async fn the_owners_link_is_tried_a_few_times_from_an_address() {
    let server = behind_a_proxy().start().await;
    let nobody = server.client();
    let claim = async |from: &str| {
        let body = json!({ "token": "guess" });
        let request = Request::post("/api/auth/owner", &body);
        ask(&nobody, request.header("x-forwarded-for", from)).await
    };
    for _ in 0..2 {
        problem(&claim("192.0.2.1").await, 403, "forbidden");
    }
    let refused = claim("192.0.2.1").await;
    problem(&refused, 429, "rate_limited");
    assert_eq!(
        refused.header("ratelimit-policy"),
        "\"address-sign-ins\";q=2;w=3600"
    );
    problem(&claim("192.0.2.2").await, 403, "forbidden");
    server.stop().await;
}

#[tokio::test]
async fn a_proxy_that_names_its_client_otherwise_is_told_so() {
    let server = behind_a_proxy().start().await;
    let request = Request::get("/api/me").header("forwarded", "for=192.0.2.1");
    let refused = ask(&server.client(), request.clone()).await;
    let said = problem(&refused, 403, "forwarded_request");
    let detail = said["detail"].as_str().expect("a sentence");
    assert!(detail.contains("X-Forwarded-For"), "{detail}");
    let both = request.header("x-forwarded-for", "192.0.2.1");
    assert_eq!(ask(&server.client(), both).await.status, 200);
    server.stop().await;
}

/// Everyone would be the owner: no proxy is trusted so far.
#[tokio::test]
async fn a_local_server_refuses_forwarded_requests_of_a_trusted_proxy_too() {
    let server = TestServer::builder()
        .settings(|settings| {
            let proxies = TrustedProxies::parse(["127.0.0.1"]);
            settings.http.trusted_proxies = proxies.expect("an address");
        })
        .start()
        .await;
    let refused = me(&server.client(), "192.0.2.1").await;
    problem(&refused, 403, "forwarded_request");
    server.stop().await;
}
