//! How many jobs there may be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;

use crate::support::jobs::{begin, ended, invoke, job, stop};
use crate::support::{Act, acting, problem, until};

#[tokio::test]
async fn jobs_beyond_those_that_run_wait_their_turn() {
    let builder = acting([
        Act::hang(),
        Act::new("quick", |_, _| async { Ok(json!(1)) }),
    ]);
    let builder = builder.settings(|settings| settings.chat.jobs.running_of_one = 1);
    let server = builder.guests().start().await;
    let (ann, bob) = (server.guest().await, server.guest().await);
    let first = begin(&ann, "hang", json!({})).await;
    let second = begin(&ann, "quick", json!({})).await;
    let third = begin(&ann, "quick", json!({})).await;
    assert_eq!(job(&ann, &second).await["status"], "queued");
    let other = begin(&bob, "quick", json!({})).await;
    assert_eq!(ended(&bob, &other).await["status"], "done");
    assert_eq!(stop(&ann, &third).await["status"], "cancelled");
    assert_eq!(stop(&ann, &first).await["status"], "cancelled");
    assert_eq!(ended(&ann, &second).await["status"], "done");
    server.stop().await;
}

#[tokio::test]
async fn too_many_jobs_are_refused_and_that_is_told() {
    let builder = acting([Act::hang()]).settings(|settings| {
        settings.chat.jobs.open_of_one = 2;
        settings.chat.jobs.open = 3;
    });
    let server = builder.guests().start().await;
    let (ann, bob) = (server.guest().await, server.guest().await);
    let first = begin(&ann, "hang", json!({})).await;
    begin(&ann, "hang", json!({})).await;
    let refused = invoke(&ann, "hang", json!({})).await;
    problem(&refused, 429, "too_many_jobs");
    assert_eq!(refused.header("retry-after"), "5");
    begin(&bob, "hang", json!({})).await;
    problem(&invoke(&bob, "hang", json!({})).await, 503, "overloaded");
    stop(&ann, &first).await;
    until(async || invoke(&ann, "hang", json!({})).await.status == 202).await;
    let server = server;
    server
        .app()
        .chat
        .drain_jobs(tokio::time::Instant::now())
        .await;
    problem(&invoke(&bob, "hang", json!({})).await, 503, "draining");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_of_one_client_are_held_within_the_limits() {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now, peak) = (Arc::clone(&running), Arc::clone(&most));
    let act = Act::new("work", move |_, _| {
        let (now, peak) = (Arc::clone(&now), Arc::clone(&peak));
        async move {
            peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(200)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            Ok(json!(1))
        }
    });
    let builder = acting([act]).settings(|settings| {
        settings.chat.jobs.running_of_one = 20;
        settings.chat.jobs.open_of_one = 40;
    });
    let server = builder.start().await;
    let chat = server.app().chat.clone();
    let owner = thalweg_log::PrincipalId::owner();
    let calls = (0..10_000).map(|_| {
        let (chat, owner) = (chat.clone(), owner.clone());
        async move {
            let ask = thalweg_wire::InvokeTool::default();
            chat.invoke_tool(&owner, "work", ask, None, "r")
                .await
                .is_ok()
        }
    });
    let taken = futures_util::future::join_all(calls).await;
    let taken = taken.into_iter().filter(|taken| *taken).count();
    until(async || chat.jobs_in_progress() == 0).await;
    println!(
        "{taken} of 10,000 taken, {} at once",
        most.load(Ordering::SeqCst)
    );
    assert!((40..10_000).contains(&taken), "{taken}");
    assert!(most.load(Ordering::SeqCst) <= 20);
    server.stop().await;
}
