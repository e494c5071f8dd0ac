//! Servers over HTTP that die in the midst of a call, and such that only seem to.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::net::{TcpListener, TcpSocket};

use super::super::http::{Door, Reach};
use super::super::problem::Problem;
use super::only_tasks::{said, speaking};
use super::over_http::{answer, at, same};
use super::sdk::{HANDSHAKE, STATELESS, listen};
use super::*;
use crate::{SystemResolver, is_public};
use thalweg_chat::ToolSource as _;

#[tokio::test]
async fn a_server_that_dies_in_the_midst_of_a_call_is_noticed_long_before_the_calls_limit() {
    for (versions, told) in [
        // Its answer is one, which breaks off.
        (STATELESS, "failed: the connection broke off"),
        // Its answers come in a stream, which the SDK goes on to ask for without a word.
        (
            HANDSHAKE,
            "went away in the midst of the call: it cannot be reached",
        ),
    ] {
        let server = listen(versions, 0).await;
        let port = server.port;
        let pool = pool();
        pool.set(McpServerSetup {
            timeout: 10 * PATIENCE,
            ..at(port)
        });
        ready(&pool).await;
        let (calls, _stopped) = begin(&pool, "wait");
        let arrives = timeout(PATIENCE, server.watch.waiting.notified());
        arrives.await.expect("it arrives");
        drop(server);
        let ends = timeout(PATIENCE, calls).await.expect("it ends");
        let words = ends.expect("no panic").expect_err("nobody answers");
        assert_eq!(words, format!("the MCP server `s` {told}"));
        // It is tried again, and found.
        until(&pool, |health| health.status != Status::Ready).await;
        let _server = listen(versions, port).await;
        ready(&pool).await;
        let echoed = call(&pool, "echo", json!({ "text": "a" })).await;
        assert_eq!(echoed, Ok("a".into()));
        pool.close().await;
    }
}

#[tokio::test]
async fn a_server_that_works_is_knocked_at_and_may_take_its_time() {
    let server = listen(HANDSHAKE, 0).await;
    let watchful = McpOptions {
        look: Duration::from_millis(20),
        ..QUICK
    };
    let pool = pool_with(watchful);
    pool.set(at(server.port));
    ready(&pool).await;
    let (calls, stopped) = begin(&pool, "wait");
    let arrives = timeout(PATIENCE, server.watch.waiting.notified());
    arrives.await.expect("it arrives");
    let mut changes = pool.changes();
    changes.mark_unchanged();
    // Who knocks brings no headers.
    let knocks = || {
        server
            .watch
            .keys
            .lock()
            .iter()
            .filter(|key| key.is_empty())
            .count()
    };
    let knocked = async {
        while knocks() < 3 {
            server.watch.asked.notified().await;
        }
    };
    timeout(PATIENCE, knocked).await.expect("it is knocked at");
    assert!(!changes.has_changed().expect("the pool lives"));
    assert!(!calls.is_finished());
    stopped.cancel();
    calls.await.expect("no panic").expect_err("it is stopped");
    pool.close().await;
}

#[tokio::test]
async fn only_a_connection_that_is_refused_says_that_nobody_is_there() {
    let reach = Reach {
        resolver: Arc::new(SystemResolver),
        is_public,
    };
    let door = |port| Door::new(&format!("http://127.0.0.1:{port}/mcp"), true, &reach);
    // Whatever it answers, and if it hangs up, or takes the connection and says nothing.
    for said in [&answer("500 Oops", ""), &answer("404 Not Found", ""), ""] {
        let (port, hits, _tasks) = same(said.to_owned()).await;
        let knocked = door(port).expect("an address").knock().await;
        assert_eq!(
            (knocked, hits.load(Ordering::SeqCst)),
            (Ok(()), 1),
            "{said}"
        );
    }
    let deaf = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a port");
    let port = deaf.local_addr().expect("an address").port();
    tokio::time::pause();
    let knocked = door(port).expect("an address").knock().await;
    tokio::time::resume();
    assert_eq!(knocked, Ok(()));
    // Nobody listens at a port that is held, and nobody else can.
    let held = TcpSocket::new_v4().expect("a socket");
    held.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a port");
    let port = held.local_addr().expect("an address").port();
    let refused = door(port).expect("an address").knock().await;
    assert_eq!(refused, Err(Problem::passing("it cannot be reached")));
}

#[tokio::test]
async fn a_server_that_wants_a_sign_in_later_offers_nothing_any_more() {
    static WANTS_IT: AtomicBool = AtomicBool::new(false);
    let (port, _tasks) = speaking(|message| {
        if WANTS_IT.load(Ordering::SeqCst) {
            return (401, "text/plain", String::new());
        }
        let tools = json!([{ "name": "echo", "inputSchema": { "type": "object" } }]);
        said(message, &tools)
    })
    .await;
    let pool = pool();
    pool.set(at(port));
    ready(&pool).await;
    let kept = tool(&pool, "echo");
    WANTS_IT.store(true, Ordering::SeqCst);
    // Somebody calls it, so that it is looked at.
    let words = call(&pool, "echo", json!({})).await;
    words.expect_err("it wants a sign-in");
    let health = until(&pool, |health| health.status == Status::Failed).await;
    assert_eq!((health.retry_at, pool.tools().len()), (None, 0));
    let (heard, stopped) = (Arc::new(Heard::default()), CancellationToken::new());
    let refused = timeout(PATIENCE / 2, kept.call(Map::new(), heard, &stopped)).await;
    let words = refused
        .expect("nobody waits for it")
        .expect_err("it is off");
    // Whether it was asked for a revision or whether it is there.
    let ends = "it needs a sign-in that Thalweg cannot do yet";
    assert!(
        words.0.contains("cannot be called: ") && words.0.ends_with(ends),
        "{words:?}"
    );
    pool.close().await;
}

#[tokio::test]
async fn a_refusal_that_names_no_request_ends_the_calls() {
    let (port, _tasks) = speaking(|message| {
        if message["method"] == "tools/call" {
            let error = json!({ "code": -32000, "message": "No valid session ID" });
            let refusal = json!({ "jsonrpc": "2.0", "id": null, "error": error });
            return (400, "application/json", refusal.to_string());
        }
        let tools = json!([{ "name": "echo", "inputSchema": { "type": "object" } }]);
        said(message, &tools)
    })
    .await;
    let pool = pool_with(PATIENT);
    pool.set(McpServerSetup {
        timeout: 10 * PATIENCE,
        ..at(port)
    });
    ready(&pool).await;
    let words = call(&pool, "echo", json!({})).await.expect_err("refused");
    let forgot = "it refused a request without saying which; it may have forgotten its session";
    assert_eq!(
        words,
        format!("the MCP server `s` went away in the midst of the call: {forgot}")
    );
    // It is connected anew.
    let health = until(&pool, |health| health.status == Status::Waiting).await;
    assert_eq!(health.problem.as_deref(), Some(forgot));
    pool.close().await;
}
