use futures_util::future::join_all;
use thalweg_chat::ToolSource as _;
use thalweg_wire::{ToolOrigin, ToolPermission};

use super::*;

#[tokio::test]
async fn tools_are_listed_with_their_server_and_called_many_at_once() {
    let pool = ready_with("").await;
    let tools = pool.tools();
    let echo = pool.tool("s__echo").expect("it is there");
    assert_eq!(tools.len(), 16);
    assert_eq!((echo.origin(), echo.server()), (ToolOrigin::Mcp, Some("s")));
    assert_eq!(
        (echo.permission(), echo.is_owners()),
        (ToolPermission::Ask, true)
    );
    let calls = (0..50).map(|number| call(&pool, "echo", json!({ "text": number.to_string() })));
    for (number, result) in join_all(calls).await.into_iter().enumerate() {
        assert_eq!(result, Ok(number.to_string().into()));
    }
    pool.close().await;
}

#[tokio::test]
async fn progress_and_log_come_in_their_order_before_the_result() {
    // The log comes only if it was asked for, in either era in its own way.
    for mode in ["", "stateless"] {
        let pool = ready_with(mode).await;
        steps_are_told(&pool).await;
        pool.close().await;
    }
}

async fn steps_are_told(pool: &McpPool) {
    for _ in 0..20 {
        let told = Arc::new(Heard::default());
        let result = call_told(pool, "steps", json!({}), told.clone()).await;
        assert_eq!(result, Ok("done".into()));
        let steps = [
            "0.25", "step 1", "0.5", "step 2", "0.75", "step 3", "1", "step 4",
        ];
        let mut expected: Vec<_> = steps.map(str::to_owned).into();
        expected.push("fake: almost".into());
        assert_eq!(told.all(), expected);
    }
}

#[tokio::test]
async fn results_of_all_kinds_come_without_secrets() {
    let pool = ready_with("").await;
    assert_eq!(
        call(&pool, "structured", json!({})).await,
        Ok(json!({ "sum": 3 }))
    );
    let image = json!({ "parts": [{ "type": "image", "mimeType": "image/png", "bytes": 3 }] });
    assert_eq!(call(&pool, "image", json!({})).await, Ok(image));
    assert_eq!(
        call(&pool, "secret", json!({})).await,
        Ok("it is •••".into())
    );
    let failed = call(&pool, "fail", json!({})).await;
    assert_eq!(failed, Err("no such file: •••".into()));
    let refused = call(&pool, "fail", json!({ "how": "refused" })).await;
    assert_eq!(refused, Err("not with •••".into()));
    pool.close().await;
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_is_cancelled_at_the_server() {
    let pool = ready_with("").await;
    let (dropped, _) = begin(&pool, "wait");
    arrived(&pool).await;
    dropped.abort();
    dropped.await.expect_err("it was aborted");
    // The cancellation is sent by a task of its own.
    cancelled(&pool, 1).await;
    let (call, stopped) = begin(&pool, "wait");
    arrived(&pool).await;
    stopped.cancel();
    let words = call.await.expect("no panic").expect_err("stopped");
    assert!(words.contains("nobody wants the result"), "{words}");
    cancelled(&pool, 2).await;
    pool.close().await;
}

#[tokio::test]
async fn a_call_that_takes_too_long_ends_in_words_and_is_cancelled() {
    let pool = ready_with("").await;
    let brief = McpServerSetup {
        timeout: Duration::from_millis(200),
        ..stdio("")
    };
    pool.set(brief);
    let words = call(&pool, "wait", json!({})).await.expect_err("too long");
    assert_eq!(
        words,
        "the MCP server `s` did not give a result in 0.2 s, and was told to stop"
    );
    pool.set(stdio(""));
    cancelled(&pool, 1).await;
    // It was one process all the time.
    let called = call(&pool, "called", json!({})).await.expect("text");
    assert!(
        called
            .as_str()
            .is_some_and(|called| called.starts_with("wait "))
    );
    pool.close().await;
}

async fn cancelled(pool: &McpPool, times: usize) {
    let comes = async {
        while call(pool, "cancelled", json!({})).await != Ok(times.to_string().into()) {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, comes).await.expect("it is cancelled");
}

#[tokio::test]
async fn a_list_that_changes_is_read_again_and_disturbs_no_call() {
    for mode in ["", "stateless"] {
        let pool = ready_with(mode).await;
        let kept = tool(&pool, "wait");
        let (mut running, stopped) = begin(&pool, "wait");
        arrived(&pool).await;
        let grown = |number: usize| move |health: &McpHealth| health.tools.len() == 16 + number;
        assert_eq!(call(&pool, "grow", json!({})).await, Ok("grown".into()));
        until(&pool, grown(1)).await;
        assert_eq!(call(&pool, "grow", json!({})).await, Ok("grown".into()));
        until(&pool, grown(2)).await;
        let tools = pool.tools();
        assert_eq!(tools.len(), 18);
        // The call still runs, and whoever holds the old tool can call it.
        assert!(!running.is_finished(), "{mode}: {:?}", (&mut running).await);
        stopped.cancel();
        let (again, stopped) = (Arc::new(Heard::default()), CancellationToken::new());
        stopped.cancel();
        kept.call(Map::new(), again, &stopped)
            .await
            .expect_err("it is stopped");
        pool.close().await;
    }
}
