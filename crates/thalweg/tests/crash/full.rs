use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use thalweg_client::{Client, EventStream, Request};
use thalweg_testkit::{TestServer, look};

use crate::server::{SOON, ask, data, follow, get, next, post, serve};

/// A small file system of its own, for those who may mount one.
struct Tiny(PathBuf);

impl Tiny {
    fn mount(at: &Path, size: &str) -> Option<Self> {
        let tmpfs = ["-t", "tmpfs", "-o", size, "tmpfs"];
        let mounted = Command::new("mount").args(tmpfs).arg(at).output();
        mounted
            .is_ok_and(|done| done.status.success())
            .then(|| Self(at.into()))
    }

    fn grow(&self, size: &str) {
        let options = format!("remount,{size}");
        let grown = Command::new("mount")
            .args(["-o", &options])
            .arg(&self.0)
            .status();
        assert!(grown.expect("mount runs").success());
    }
}

impl Drop for Tiny {
    fn drop(&mut self) {
        // A test that failed must not hide why.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

/// A conversation that grows until the disk is full.
struct Filling {
    id: String,
    reader: EventStream,
    acknowledged: Vec<String>,
}

impl Filling {
    async fn begin(client: &Client) -> Self {
        let made = post(client, "/api/conversations", &json!({})).await;
        assert_eq!(made.status, 201, "{:?}", made.body);
        let id = made.json()["id"].as_str().expect("an id").to_owned();
        let target = format!("/api/conversations/{id}/events?type=message");
        let mut reader = client.stream(Request::get(target)).await.expect("a stream");
        assert_eq!(next(&mut reader).await.kind, "welcome");
        Self {
            id,
            reader,
            acknowledged: Vec::new(),
        }
    }

    async fn add(&mut self, client: &Client, length: usize) -> Result<(), Value> {
        let content = "x".repeat(length);
        let body = json!({ "conversationId": self.id, "content": content });
        let answer = post(client, "/api/messages", &body).await;
        if answer.status == 201 {
            let id = answer.json()["id"].as_str().expect("an id").to_owned();
            self.acknowledged.push(id);
            return Ok(());
        }
        assert_eq!(answer.status, 503, "{:?}", answer.body);
        assert!(!answer.header("retry-after").is_empty());
        Err(answer.json())
    }

    /// Adds until there is no room, not even for a word.
    async fn fill(&mut self, client: &Client) {
        for length in [30_000, 10] {
            let mut tries = 0..2_000;
            let problem = loop {
                assert!(tries.next().is_some(), "the disk never was full");
                if let Err(problem) = self.add(client, length).await {
                    break problem;
                }
            };
            assert_eq!(problem["code"], "storage_full", "{problem}");
        }
    }

    /// The reader has what was acknowledged and no more, and the server still reads.
    async fn holds(&mut self, client: &Client) {
        for id in &self.acknowledged {
            assert_eq!(data(&next(&mut self.reader).await)["id"], id.as_str());
        }
        let newest = format!("/api/messages?limit=1&conversationId={}", self.id);
        let page = get(client, &newest).await;
        assert_eq!(
            page["items"][0]["id"],
            self.acknowledged[self.acknowledged.len() - 1].as_str()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_store_refuses_keeps_readers_and_loses_nothing() {
    let folder = TempDir::new().expect("a folder");
    let limited = TestServer::builder()
        .folder(folder.path())
        .store(|config| config.max_bytes = Some(2 * 1024 * 1024))
        .start()
        .await;
    let client = limited.client();
    let mut filling = Filling::begin(&client).await;
    filling.fill(&client).await;
    filling.holds(&client).await;
    let run = post(&client, "/api/realtime", &json!({ "prompt": "hi" })).await;
    assert_eq!(
        (run.status, &run.json()["code"]),
        (503, &json!("storage_full"))
    );
    let Filling {
        id,
        acknowledged,
        reader,
    } = filling;
    drop(reader);
    limited.stop().await;

    let channel = format!("conversation:{id}");
    let stored = look(folder.path(), std::slice::from_ref(&channel))
        .await
        .expect("readable");
    assert_eq!(stored.differences, Vec::<String>::new());
    let kept = stored.channels[&channel]
        .iter()
        .filter(|event| event.kind == "message");
    assert_eq!(kept.count(), acknowledged.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_has_room_again_is_written_again() {
    let folder = TempDir::new().expect("a folder");
    let Some(disk) = Tiny::mount(folder.path(), "size=6m") else {
        println!("SKIPPED: mounting a small file system takes more rights than this test has");
        return;
    };
    let data_folder = folder.path().join("data");
    let server = serve(&data_folder, &[]).await;
    let client = server.client();
    let run = ask(&client, "write 150 words").await;
    let mut run_reader = follow(&client, &run).await;
    while next(&mut run_reader).await.kind != "token" {}
    let mut filling = Filling::begin(&client).await;
    filling.fill(&client).await;
    filling.holds(&client).await;

    disk.grow("size=64m");
    // Commits that failed are tried again by those who wait for them.
    let added = tokio::time::timeout(SOON, async {
        while filling.add(&client, 10).await.is_err() {}
    });
    added.await.expect("there is room again");
    let newest = filling.acknowledged[filling.acknowledged.len() - 1].as_str();
    assert_eq!(data(&next(&mut filling.reader).await)["id"], newest);
    let done = loop {
        let event = next(&mut run_reader).await;
        if event.kind == "done" {
            break event;
        }
    };
    assert_eq!(data(&done)["status"], "complete", "the run waited for room");
    let status = server.terminate(SOON).await.expect("it ends");
    assert!(status.success());

    let channel = format!("conversation:{}", filling.id);
    let stored = look(&data_folder, std::slice::from_ref(&channel))
        .await
        .expect("readable");
    assert_eq!(stored.differences, Vec::<String>::new());
    let kept = stored.channels[&channel]
        .iter()
        .filter(|event| event.kind == "message");
    assert_eq!(kept.count(), filling.acknowledged.len());
}
