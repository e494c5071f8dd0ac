use std::path::Path;
use std::sync::Arc;

use thalweg_client::Request;
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;

use crate::support::{add_message, data, new_conversation, soon};

async fn serve(folder: &Path) -> TestServer {
    TestServer::builder()
        .folder(folder)
        .models(Arc::new(FakeProvider::new()))
        .start()
        .await
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("files") {
        let entry = entry.expect("a file");
        std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}

/// What was written after the backup is lost, and a reader of it must be told, also once the
/// restored log has grown past its place.
#[tokio::test]
async fn a_cursor_of_what_a_restored_backup_lost_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let (live, backup) = (folder.path().join("live"), folder.path().join("backup"));
    let server = serve(&live).await;
    let conversation = new_conversation(&server.client()).await;
    add_message(&server.client(), &conversation, "kept").await;
    let kept = server.app().hub.watermark();
    server.stop().await;
    copy(&live, &backup);

    let server = serve(&live).await;
    for _ in 0..5 {
        add_message(&server.client(), &conversation, "lost").await;
    }
    let lost = server.app().hub.watermark();
    server.stop().await;

    std::fs::remove_dir_all(&live).expect("gone");
    copy(&backup, &live);
    let server = serve(&live).await;
    let client = server.client();
    let target = format!("/api/conversations/{conversation}/events");
    for grown in [false, true] {
        if grown {
            for _ in 0..10 {
                add_message(&client, &conversation, "new").await;
            }
            assert!(server.app().hub.watermark().position() > lost.position());
        }
        let request = Request::get(&target).header("last-event-id", lost.to_string());
        let mut stream = soon(client.stream(request)).await.expect("a stream");
        let mut next = async || soon(stream.next()).await.expect("alive").expect("an event");
        assert_eq!(next().await.id, Some(lost.to_string()), "its own place");
        let reset = next().await;
        assert_eq!(reset.kind, "reset");
        assert_eq!(data(&reset)["reason"], "unknown_cursor");
        let messages = &data(&reset)["channels"][0]["snapshot"]["messages"];
        let count = messages.as_array().expect("messages").len();
        assert_eq!(count, if grown { 11 } else { 1 });
    }
    // A place from before the backup still is one.
    let request = Request::get(&target).header("last-event-id", kept.to_string());
    let mut stream = soon(client.stream(request)).await.expect("a stream");
    let mut next = async || soon(stream.next()).await.expect("alive").expect("an event");
    assert_eq!(next().await.kind, "welcome");
    let first = next().await;
    assert_ne!(first.kind, "reset", "{first:?}");
    drop(stream);
    crate::support::until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
