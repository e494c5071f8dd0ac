//! A call, the job that comes of it, and what its readers are told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use thalweg_client::Request;
use thalweg_testkit::TestServer;

use crate::support::jobs::{begin, choose, ended, invoke, job, stop, told};
use crate::support::{Act, acting, ask, data, kinds, opened, problem, soon, text_of, until};

#[tokio::test]
async fn a_call_becomes_a_job_whose_stream_ends_with_it() {
    let server = TestServer::start().await;
    let client = server.client();
    let id = begin(
        &client,
        "calculator",
        json!({ "expression": "17% of 2,340" }),
    )
    .await;
    let events = told(&client, &id).await;
    assert_eq!(kinds(&events), ["welcome", "job", "job"]);
    let (first, last) = (data(&events[1]), data(&events[2]));
    assert_eq!(first["status"], "running");
    assert_eq!(last["status"], "done");
    assert_eq!(last["output"], json!({ "result": "397.8", "exact": true }));
    assert!(last["startedAt"].is_string() && last["endedAt"].is_string());
    let now = job(&client, &id).await;
    assert_eq!(now["output"], last["output"]);
    assert!(now["asOf"].is_string());

    let end = events[2].id.clone().expect("a cursor");
    let target = format!("/api/jobs/{id}/events?cursor={end}");
    assert_eq!(opened(&client, Request::get(target)).await.0, 204);
    let start = events[0].id.clone().expect("a cursor");
    let again = Request::get(format!("/api/jobs/{id}/events")).header("last-event-id", &start);
    let again = soon(client.stream(again)).await.expect("a stream");
    let again = soon(again.collect()).await.expect("a clean end");
    assert_eq!(kinds(&again), ["welcome", "job", "job"]);
    assert_eq!(
        stop(&client, &id).await["status"],
        "done",
        "too late to stop"
    );
    server.stop().await;
}

