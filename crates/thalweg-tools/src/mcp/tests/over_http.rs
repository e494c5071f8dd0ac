use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::sdk::{HANDSHAKE, STATELESS, listen};
use super::*;
use crate::{Resolver, SystemResolver, is_public};

fn http(url: String) -> McpServerSetup {
    McpServerSetup {
        transport: McpTransport::Http {
            url,
            headers: vec![("X-Key".into(), "{{secret:TOKEN}}".into())],
            allow_private: true,
        },
        ..stdio("")
    }
}

pub(super) fn at(port: u16) -> McpServerSetup {
    http(format!("http://127.0.0.1:{port}/mcp"))
}

async fn failed(pool: &McpPool) -> String {
    let health = until(pool, |health| {
        matches!(health.status, Status::Failed | Status::Waiting)
    });
    let health = health.await;
    format!(
        "{:?}: {}",
        health.status,
        health.problem.unwrap_or_default()
    )
}

#[tokio::test]
async fn both_eras_are_spoken_over_http() {
    for (versions, version) in [(STATELESS, "2026-07-28"), (HANDSHAKE, "2025-11-25")] {
        let server = listen(versions, 0).await;
        let pool = pool();
        pool.set(at(server.port));
        let health = ready(&pool).await;
        assert_eq!(health.protocol_version.as_deref(), Some(version));
        assert_eq!(health.tools.len(), 4);
        let calls =
            (0..30).map(|number| call(&pool, "echo", json!({ "text": number.to_string() })));
        for (number, result) in join_all(calls).await.into_iter().enumerate() {
            assert_eq!(result, Ok(number.to_string().into()));
        }
        let told = Arc::new(Heard::default());
        let given = Answered::Given(object(json!({ "town": "Brest", "sure": true })));
        told.answers.lock().push_back(Ok(given));
        let asked = call_told(&pool, "ask", json!({}), told.clone()).await;
        let answer: Value =
            serde_json::from_str(asked.expect("a result").as_str().expect("a text")).expect("json");
        assert_eq!(
            answer,
            json!({ "action": "accept", "content": { "town": "Brest", "sure": true } })
        );
        assert_eq!(told.asked.lock()[0].message, "Where to?");
        let told = Arc::new(Heard::default());
        let result = call_told(&pool, "steps", json!({}), told.clone()).await;
        assert_eq!(
            (result, told.all()),
            (Ok("done".into()), vec!["0.5".into(), "1".into()])
        );
        // Each request has the header, with the secret filled in.
        let keys = server.watch.keys.lock().clone();
        assert!(
            keys.len() > 30 && keys.iter().all(|key| key == "s3cret-token"),
            "{keys:?}"
        );
        // A call that nobody waits for is cancelled at the server.
        let (waits, stopped) = begin(&pool, "wait");
        timeout(PATIENCE, server.watch.waiting.notified())
            .await
            .expect("it arrives");
        stopped.cancel();
        waits.await.expect("no panic").expect_err("it is stopped");
        timeout(PATIENCE, server.watch.waiting.notified())
            .await
            .expect("it is cancelled");
        assert_eq!(server.watch.cancelled.load(Ordering::SeqCst), 1);
        pool.close().await;
    }
}

#[tokio::test]
async fn a_server_that_goes_away_is_waited_for_and_found_again() {
    let server = listen(HANDSHAKE, 0).await;
    let port = server.port;
    let pool = pool();
    pool.set(at(port));
    ready(&pool).await;
    drop(server);
    let words = call(&pool, "echo", json!({}))
        .await
        .expect_err("nobody is there");
    assert!(words.starts_with("the MCP server `s` "), "{words}");
    until(&pool, |health| health.status == Status::Waiting).await;
    let _server = listen(STATELESS, port).await;
    let health = ready(&pool).await;
    assert_eq!(
        health.protocol_version.as_deref(),
        Some("2026-07-28"),
        "it was renewed"
    );
    assert_eq!(
        call(&pool, "echo", json!({ "text": "a" })).await,
        Ok("a".into())
    );
    pool.close().await;
}

/// Gives the same answer to everybody, and counts.
pub(super) async fn same(answer: String) -> (u16, Arc<AtomicUsize>, JoinSet<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let hits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&hits);
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 8192];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(answer.as_bytes()).await;
            let _ = socket.shutdown().await;
        }
    });
    (port, hits, tasks)
}

