//! Sessions of WebSockets while the server is killed.

use serde_json::{Value, json};
use tempfile::TempDir;
use thalweg_client::Client;
use thalweg_testkit::{Said, Socket, handshake};

use crate::server::serve;

async fn connect(client: &Client) -> (Socket, Value) {
    let opened = Socket::open(client.address(), &handshake()).await;
    let mut socket = opened.expect("an answer").expect("a socket");
    let welcome = frame(&mut socket).await;
    (socket, welcome)
}

async fn frame(socket: &mut Socket) -> Value {
    let limit = std::time::Duration::from_secs(30);
    loop {
        let said = tokio::time::timeout(limit, socket.next()).await;
        match said.expect("in time").expect("a frame") {
            Said::Frame(frame) => return frame,
            Said::Ping(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// Everything that is numbered up to the frame `last`.
async fn numbered(socket: &mut Socket, last: u64) -> Vec<Value> {
    let mut frames = Vec::new();
    while frames.last().and_then(|f: &Value| f["seq"].as_u64()) != Some(last) {
        let next = frame(socket).await;
        if !next["seq"].is_null() && next["type"] != "welcome" {
            frames.push(next);
        }
    }
    frames
}

/// `kill -9` in mid-call: what was told is told again after `resume`, and then how the calls ended.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_of_a_killed_server_are_told_as_interrupted() {
    let folder = TempDir::new().expect("a folder");
    let server = serve(folder.path(), &[]).await;
    let (mut socket, welcome) = connect(&server.client()).await;
    for (id, tool, args) in [
        ("sum", "calculator", json!({ "expression": "6 * 7" })),
        ("long", "countdown", json!({ "seconds": 60 })),
    ] {
        let call = json!({ "type": "invoke_tool", "id": id, "name": tool, "args": args });
        socket.send(&call).await.expect("sent");
    }
    // A beginning and an end of the one, the beginning of the other.
    let before = numbered(&mut socket, 3).await;
    server.kill().await.expect("it runs");

    let server = serve(folder.path(), &[]).await;
    let (mut socket, _) = connect(&server.client()).await;
    let resume = json!({ "type": "resume", "sessionId": welcome["sessionId"], "seq": 0 });
    socket.send(&resume).await.expect("sent");
    let answer = frame(&mut socket).await;
    assert_eq!(
        (&answer["resumed"], &answer["seq"]),
        (&json!(true), &json!(4))
    );
    let after = numbered(&mut socket, 4).await;
    assert_eq!(after[..3], before, "what was seen is still so");
    let end = &after[3];
    assert_eq!(
        (&end["type"], &end["id"]),
        (&json!("error"), &json!("long"))
    );
    assert_eq!(
        (&end["code"], &end["status"]),
        (&json!("interrupted"), &json!("interrupted"))
    );
    server.kill().await.expect("it runs");
}
