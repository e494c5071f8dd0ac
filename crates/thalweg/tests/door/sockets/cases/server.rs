use serde_json::{Value, json};
use thalweg_testkit::{Said, Socket, TestServer, handshake};
use thalweg_transports::ws::Message;

use super::file::{Case, cases};
use crate::support::sockets::{frame, open, said};
use crate::support::soon;

/// Cut at each of their bytes are cases up to this length, each over a connection of its own.
const SHORT: usize = 24;
/// Up to this length they also come a byte at a time.
const MIDDLING: usize = 600;

/// Opens a connection for a case, sends it in these pieces and checks what comes back.
async fn play(server: &TestServer, case: &Case, pieces: &[&[u8]], how: &str) {
    let mut headers = handshake();
    if let Some(offer) = &case.offer {
        headers.push(("Sec-WebSocket-Extensions", offer.clone()));
    }
    let mut socket = open(&server.client(), &headers).await.expect("a socket");
    let is_taken = !socket.header("sec-websocket-extensions").is_empty();
    assert_eq!(
        is_taken,
        case.offer.is_some() && !case.refused,
        "{}",
        case.id
    );
    assert_eq!(frame(&mut socket).await["type"], "welcome");
    let is_close = |heard: &Message| matches!(heard, Message::Close(_));
    let ends = case.fails.is_some() || case.heard().iter().any(is_close);
    for piece in pieces {
        // The server need not take all of what comes after the end.
        let sent = soon(socket.send_bytes(piece)).await;
        assert!(sent.is_ok() || ends, "{}: {sent:?}", case.id);
        // It runs on this thread, and has read the piece afterwards.
        tokio::task::yield_now().await;
    }
    let what = format!("{} ({}), {how}", case.id, case.about);
    let mut is_over = false;
    for heard in case.heard() {
        is_over |= matches!(heard, Message::Close(_));
        answered(&mut socket, &heard, &what).await;
    }
    match case.fails {
        Some(code) => match said(&mut socket).await {
            Said::Close(told, _) => assert_eq!(told, code, "{what}"),
            other => panic!("{what}: {other:?} instead of {code}"),
        },
        None if is_over => assert_eq!(said(&mut socket).await, Said::Gone, "{what}"),
        None => {
            // Nothing else comes, and the connection lives.
            soon(socket.send_raw(0x89, b"alive?")).await.expect("sent");
            assert_eq!(
                said(&mut socket).await,
                Said::Pong(b"alive?".to_vec()),
                "{what}"
            );
        }
    }
}

/// That the server answers to what it heard.
async fn answered(socket: &mut Socket, heard: &Message, what: &str) {
    let wanted = match heard {
        Message::Pong(_) => return,
        Message::Ping(payload) => Said::Pong(payload.to_vec()),
        Message::Close(None) => Said::Close(1005, String::new()),
        Message::Close(Some((code, _))) => Said::Close(code.get(), String::new()),
        Message::Binary(_) => return refused(socket, what).await,
        Message::Text(text) => {
            let frame: Value = serde_json::from_slice(text).unwrap_or_default();
            if frame["type"] == "invoke_tool" {
                return no_such_tool(socket, what).await;
            }
            if frame["type"] != "ping" {
                return refused(socket, what).await;
            }
            let mut pong = json!({ "type": "pong" });
            if !frame["id"].is_null() {
                pong["id"] = frame["id"].clone();
            }
            Said::Frame(pong)
        }
    };
    assert_eq!(said(socket).await, wanted, "{what}");
}

/// What is no frame of ours is told to be none.
async fn refused(socket: &mut Socket, what: &str) {
    match said(socket).await {
        Said::Frame(frame) => assert_eq!(frame["code"], "malformed", "{what}"),
        other => panic!("{what}: {other:?}"),
    }
}

/// A call of a tool that there is not.
async fn no_such_tool(socket: &mut Socket, what: &str) {
    match said(socket).await {
        Said::Frame(frame) => {
            assert_eq!(
                (&frame["id"], &frame["code"]),
                (&json!("a"), &json!("not_found")),
                "{what}"
            );
        }
        other => panic!("{what}: {other:?}"),
    }
}

#[expect(
    clippy::print_stdout,
    reason = "how many cases were played is told with `--nocapture`"
)]
async fn play_all(sections: &[&str]) {
    let server = TestServer::builder()
        .settings(|settings| {
            settings.streams_per_principal = 100_000;
            settings.limits.principal = thalweg_access::Rates::OFF;
        })
        .start()
        .await;
    for section in sections {
        let (cases, mut ways) = (cases(section), 0);
        for case in &cases {
            let bytes = case.bytes();
            play(&server, case, &[&bytes], "whole").await;
            ways += 1;
            if let Some(size) = case.pieces {
                let pieces: Vec<_> = bytes.chunks(size).collect();
                play(&server, case, &pieces, "in its pieces").await;
                ways += 1;
            }
            if bytes.len() <= MIDDLING {
                let pieces: Vec<_> = bytes.chunks(1).collect();
                play(&server, case, &pieces, "a byte at a time").await;
                ways += 1;
            }
            if bytes.len() <= SHORT {
                for at in 1..bytes.len() {
                    let pieces = [&bytes[..at], &bytes[at..]];
                    play(&server, case, &pieces, &format!("cut at {at}")).await;
                    ways += 1;
                }
            }
        }
        println!("{section}: {} cases, {ways} ways", cases.len());
    }
    server.stop().await;
}

#[tokio::test]
async fn the_server_answers_each_case_of_frames() {
    play_all(&["01-framing", "02-pings", "03-reserved-bits", "04-opcodes"]).await;
}

#[tokio::test]
async fn the_server_answers_each_case_of_fragments_and_closes() {
    play_all(&["05-fragments", "07-closing"]).await;
}

#[tokio::test]
async fn the_server_answers_each_case_of_texts() {
    play_all(&["06-utf8"]).await;
}

#[tokio::test]
async fn the_server_answers_each_case_of_sizes_and_compression() {
    let sections = ["09-sizes", "10-fragments-of-long-texts", "12-compression"];
    play_all(&sections).await;
}

#[tokio::test]
async fn the_server_answers_each_case_of_offers() {
    play_all(&["13-offers"]).await;
}