pub(super) fn answer(head: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn what_is_no_server_or_wants_something_says_so() {
    let sign_in = "Failed: it needs a sign-in that Thalweg cannot do yet";
    let huge = "x".repeat(17 << 20);
    for (answer, words) in [
        (
            answer(
                "401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"a\"",
                "",
            ),
            sign_in,
        ),
        (answer("401 Unauthorized", "no"), sign_in),
        (
            answer("403 Forbidden", "no"),
            "Failed: it refuses who asks (403)",
        ),
        (
            answer("404 Not Found\r\nContent-Type: text/html", "<p>"),
            "Failed: there is no MCP server at its address: it answered with HTTP 404",
        ),
        (
            answer("200 OK\r\nContent-Type: text/html", "<p>"),
            "Failed: it is no MCP server: it answered with `text/html`",
        ),
        (
            answer("200 OK\r\nContent-Type: application/json", "{\"a\":1}"),
            "Failed: it is no MCP server: it answers otherwise than the protocol says",
        ),
        (
            answer("500 Oops", "s3cret-token"),
            "Waiting: it answered with HTTP 500",
        ),
        (
            answer("503 Busy\r\nRetry-After: 9", ""),
            "Waiting: it answered with HTTP 503",
        ),
        (
            answer("200 OK\r\nContent-Type: application/json", &huge),
            "Waiting: it answered with more than 16 MiB",
        ),
    ] {
        let (port, _, _tasks) = same(answer).await;
        let pool = pool_with(McpOptions {
            first_wait: PATIENCE,
            longest_wait: PATIENCE,
            ..QUICK
        });
        pool.set(at(port));
        assert_eq!(failed(&pool).await, words);
        pool.close().await;
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (secret, hits, _tasks) = same(answer("200 OK", "")).await;
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let to = format!("{status}\r\nLocation: http://127.0.0.1:{secret}/");
        let (port, _, _tasks) = same(answer(&to, "")).await;
        let pool = pool();
        pool.set(at(port));
        let words = failed(&pool).await;
        assert!(
            words.contains("redirect") && words.contains("not followed"),
            "{words}"
        );
        pool.close().await;
    }
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}

/// Leads every host to this address of this machine.
struct Leads(Ipv4Addr);

#[async_trait]
impl Resolver for Leads {
    async fn resolve(&self, _host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>> {
        Ok(vec![(self.0, port).into()])
    }
}

/// Stands for an address of the public internet.
fn is_one(address: IpAddr) -> bool {
    address == IpAddr::V4(Ipv4Addr::LOCALHOST)
}

fn reaching(resolver: impl Resolver, public: fn(IpAddr) -> bool) -> McpPool {
    let resolver = Arc::new(resolver);
    McpPool::of(secrets(), QUICK, resolver, public)
}

fn public_only(url: String) -> McpServerSetup {
    let mut setup = http(url);
    if let McpTransport::Http { allow_private, .. } = &mut setup.transport {
        *allow_private = false;
    }
    setup
}

#[tokio::test]
async fn private_addresses_have_to_be_allowed() {
    let (port, hits, _tasks) = same(answer("200 OK", "")).await;
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
    ] {
        let pool = reaching(SystemResolver, is_public);
        pool.set(public_only(format!("http://{host}:{port}/")));
        let words = failed(&pool).await;
        assert!(
            words.starts_with("Failed: `") && words.contains("not on the public internet"),
            "{host}: {words}"
        );
        pool.close().await;
    }
    // A name is looked at where it leads.
    let pool = reaching(Leads(Ipv4Addr::new(127, 0, 0, 9)), is_one);
    pool.set(public_only(format!("http://public.test:{port}/")));
    let words = failed(&pool).await;
    assert!(
        words.contains("`public.test` is not on the public internet"),
        "{words}"
    );
    pool.close().await;
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_public_name_is_asked_where_it_leads() {
    let (port, hits, _tasks) = same(answer("401 No", "")).await;
    let pool = reaching(Leads(Ipv4Addr::LOCALHOST), is_one);
    pool.set(public_only(format!("http://public.test:{port}/")));
    failed(&pool).await;
    assert!(hits.load(Ordering::SeqCst) > 0);
    pool.close().await;
}

#[tokio::test]
async fn an_address_or_a_header_that_is_none_is_told() {
    let with = |url: &str, name: &str, value: &str| {
        let mut setup = http(url.into());
        if let McpTransport::Http { headers, .. } = &mut setup.transport {
            *headers = vec![(name.into(), value.into())];
        }
        setup
    };
    for (setup, words) in [
        (with("nowhere", "a", "b"), "its address is none"),
        (
            with("ftp://a.test/", "a", "b"),
            "only `http` and `https` are spoken",
        ),
        (
            with("http://me:word@a.test/", "a", "b"),
            "its address has a name or a password",
        ),
        (
            with("http://a.test/", "Mcp-Session-Id", "b"),
            "`Mcp-Session-Id` cannot be set",
        ),
        (
            with("http://a.test/", "a b", "b"),
            "`a b` cannot be set as a header",
        ),
        (
            with("http://a.test/", "a", "b\nc"),
            "the value of the header `a` is none",
        ),
        (
            with("http://a.test/", "a", "{{secret:NONE}}"),
            "the secret `NONE` is not known",
        ),
    ] {
        let pool = pool();
        pool.set(setup);
        let told = failed(&pool).await;
        assert!(
            told.starts_with(&format!("Failed: {words}")),
            "{words}: {told}"
        );
        pool.close().await;
    }
}
