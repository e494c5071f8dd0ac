use std::time::Instant;

use serde_json::json;
use thalweg_client::SseDecoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{add_message, data, new_conversation, scripted, soon, text_of, until};

const MESSAGES: usize = 40;

/// A busy stream is written to seldom: the server's writes are the chunks of its answer.
#[tokio::test]
async fn events_that_come_within_the_time_are_written_together() {
    let (_, builder) = scripted();
    let server = builder.start().await;
    let (client, address) = (server.client(), server.address());
    let conversation = new_conversation(&client).await;
    let channel = format!("conversation:{conversation}");
    let body = json!({ "channels": [channel] }).to_string();
    let query = "type=message&batchMs=1000";
    let requests = [
        format!("GET /api/events?channel={channel}&{query} HTTP/1.1\r\nhost: {address}\r\n\r\n"),
        format!(
            "POST /api/events?{query} HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n\
             content-type: application/json\r\n\r\n{body}",
            body.len()
        ),
    ];
    let began = Instant::now();
    let mut sockets = Vec::new();
    for request in requests {
        let mut socket = TcpStream::connect(address).await.expect("a connection");
        socket.write_all(request.as_bytes()).await.expect("sent");
        sockets.push((socket, String::new()));
    }
    // Both follow from before the first message.
    for (socket, answer) in &mut sockets {
        read_to(socket, answer, "event: welcome").await;
    }
    let mut ids = Vec::new();
    for i in 0..MESSAGES {
        let added = add_message(&client, &conversation, &format!("message {i}.")).await;
        ids.push(text_of(&added, "id"));
    }
    let last = format!("message {}.", MESSAGES - 1);
    for (mut socket, mut answer) in sockets {
        read_to(&mut socket, &mut answer, &format!("{last}\"")).await;
        let most = usize::try_from(began.elapsed().as_secs()).expect("a number") + 2;
        let chunks = chunks_of(&answer);
        let mut decoder = SseDecoder::default();
        chunks
            .iter()
            .for_each(|chunk| decoder.push(chunk.as_bytes()));
        let events = std::iter::from_fn(|| decoder.next_event()).skip(1);
        let (seen, cursors): (Vec<_>, Vec<_>) = events
            .map(|event| (text_of(&data(&event)["data"], "id"), event.id))
            .unzip();
        assert_eq!(seen, ids, "all of them, in order");
        assert!(cursors.iter().all(Option::is_some) && cursors.is_sorted());
        let writes = chunks.iter().filter(|c| c.contains("event: message"));
        let writes = writes.count();
        assert!(writes <= most, "{writes} writes, at most {most}");
    }
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

/// Reads until the end of the event in which `word` stands.
async fn read_to(socket: &mut TcpStream, answer: &mut String, word: &str) {
    let mut bytes = [0; 65_536];
    while answer
        .find(word)
        .is_none_or(|at| !answer[at..].contains("\n\n\r\n"))
    {
        let count = soon(socket.read(&mut bytes)).await.expect("bytes");
        assert_ne!(count, 0, "not broken off");
        answer.push_str(std::str::from_utf8(&bytes[..count]).expect("text"));
    }
}

/// The chunks of an answer (RFC 9112, 7.1).
fn chunks_of(answer: &str) -> Vec<&str> {
    let (_, mut rest) = answer.split_once("\r\n\r\n").expect("a head");
    let mut chunks = Vec::new();
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).expect("a size");
        chunks.push(&after[..size]);
        rest = after[size..].strip_prefix("\r\n").expect("a whole chunk");
    }
    chunks
}
