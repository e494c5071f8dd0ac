//! How jobs end: stopped, failed, too late, left behind.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::support::jobs::{begin, decide, ended, job, stop};
use crate::support::{Act, acting, soon, text_of, until};

/// Says when it is dropped.
struct Dropped(mpsc::UnboundedSender<Instant>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send(Instant::now());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_drops_the_call_at_once() {
    let (dropped, mut drops) = mpsc::unbounded_channel();
    let act = Act::new("deaf", move |context, _| {
        let guard = Dropped(dropped.clone());
        async move {
            let _guard = guard;
            // It never looks whether it is stopped.
            loop {
                context.progress(0.5);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    });
    let server = acting([act]).start().await;
    let client = server.client();
    let id = begin(&client, "deaf", json!({})).await;
    until(async || job(&client, &id).await["progress"] == json!(0.5)).await;
    let asked = Instant::now();
    let stopped = stop(&client, &id).await;
    assert_eq!(stopped["status"], "cancelled");
    assert_eq!(
        (&stopped["error"], &stopped["output"]),
        (&Value::Null, &Value::Null)
    );
    let at = soon(drops.recv()).await.expect("it was dropped");
    let took = at.saturating_duration_since(asked);
    println!("dropped after {took:?}");
    assert!(took < Duration::from_millis(500), "{took:?}");
    assert_eq!(stop(&client, &id).await["endedAt"], stopped["endedAt"]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_tool_that_blocks_its_thread_does_not_hold_up_the_end() {
    let (done, mut ends) = mpsc::unbounded_channel();
    let act = Act::new("block", move |_, _| {
        let done = done.clone();
        async move {
            std::thread::sleep(Duration::from_secs(3));
            let _ = done.send(());
            Ok(json!("late"))
        }
    });
    let server = acting([act]).start().await;
    let client = server.client();
    let id = begin(&client, "block", json!({})).await;
    let stopped = stop(&client, &id).await;
    assert_eq!(stopped["status"], "cancelled");
    assert!(ends.try_recv().is_err(), "the job ended before the tool");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_tool_that_ignores_everything_is_ended_at_its_limit() {
    let (begun, mut begins) = mpsc::unbounded_channel();
    let (done, mut ends) = mpsc::unbounded_channel();
    let act = Act::new("deaf", move |context, _| {
        let (begun, done) = (begun.clone(), done.clone());
        async move {
            let _ = begun.send(());
            // It does not yield, so that it cannot be dropped, and looks at nothing.
            std::thread::sleep(Duration::from_secs(3));
            context.log("late");
            let _ = done.send(context.partial(json!("late")).is_ok());
            Ok(json!("late"))
        }
    });
    let server = acting([act.limit(Duration::from_millis(200))])
        .start()
        .await;
    let client = server.client();
    let id = begin(&client, "deaf", json!({})).await;
    soon(begins.recv()).await.expect("it began");
    let end = ended(&client, &id).await;
    assert_eq!(text_of(&end, "status"), "error");
    assert!(text_of(&end, "error").contains("and was ended"), "{end}");
    assert!(ends.try_recv().is_err(), "the job ended before the tool");
    soon(ends.recv()).await.expect("the tool ends some time");
    assert_eq!(job(&client, &id).await, {
        let mut same = end;
        same["asOf"] = job(&client, &id).await["asOf"].clone();
        same
    });
    server.stop().await;
}

#[tokio::test]
async fn a_tool_that_panics_or_fails_says_so_and_the_server_goes_on() {
    let server = acting([
        Act::new("panic", |_, _| async { panic!("a secret") }),
        Act::new("fail", |_, _| async {
            Err(thalweg_chat::ToolError::new("the river is dry"))
        }),
        Act::new("slow", |_, _| std::future::pending()).limit(Duration::from_millis(30)),
        Act::new("fine", |_, _| async { Ok(json!(1)) }),
    ])
    .start()
    .await;
    let client = server.client();
    for (tool, status, words) in [
        ("panic", "error", "something failed in the server"),
        ("fail", "error", "the river is dry"),
        ("slow", "error", "it took longer than 0 s and was ended"),
    ] {
        let id = begin(&client, tool, json!({})).await;
        let end = ended(&client, &id).await;
        assert_eq!(
            (text_of(&end, "status"), text_of(&end, "error")),
            (status.into(), words.into())
        );
    }
    let fine = begin(&client, "fine", json!({})).await;
    assert_eq!(ended(&client, &fine).await["status"], "done");
    server.stop().await;
}

#[tokio::test]
async fn a_flood_of_lines_is_cut_and_costs_few_events() {
    let act = Act::new("flood", |context, _| async move {
        for line in 0..1_000_000 {
            context.log(&format!("line {line}"));
            if line % 10_000 == 0 {
                tokio::task::yield_now().await;
            }
        }
        Ok(json!("through"))
    });
    let server = acting([act]).start().await;
    let client = server.client();
    let before = server.app().hub.counters().view().events;
    let id = begin(&client, "flood", json!({})).await;
    let end = ended(&client, &id).await;
    assert_eq!(end["output"], "through");
    let log = text_of(&end, "log");
    assert!(
        log.len() <= 16 * 1024 && log.contains("lines left out"),
        "{}",
        log.len()
    );
    let events = server.app().hub.counters().view().events - before;
    assert!(events < 300, "{events} events");
    server.stop().await;
}

#[tokio::test]
async fn a_result_has_a_limit() {
    let sizes = |n: &Value| usize::try_from(n.as_u64().unwrap_or(0)).unwrap_or(0);
    let act = Act::new("big", move |_, args| {
        let size = args.get("n").map_or(0, sizes);
        async move { Ok(Value::from("x".repeat(size))) }
    });
    let server = acting([act]).start().await;
    let client = server.client();
    let end = async |n: usize| {
        let id = begin(&client, "big", json!({ "n": n })).await;
        ended(&client, &id).await
    };
    let whole = end(1024 * 1024 - 2).await;
    assert_eq!(
        whole["output"].as_str().map(str::len),
        Some(1024 * 1024 - 2)
    );
    for n in [1024 * 1024 - 1, 100_000_000] {
        let end = end(n).await;
        assert_eq!(
            (text_of(&end, "status"), &end["output"]),
            ("error".into(), &Value::Null)
        );
        assert!(text_of(&end, "error").contains("longer than 1048576 bytes"));
    }
    server.stop().await;
}

#[tokio::test]
async fn the_way_down_ends_what_waits_at_once_and_the_rest_near_its_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let hold = Arc::new(tokio::sync::Semaphore::new(0));
    let held = Arc::clone(&hold);
    let acts = || {
        let held = Arc::clone(&held);
        [
            Act::hang(),
            Act::new("act", |_, _| async { Ok(json!(1)) }).asks(),
            Act::new("held", move |_, _| {
                let held = Arc::clone(&held);
                async move {
                    let _ = held.acquire().await;
                    Ok(json!("let go"))
                }
            }),
        ]
    };
    let builder = acting(acts()).folder(folder.path());
    let builder =
        builder.settings(|settings| settings.drain_timeout = Duration::from_millis(3_400));
    let server = builder.start().await;
    let client = server.client();
    let [hangs, waits, held] = [
        begin(&client, "hang", json!({})).await,
        begin(&client, "act", json!({})).await,
        begin(&client, "held", json!({})).await,
    ];
    let approval = text_of(&job(&client, &waits).await["approval"], "id");
    hold.add_permits(1);
    server.stop().await;
    let server = acting(acts()).folder(folder.path()).start().await;
    let client = server.client();
    let hung = job(&client, &hangs).await;
    assert_eq!(text_of(&hung, "status"), "interrupted");
    assert!(text_of(&hung, "error").contains("the server stopped"));
    let waited = job(&client, &waits).await;
    assert_eq!(text_of(&waited, "status"), "interrupted");
    assert_eq!(decide(&client, &approval, "allow").await.status, 409);
    assert_eq!(text_of(&job(&client, &held).await, "output"), "let go");
    server.stop().await;
}