#[tokio::test]
async fn progress_log_and_pieces_are_told_ten_times_a_second() {
    let act = Act::new("talk", |context, _| async move {
        for step in 0..50_u32 {
            context.progress(f64::from(step) / 50.0);
            context.log(&format!("step {step}"));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        context.partial(json!({ "half": true }))?;
        Ok(json!("whole"))
    });
    let server = acting([act]).start().await;
    let client = server.client();
    let id = begin(&client, "talk", json!({})).await;
    until(async || job(&client, &id).await["progress"].is_number()).await;
    let events = told(&client, &id).await;
    let progress: Vec<_> = events.iter().filter(|e| e.kind == "job-progress").collect();
    // Half a second and more, ten times a second and once at the start.
    assert!((2..=60).contains(&progress.len()), "{}", progress.len());
    let lines: String = progress
        .iter()
        .filter_map(|event| data(event)["log"].as_str().map(ToOwned::to_owned))
        .collect();
    let all: String = (0..50).map(|step| format!("step {step}\n")).collect();
    assert_eq!(lines, all);
    assert_eq!(
        kinds(&events)
            .iter()
            .filter(|kind| **kind == "job-partial")
            .count(),
        1
    );
    let last = data(events.last().expect("an end"));
    assert_eq!(
        (&last["output"], &last["progress"]),
        (&json!("whole"), &json!(1.0))
    );
    assert_eq!(last["log"], all);
    server.stop().await;
}

#[tokio::test]
async fn wrong_arguments_make_no_job() {
    let server = TestServer::start().await;
    let client = server.client();
    for (tool, args, path) in [
        ("calculator", json!({}), "args.expression"),
        ("calculator", json!({ "expression": 1 }), "args.expression"),
        ("countdown", json!({ "seconds": 3_601 }), "args.seconds"),
        ("countdown", json!({ "seconds": 1.5 }), "args.seconds"),
        ("clock", json!({ "zone": "UTC" }), "args"),
        ("clock", json!({ "timeZone": "x".repeat(300_000) }), "args"),
    ] {
        let refused = invoke(&client, tool, args).await;
        let said = problem(&refused, 422, "invalid_fields");
        assert_eq!(said["errors"][0]["path"], path, "{tool}");
        assert!(!text_of(&said["errors"][0], "message").is_empty());
    }
    let unknown = invoke(&client, "calculater", json!({})).await;
    problem(&unknown, 404, "not_found");
    let body = json!({ "args": [] });
    let list = ask(&client, Request::post("/api/tools/clock", &body)).await;
    problem(&list, 422, "invalid_fields");
    let jobs = ask(&client, Request::get("/api/jobs")).await.json();
    assert_eq!(jobs["items"], json!([]));
    server.stop().await;
}

#[tokio::test]
async fn one_key_makes_one_job() {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let act = Act::new("count", move |_, _| {
        counted.fetch_add(1, Ordering::Relaxed);
        async { Ok(json!(1)) }
    });
    let server = acting([act]).start().await;
    let client = server.client();
    let call = |args: Value| {
        let body = json!({ "args": args });
        Request::post("/api/tools/count", &body).header("idempotency-key", "k")
    };
    let mut racing = Vec::new();
    for _ in 0..10 {
        racing.push(client.send(call(json!({ "n": 1 }))));
    }
    let mut ids = Vec::new();
    for answer in soon(futures_util::future::join_all(racing)).await {
        let answer = answer.expect("an answer");
        assert_eq!(answer.status, 202, "{:?}", answer.body);
        ids.push(text_of(&answer.json(), "jobId"));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    assert_eq!(ended(&client, &ids[0]).await["status"], "done");
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    let other = ask(&client, call(json!({ "n": 2 }))).await;
    problem(&other, 422, "idempotency_mismatch");

    let wrong =
        |body: Value| Request::post("/api/tools/count", &body).header("idempotency-key", "w");
    let body = json!({ "args": { "m": 1 } });
    for _ in 0..2 {
        let again = ask(&client, wrong(body.clone())).await;
        problem(&again, 422, "invalid_fields");
    }
    let right = ask(&client, wrong(json!({ "args": {} }))).await;
    problem(&right, 422, "idempotency_mismatch");
    server.stop().await;
}

#[tokio::test]
async fn jobs_are_listed_followed_and_told_to_their_owner_alone() {
    let builder = acting([
        Act::hang(),
        Act::new("quick", |_, _| async { Ok(json!(1)) }),
    ]);
    let server = builder.guests().start().await;
    let (ann, bob) = (server.guest().await, server.guest().await);
    let me = ask(&ann, Request::get("/api/me")).await.json();
    let feed = format!(
        "/api/events?channel=user:{}",
        text_of(&me["principal"], "id")
    );
    let mut feed = soon(ann.stream(Request::get(feed)))
        .await
        .expect("a stream");
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(begin(&ann, "quick", json!({})).await);
        ended(&ann, made.last().expect("one")).await;
    }
    let list = async |query: &str| {
        let target = format!("/api/jobs{query}");
        ask(&ann, Request::get(target)).await.json()
    };
    let ids = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().expect("items");
        items.iter().map(|job| text_of(job, "id")).collect()
    };
    let first = list("?limit=2").await;
    assert_eq!(ids(&first), [made[2].clone(), made[1].clone()]);
    assert!(first["asOf"].is_string());
    let next = list(&format!(
        "?limit=2&cursor={}",
        text_of(&first, "nextCursor")
    ))
    .await;
    assert_eq!(
        (ids(&next), &next["asOf"]),
        (vec![made[0].clone()], &Value::Null)
    );
    let bad = ask(&ann, Request::get("/api/jobs?cursor=c000000000001")).await;
    problem(&bad, 400, "malformed_page");

    let mut told = Vec::new();
    while told.len() < 6 {
        let event = soon(feed.next()).await.expect("alive").expect("an event");
        if event.kind == "job-notice" {
            told.push(text_of(&data(&event)["data"], "status"));
        }
    }
    assert_eq!(
        told,
        ["running", "done", "running", "done", "running", "done"]
    );

    let hangs = begin(&ann, "hang", json!({})).await;
    let channel = format!("/api/events?channel=job:{hangs}");
    assert_eq!(opened(&ann, Request::get(&channel)).await.0, 200);
    assert_eq!(opened(&bob, Request::get(&channel)).await.0, 404);
    let foreign = ask(&bob, Request::get(format!("/api/jobs/{hangs}"))).await;
    problem(&foreign, 404, "not_found");
    stop(&ann, &hangs).await;
    drop(feed);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn a_place_of_another_log_leads_to_the_whole_job() {
    let (server, other) = (TestServer::start().await, TestServer::start().await);
    let client = server.client();
    let expression = json!({ "expression": "1" });
    let elsewhere = begin(&other.client(), "calculator", expression.clone()).await;
    let foreign = text_of(&job(&other.client(), &elsewhere).await, "asOf");
    let id = begin(&client, "calculator", expression).await;
    ended(&client, &id).await;
    let target = format!("/api/jobs/{id}/events?cursor={foreign}");
    let stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let events = soon(stream.collect()).await.expect("a clean end");
    assert_eq!(kinds(&events), ["welcome", "reset", "job", "job"]);
    let target = format!("/api/events?channel=job:{id}&cursor={foreign}");
    let mut stream = soon(client.stream(Request::get(target)))
        .await
        .expect("a stream");
    let reset = loop {
        let event = soon(stream.next()).await.expect("alive").expect("an event");
        if event.kind == "reset" {
            break data(&event);
        }
    };
    assert_eq!(reset["channels"][0]["snapshot"]["job"]["status"], "done");
    drop(stream);
    server.stop().await;
    other.stop().await;
}

#[tokio::test]
async fn a_tool_is_called_as_its_caller_chose() {
    let server = TestServer::builder().guests().start().await;
    let (ann, bob) = (server.guest().await, server.guest().await);
    let tools = ask(&ann, Request::get("/api/tools")).await.json();
    let names: Vec<_> = tools["items"].as_array().expect("items").iter().collect();
    let clock = names
        .iter()
        .find(|tool| tool["name"] == "clock")
        .expect("it");
    assert_eq!(clock["permission"], "allow");
    assert_eq!(
        (&clock["source"], &clock["enabled"]),
        (&json!("builtin"), &json!(true))
    );
    assert_eq!(clock["inputSchema"]["type"], "object");

    let denied = choose(&ann, "clock", json!({ "permission": "deny" })).await;
    assert_eq!(denied.json()["permission"], "deny");
    problem(&invoke(&ann, "clock", json!({})).await, 403, "tool_denied");
    begin(&bob, "clock", json!({})).await;
    let off = choose(
        &ann,
        "clock",
        json!({ "permission": "allow", "enabled": false }),
    )
    .await;
    assert_eq!(off.json()["enabled"], false);
    problem(&invoke(&ann, "clock", json!({})).await, 403, "tool_denied");
    choose(&ann, "clock", json!({ "enabled": true })).await;
    let id = begin(&ann, "clock", json!({})).await;
    assert_eq!(ended(&ann, &id).await["status"], "done");

    problem(&choose(&ann, "clack", json!({})).await, 404, "not_found");
    let wrong = choose(&ann, "clock", json!({ "permission": "maybe" })).await;
    problem(&wrong, 422, "invalid_fields");
    let unknown = choose(&ann, "clock", json!({ "colour": "red" })).await;
    problem(&unknown, 422, "invalid_fields");
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    server.stop().await;
}
