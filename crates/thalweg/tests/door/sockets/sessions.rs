//! Sessions: going on after a break, a restart, elsewhere; and when that cannot be.

use std::time::Duration;

use serde_json::{Value, json};
use thalweg_testkit::{Socket, TestServer};
use tokio::sync::watch;

use crate::support::sockets::{call, closed, connect, frame, frames_to, resume, say};
use crate::support::{Act, acting, text_of, until};

/// A tool that goes on until it is let end.
fn gated() -> (Act, watch::Sender<bool>) {
    let (open, gate) = watch::channel(false);
    let act = Act::new("gated", move |context, _| {
        let mut gate = gate.clone();
        async move {
            context.progress(0.25);
            gate.wait_for(|open| *open).await.expect("the test lives");
            Ok(json!("through"))
        }
    });
    (act, open)
}

async fn progress_of(socket: &mut Socket) -> Value {
    loop {
        let frame = frame(socket).await;
        if !frame["progress"].is_null() {
            return frame;
        }
    }
}

#[tokio::test]
async fn after_a_break_every_later_frame_comes_again_and_then_live() {
    let (act, gate) = gated();
    let server = acting([act]).start().await;
    let client = server.client();
    let (mut socket, welcome) = connect(&client).await;
    let session = &welcome["sessionId"];
    call(&mut socket, "one", "gated", json!({})).await;
    call(&mut socket, "two", "gated", json!({})).await;
    let (mut seen, mut told) = (0, 0);
    while seen < 2 || told < 2 {
        let next = frame(&mut socket).await;
        seen += u32::from(!next["seq"].is_null());
        told += u32::from(!next["progress"].is_null());
    }
    drop(socket);
    let (mut socket, welcome) = resume(&client, session, 1).await;
    assert_eq!(welcome["resumed"], true, "{welcome}");
    assert_eq!(
        (&welcome["sessionId"], &welcome["seq"]),
        (session, &json!(2))
    );
    let again = frame(&mut socket).await;
    assert_eq!(
        again["seq"], 2,
        "the first is handled, the second comes again: {again}"
    );
    let mut latest = [
        progress_of(&mut socket).await,
        progress_of(&mut socket).await,
    ];
    latest.sort_by_key(|frame| text_of(frame, "id"));
    for (frame, id) in latest.iter().zip(["one", "two"]) {
        assert_eq!(
            (&frame["id"], &frame["progress"]),
            (&json!(id), &json!(0.25))
        );
    }
    gate.send_replace(true);
    for seq in [3, 4] {
        let frames = frames_to(&mut socket, "complete").await;
        assert_eq!(frames.last().expect("an end")["seq"], seq);
    }
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn the_newest_connection_takes_the_session() {
    let (act, gate) = gated();
    let server = acting([act]).start().await;
    let client = server.client();
    let (mut old, welcome) = connect(&client).await;
    call(&mut old, "c", "gated", json!({})).await;
    assert_eq!(frame(&mut old).await["seq"], 1);
    let (mut new, resumed) = resume(&client, &welcome["sessionId"], 1).await;
    assert_eq!(resumed["resumed"], true);
    assert_eq!(closed(&mut old).await, 4409);
    gate.send_replace(true);
    let end = frames_to(&mut new, "complete").await.pop().expect("an end");
    assert_eq!(end["seq"], 2);
    drop((old, new));
    server.stop().await;
}

#[tokio::test]
async fn a_session_that_is_unknown_foreign_or_behind_is_a_reset() {
    let server = TestServer::builder().guests().start().await;
    let (ann, bob) = (server.guest().await, server.guest().await);
    let (mut socket, welcome) = connect(&ann).await;
    call(&mut socket, "c", "clock", json!({})).await;
    frames_to(&mut socket, "complete").await;
    let (_, unused) = connect(&ann).await;
    let unknown = json!("01a1f91b-f207-7d28-b9b9-9d0d3c14d3e1");
    let cases = [
        (&bob, &welcome["sessionId"], 0, "another's"),
        (&ann, &unknown, 0, "unknown"),
        (&ann, &welcome["sessionId"], 3, "from the future"),
        (&ann, &unused["sessionId"], 0, "in which nothing was called"),
    ];
    let mut answers = Vec::new();
    for (client, session, seq, what) in cases {
        let (mut other, answer) = resume(client, session, seq).await;
        assert_eq!(answer["resumed"], false, "{what}: {answer}");
        assert_ne!(&answer["sessionId"], session, "{what}");
        answers.push(frame(&mut other).await);
        call(
            &mut other,
            what.split(' ').next().expect("a word"),
            "clock",
            json!({}),
        )
        .await;
        let end = frames_to(&mut other, "complete").await.pop();
        assert_eq!(
            end.expect("an end")["seq"],
            2,
            "{what}: a session of its own"
        );
    }
    let reset = json!({ "type": "reset", "reason": "unknown_cursor", "channels": [] });
    assert!(answers.iter().all(|answer| *answer == reset), "{answers:?}");
    say(&mut socket, json!({ "type": "ping" })).await;
    assert_eq!(frame(&mut socket).await["type"], "pong", "hers lives");
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn what_was_acknowledged_is_forgotten() {
    let server = TestServer::builder()
        .settings(|settings| settings.chat.sessions.trim_after = 1)
        .start()
        .await;
    let client = server.client();
    let (mut socket, welcome) = connect(&client).await;
    for id in ["a", "b", "c"] {
        call(&mut socket, id, "clock", json!({})).await;
        frames_to(&mut socket, "complete").await;
    }
    say(&mut socket, json!({ "type": "ack", "seq": 3 })).await;
    let session = text_of(&welcome, "sessionId");
    let channel: thalweg_log::ChannelName = format!("session:{session}").parse().expect("a name");
    let hub = &server.app().hub;
    let channels = [channel];
    let (start, limit) = Default::default();
    until(async || {
        let page = hub
            .store()
            .read(&channels, start, limit)
            .await
            .expect("readable");
        page.trimmed
            .first()
            .is_some_and(|lost| lost.lost_to.get() == 3)
    })
    .await;
    drop(socket);
    let (_, behind) = resume(&client, &welcome["sessionId"], 2).await;
    assert_eq!(behind["resumed"], false);
    let (mut socket, resumed) = resume(&client, &welcome["sessionId"], 3).await;
    assert_eq!(resumed["resumed"], true);
    for seq in [4, 5, 6] {
        assert_eq!(frame(&mut socket).await["seq"], seq);
    }
    drop(socket);
    server.stop().await;
}

#[tokio::test]
async fn a_session_ends_some_time_after_its_last_connection_and_job() {
    let (act, gate) = gated();
    let server = acting([act])
        .settings(|settings| settings.chat.sessions.idle = Duration::from_millis(200))
        .start()
        .await;
    let client = server.client();
    let (mut socket, welcome) = connect(&client).await;
    let session = &welcome["sessionId"];
    call(&mut socket, "c", "gated", json!({})).await;
    frame(&mut socket).await;
    drop(socket);
    tokio::time::sleep(Duration::from_millis(400)).await;
    let (mut socket, resumed) = resume(&client, session, 0).await;
    assert_eq!(resumed["resumed"], true, "its job goes on");
    gate.send_replace(true);
    frames_to(&mut socket, "complete").await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    call(&mut socket, "d", "gated", json!({})).await;
    frames_to(&mut socket, "complete").await;
    drop(socket);
    tokio::time::sleep(Duration::from_millis(600)).await;
    let (_, gone) = resume(&client, session, 0).await;
    assert_eq!(gone["resumed"], false, "nobody needed it");
    server.stop().await;
}

#[tokio::test]
async fn a_session_ends_when_too_many_frames_are_not_acknowledged() {
    let flood = Act::new("flood", |context, _| async move {
        for piece in 0..30_u32 {
            context.partial(json!(piece))?;
        }
        Ok(json!(null))
    });
    let server = acting([flood])
        .settings(|settings| settings.chat.sessions.unacked = 20)
        .start()
        .await;
    let client = server.client();
    let (mut socket, welcome) = connect(&client).await;
    assert_eq!(welcome["limits"]["unacked"], 20);
    call(&mut socket, "c", "flood", json!({})).await;
    assert_eq!(closed(&mut socket).await, 1013);
    let (mut socket, gone) = resume(&client, &welcome["sessionId"], 0).await;
    assert_eq!(gone["resumed"], false);
    assert_eq!(frame(&mut socket).await["type"], "reset");
    drop(socket);
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    server.stop().await;
}

#[tokio::test]
async fn a_session_outlives_the_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = || TestServer::builder().folder(folder.path()).start();
    let server = start().await;
    let (mut socket, welcome) = connect(&server.client()).await;
    let session = &welcome["sessionId"];
    call(&mut socket, "c", "clock", json!({})).await;
    let before = frames_to(&mut socket, "complete").await;
    drop(socket);
    server.stop().await;
    let server = start().await;
    let (mut socket, resumed) = resume(&server.client(), session, 0).await;
    assert_eq!(
        (&resumed["resumed"], &resumed["seq"]),
        (&json!(true), &json!(2))
    );
    assert_eq!(frames_to(&mut socket, "complete").await, before);
    call(&mut socket, "c", "clock", json!({})).await;
    let repeated = frame(&mut socket).await;
    assert_eq!(repeated["jobId"], before[0]["jobId"], "starts nothing new");
    assert_eq!(repeated["status"], "done");
    drop(socket);
    server.stop().await;
}

/// The sessions of which there is something in the log.
async fn in_log(server: &TestServer) -> usize {
    let store = server.app().hub.store();
    let channels = store.channels(thalweg_log::ChannelKind::Session).await;
    channels.expect("readable").len()
}

#[tokio::test]
async fn what_a_crash_left_of_sessions_is_waited_for_and_then_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestServer::builder().folder(folder.path()).start().await;
    let client = server.client();
    let (mut kept, welcome) = connect(&client).await;
    let (mut left, _) = connect(&client).await;
    for (socket, id) in [(&mut kept, "k"), (&mut left, "l")] {
        call(socket, id, "clock", json!({})).await;
        frames_to(socket, "complete").await;
    }
    drop((kept, left));
    server.stop().await;
    let server = TestServer::builder()
        .folder(folder.path())
        .settings(|settings| settings.chat.sessions.idle = Duration::from_millis(500))
        .start()
        .await;
    assert_eq!(in_log(&server).await, 2, "both are waited for");
    let client = server.client();
    let (mut kept, resumed) = resume(&client, &welcome["sessionId"], 0).await;
    assert_eq!(resumed["resumed"], true);
    until(async || in_log(&server).await == 1).await;
    frames_to(&mut kept, "complete").await;
    call(&mut kept, "d", "clock", json!({})).await;
    let end = frames_to(&mut kept, "complete").await.pop();
    assert_eq!(end.expect("an end")["seq"], 4, "the one in use goes on");
    drop(kept);
    until(async || in_log(&server).await == 0).await;
    server.stop().await;
    let server = TestServer::builder().folder(folder.path()).start().await;
    let (_, gone) = resume(&server.client(), &welcome["sessionId"], 4).await;
    assert_eq!(gone["resumed"], false, "it is as if it never was");
    server.stop().await;
}
