//! The handshake: who may, how it is refused, and what is agreed.

use serde_json::json;
use thalweg_testkit::{TestServer, handshake};

use crate::support::sockets::{connect, frame, headers_of, open, say};
use crate::support::until;

type Headers = Vec<(&'static str, String)>;

fn with(name: &'static str, value: &str) -> Headers {
    let mut headers = without(name);
    headers.push((name, value.into()));
    headers
}

fn without(name: &str) -> Headers {
    let mut headers = handshake();
    headers.retain(|(known, _)| *known != name);
    headers
}

#[tokio::test]
async fn a_handshake_is_answered_and_a_welcome_comes_by_itself() {
    let server = TestServer::start().await;
    let (socket, welcome) = connect(&server.client()).await;
    assert_eq!(socket.header("sec-websocket-protocol"), "thalweg.v1");
    assert_eq!(socket.header("sec-websocket-extensions"), "");
    assert_eq!(socket.header("upgrade"), "websocket");
    assert!(!socket.header("x-request-id").is_empty());
    assert_eq!(welcome["resumed"], false);
    assert_eq!(welcome["seq"], 0);
    assert_eq!(welcome["heartbeatMs"], 15_000);
    let limits = json!({ "frameBytes": 262_144, "subscriptions": 100, "unacked": 10_000 });
    assert_eq!(welcome["limits"], limits);
    assert_eq!(server.app().streams.len(), 1);
    drop(socket);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_handshake_is_refused_with_what_is_wrong() {
    let server = TestServer::start().await;
    let client = server.client();
    let cases = [
        (without("Upgrade"), 426, "upgrade_required"),
        (without("Connection"), 426, "upgrade_required"),
        (with("Upgrade", "h2c"), 426, "upgrade_required"),
        (with("Sec-WebSocket-Version", "8"), 426, "upgrade_required"),
        (without("Sec-WebSocket-Version"), 426, "upgrade_required"),
        (without("Sec-WebSocket-Key"), 400, "malformed"),
        (with("Sec-WebSocket-Key", "c2hvcnQ="), 400, "malformed"),
        (
            without("Sec-WebSocket-Protocol"),
            400,
            "unsupported_protocol",
        ),
        (
            with("Sec-WebSocket-Protocol", "chat, thalweg.v2"),
            400,
            "unsupported_protocol",
        ),
    ];
    for (headers, status, code) in cases {
        let refused = open(&client, &headers).await.expect_err("refused");
        let got = (refused.status, refused.body["code"].as_str());
        assert_eq!(got, (status, Some(code)), "{headers:?}");
        if status == 426 {
            let version = ("sec-websocket-version".to_owned(), "13".to_owned());
            assert!(refused.head.contains(&version), "{:?}", refused.head);
        }
    }
    let headers = with("Sec-WebSocket-Protocol", "chat, thalweg.v1");
    let socket = open(&client, &headers).await.expect("one of several");
    assert_eq!(socket.header("sec-websocket-protocol"), "thalweg.v1");
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn another_origin_and_a_cookie_without_origin_are_refused() {
    let server = TestServer::builder().guests().start().await;
    let guest = server.guest().await;
    let anyone = server.client();
    let mut foreign = handshake();
    foreign.push(("Origin", "https://evil.example".into()));
    let mut cross_site = handshake();
    cross_site.push(("Sec-Fetch-Site", "cross-site".into()));
    let mut bare_cookie = headers_of(&guest);
    bare_cookie.retain(|(name, _)| *name != "Origin");
    for headers in [foreign, cross_site, bare_cookie] {
        let refused = open(&anyone, &headers).await.expect_err("refused");
        assert_eq!(refused.status, 403, "{headers:?}");
        assert_eq!(refused.body["code"], "foreign_origin", "{headers:?}");
    }
    let (own, _) = connect(&guest).await;
    assert_eq!(own.header("set-cookie"), "", "known by the cookie");
    let socket = open(&anyone, &handshake()).await.expect("no browser");
    drop((own, socket));
    server.stop().await;
}

#[tokio::test]
async fn a_new_guest_is_given_a_cookie_that_opens_the_same_feed() {
    let server = TestServer::builder().guests().start().await;
    let socket = open(&server.client(), &handshake())
        .await
        .expect("a socket");
    let cookie = socket.header("set-cookie").split(';').next();
    let cookie = cookie.expect("a cookie").to_owned();
    assert!(cookie.starts_with("thalweg_session="), "{cookie}");
    let (again, _) = connect(&server.client().with_cookie(cookie)).await;
    assert_eq!(again.header("set-cookie"), "");
    drop((socket, again));
    server.stop().await;
}

#[tokio::test]
async fn compression_is_agreed_if_it_is_offered_and_used_where_it_pays() {
    let server = TestServer::start().await;
    let client = server.client();
    let offer = "permessage-deflate; client_max_window_bits";
    let headers = with("Sec-WebSocket-Extensions", offer);
    let mut socket = open(&client, &headers).await.expect("a socket");
    let agreed = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    assert_eq!(socket.header("sec-websocket-extensions"), agreed);
    assert_eq!(frame(&mut socket).await["type"], "welcome");
    assert_eq!(socket.compressed, 1, "a welcome is long enough");
    say(&mut socket, json!({ "type": "ping", "id": "a" })).await;
    let pong = json!({ "type": "pong", "id": "a" });
    assert_eq!(frame(&mut socket).await, pong);
    assert_eq!(socket.compressed, 1, "a pong is not");
    drop(socket);
    server.stop().await;
}
