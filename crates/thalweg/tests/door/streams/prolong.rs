use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg_client::{Answer, Client, EventStream, Request, SseEvent};
use thalweg_log::ManualClock;
use thalweg_testkit::TestServer;
use uuid::Uuid;

use crate::support::{add_message, ask, data, new_conversation, problem, soon, text_of, until};

/// How long the owner's cookie counts.
const LIFE: Duration = Duration::from_secs(30 * 24 * 3_600);
const MOST_OF_IT: Duration = Duration::from_secs(24 * 24 * 3_600);

struct Bench {
    server: TestServer,
    clock: Arc<ManualClock>,
    owner: Client,
    conversation: String,
}

impl Bench {
    /// A server with guests, on which the owner has a conversation.
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::new(1_795_167_000_000));
        let server = TestServer::builder()
            .guests()
            .clock(clock.clone())
            // The manual clock rings no timer: signs of life make a stream look at the time.
            .settings(|settings| settings.http.heartbeat = Duration::from_millis(20))
            .start()
            .await;
        let owner = server.owner().await;
        let conversation = new_conversation(&owner).await;
        Self {
            server,
            clock,
            owner,
            conversation,
        }
    }

    /// A stream of the owner's conversation, and its `welcome`.
    async fn open(&self, client: &Client) -> (EventStream, Value) {
        let target = format!("/api/conversations/{}/events", self.conversation);
        let mut stream = soon(client.stream(Request::get(target)))
            .await
            .expect("a stream");
        let welcome = next(&mut stream).await.expect("welcome");
        (stream, data(&welcome))
    }

    async fn end(self) {
        until(async || self.server.app().streams.is_empty()).await;
        self.server.stop().await;
    }
}

async fn next(stream: &mut EventStream) -> Option<SseEvent> {
    soon(stream.next()).await.expect("not broken off")
}

async fn prolong(client: &Client, stream: &Value) -> Answer {
    let body = json!({ "streamId": stream });
    ask(client, Request::post("/api/auth/refresh", &body)).await
}

/// The stream says that its credential ended, and ends cleanly.
async fn assert_expires(mut stream: EventStream) {
    let said = next(&mut stream).await.expect("expired");
    assert_eq!((said.kind.as_str(), &said.id), ("expired", &None));
    assert!(data(&said)["at"].is_string());
    assert_eq!(next(&mut stream).await, None, "a clean end");
}

#[tokio::test]
async fn a_stream_ends_with_its_credential_and_a_prolonged_one_goes_on() {
    let bench = Bench::new().await;
    let (left, _) = bench.open(&bench.owner).await;
    let (mut prolonged, welcome) = bench.open(&bench.owner).await;
    bench.clock.advance(MOST_OF_IT);
    let answer = prolong(&bench.owner, &welcome["streamId"]).await;
    assert_eq!(answer.status, 200);
    let ends = text_of(&answer.json(), "expiresAt");
    assert!(ends > text_of(&welcome, "expiresAt"), "later than before");
    let set = answer.header("set-cookie");
    assert!(set.contains("HttpOnly; SameSite=Lax"), "{set}");
    let cookie = set.split(';').next().expect("a pair");
    let owner = bench.server.client().with_cookie(cookie);

    bench.clock.advance(LIFE - MOST_OF_IT);
    assert_expires(left).await;
    add_message(&owner, &bench.conversation, "still here").await;
    let event = next(&mut prolonged).await.expect("an event");
    assert_eq!(data(&event)["content"], "still here", "nothing before it");
    // A stream that the new cookie opens ends when it does.
    let (fresh, welcome) = bench.open(&owner).await;
    assert_eq!(text_of(&welcome, "expiresAt"), ends);
    drop(fresh);

    bench.clock.advance(MOST_OF_IT);
    while let Some(event) = next(&mut prolonged).await {
        // The change of the conversation that came with the message is still to come.
        assert!(["conversation", "expired"].contains(&event.kind.as_str()));
        if event.kind == "expired" {
            assert_eq!(text_of(&data(&event), "at"), ends);
        }
    }
    bench.end().await;
}

#[tokio::test]
async fn a_credential_that_ended_prolongs_nothing() {
    let bench = Bench::new().await;
    let (stream, welcome) = bench.open(&bench.owner).await;
    bench.clock.advance(LIFE);
    // Whoever comes with it is a new guest.
    let answer = prolong(&bench.owner, &welcome["streamId"]).await;
    problem(&answer, 404, "not_found");
    assert!(answer.header("set-cookie").contains("=g1."));
    assert_expires(stream).await;
    bench.end().await;
}

#[tokio::test]
async fn a_foreign_or_unknown_stream_is_not_found_and_stays_as_it_was() {
    let bench = Bench::new().await;
    let (stream, welcome) = bench.open(&bench.owner).await;
    let guest = bench.server.guest().await;
    bench.clock.advance(MOST_OF_IT);
    let unknown = json!(Uuid::from_u128(1));
    for (who, id) in [
        (&guest, &welcome["streamId"]),
        (&guest, &unknown),
        (&bench.owner, &unknown),
    ] {
        let answer = prolong(who, id).await;
        problem(&answer, 404, "not_found");
        assert_eq!(answer.header("set-cookie"), "", "no credential is renewed");
    }
    let body = json!({ "streamId": welcome["streamId"] });
    let request = Request::post("/api/auth/refresh", &body);
    let elsewhere = request.header("origin", "https://evil.example");
    problem(&ask(&bench.owner, elsewhere).await, 403, "foreign_origin");
    bench.clock.advance(LIFE - MOST_OF_IT);
    assert_expires(stream).await;
    bench.end().await;
}

#[tokio::test]
async fn a_credential_without_an_end_is_left_as_it_is() {
    let server = TestServer::builder().guests().start().await;
    let guest = server.guest().await;
    let conversation = new_conversation(&guest).await;
    let target = format!("/api/conversations/{conversation}/events");
    let mut stream = soon(guest.stream(Request::get(target)))
        .await
        .expect("a stream");
    let welcome = data(&next(&mut stream).await.expect("welcome"));
    let answer = prolong(&guest, &welcome["streamId"]).await;
    assert_eq!((answer.status, answer.json()), (200, json!({})));
    assert_eq!(answer.header("set-cookie"), "");
    drop(stream);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
