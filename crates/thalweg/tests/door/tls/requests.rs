use reqwest::Version;
use serde_json::json;
use thalweg::Looked;
use thalweg_providers::FakeStep;
use thalweg_testkit::TestServer;

use super::{Events, Safe};
use crate::support::{data, kinds, pieces, scripted, soon, texts_of};

const BOTH: [Version; 2] = [Version::HTTP_2, Version::HTTP_11];

#[tokio::test]
async fn both_protocols_are_answered_and_cookies_and_browsers_stay_with_tls() {
    let safe = Safe::start(TestServer::builder().guests()).await;
    for version in BOTH {
        let client = safe.client(version);
        for (target, kind) in [("/api/me", "application/json"), ("/chat", "text/html")] {
            let answer = soon(client.get(safe.url(target)).send()).await;
            let answer = answer.expect("an answer");
            assert_eq!((answer.status().as_u16(), answer.version()), (200, version));
            let header = |name| answer.headers().get(name).map(|value| value.to_str());
            let text = |name| header(name).expect("a header").expect("text");
            assert!(text("content-type").starts_with(kind));
            assert_eq!(text("strict-transport-security"), "max-age=31536000");
            if target == "/api/me" {
                let cookie = text("set-cookie");
                assert!(cookie.ends_with("; Secure"), "{cookie}");
            }
        }
    }
    safe.server.stop().await;
}

#[tokio::test]
async fn a_whole_run_streams_over_both_protocols() {
    const PIECES: usize = 200;
    let (model, builder) = scripted();
    let safe = Safe::start(builder).await;
    for version in BOTH {
        model.script(pieces(PIECES));
        let client = safe.client(version);
        let request = client.post(safe.url("/api/realtime"));
        let request = request.header("content-type", "application/json");
        let request = request.body(json!({ "prompt": "go" }).to_string());
        let events = Events::open(request).await;
        assert_eq!(events.response.version(), version);
        assert!(!events.response.headers().contains_key("connection"));
        let events = events.collect().await;
        let all: Vec<_> = (0..PIECES).map(|piece| format!("{piece} ")).collect();
        assert_eq!(texts_of(&events), all.concat());
        assert_eq!(kinds(&events).last(), Some(&"done"));
        assert_eq!(data(events.last().expect("done"))["status"], "complete");
    }
    safe.server.stop().await;
}

/// Two streams share a connection, and one that is not read does not hold the other up.
#[tokio::test]
async fn streams_of_one_connection_do_not_wait_for_each_other() {
    let (model, builder) = scripted();
    let safe = Safe::start(builder).await;
    let long = "x".repeat(300_000);
    model.script(vec![
        FakeStep::Say(long),
        FakeStep::Finish(thalweg_chat::FinishReason::Complete),
    ]);
    model.script(pieces(20));
    let client = safe.client(Version::HTTP_2);
    let run = |prompt: &str| {
        let request = client.post(safe.url("/api/realtime"));
        let request = request.header("content-type", "application/json");
        Events::open(request.body(json!({ "prompt": prompt }).to_string()))
    };
    let unread = run("long").await;
    let read = run("short").await.collect().await;
    assert_eq!(kinds(&read).last(), Some(&"done"));
    let late = unread.collect().await;
    assert_eq!(texts_of(&late).len(), 300_000);
    safe.server.stop().await;
}

#[tokio::test]
async fn a_host_that_is_not_ours_is_refused_whatever_names_it() {
    let safe = Safe::start(TestServer::builder()).await;
    let client = safe.client(Version::HTTP_2);
    for (host, status) in [("evil.example", 403), (&*safe.address().to_string(), 200)] {
        // The target names the server, as the connection does; the header says another thing.
        let request = client.get(safe.url("/api/me")).header("host", host);
        let answer = soon(request.send()).await.expect("an answer");
        assert_eq!(answer.status(), status, "{host}");
    }
    // A name that leads here, and that the certificate is for.
    let named = safe.authority.issue_with(safe.folder.path(), |params| {
        let evil = "evil.example".try_into().expect("a name");
        params.subject_alt_names.push(rcgen::SanType::DnsName(evil));
    });
    named.expect("a certificate");
    let exchanged = safe.server.certificates().expect("TLS").look();
    assert_eq!(exchanged, Looked::Exchanged);
    let config = safe.authority.trusting(&["h2"]).expect("a client");
    let mut builder = reqwest::Client::builder().no_proxy();
    for name in ["localhost", "evil.example"] {
        builder = builder.resolve(name, safe.address());
    }
    let client = builder.tls_backend_preconfigured(config).build();
    let client = client.expect("a client");
    for (name, status) in [("localhost", 200), ("evil.example", 403)] {
        let target = format!("https://{name}:{}/api/me", safe.address().port());
        let answer = soon(client.get(target).send()).await.expect("an answer");
        assert_eq!(answer.status(), status, "{name}");
        // What is said of localhost counts for every program that listens there.
        let told = answer.headers().contains_key("strict-transport-security");
        assert_eq!(told, name != "localhost", "{name}");
    }
    safe.server.stop().await;
}

/// What a page of the same name without TLS asks for could come from anybody on the way.
#[tokio::test]
async fn a_page_that_came_without_tls_is_another_site() {
    let safe = Safe::start(TestServer::builder()).await;
    let client = safe.client(Version::HTTP_2);
    for (scheme, status) in [("http", 403), ("https", 201)] {
        let request = client
            .post(safe.url("/api/conversations"))
            .header("origin", format!("{scheme}://{}", safe.address()))
            .header("content-type", "application/json")
            .body("{}");
        let answer = soon(request.send()).await.expect("an answer");
        assert_eq!(answer.status(), status, "{scheme}");
    }
    safe.server.stop().await;
}

/// Whoever sends more than is taken is told so, and the connection goes on.
#[tokio::test]
async fn a_body_that_is_too_long_is_refused_and_the_connection_goes_on() {
    let safe = Safe::start(TestServer::builder()).await;
    let client = safe.client(Version::HTTP_2);
    let request = client
        .post(safe.url("/api/conversations"))
        .header("content-type", "application/json")
        .body(vec![b' '; 8 * 1024 * 1024]);
    let answer = soon(request.send()).await.expect("an answer");
    assert_eq!(answer.status(), 413);
    let answer = soon(client.get(safe.url("/healthz")).send()).await;
    assert_eq!(answer.expect("an answer").status(), 200);
    safe.server.stop().await;
}
