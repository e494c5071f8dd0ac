use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg_client::{Client, EventStream, Request};
use thalweg_log::ManualClock;
use thalweg_testkit::TestServer;
use thalweg_wire::Registration;

use crate::support::people::{me, register, with_cookie_of};
use crate::support::sockets::{closed, connect};
use crate::support::{ask, data, problem, soon, text_of, until};

const DAY: Duration = Duration::from_secs(24 * 3_600);

struct Bench {
    server: TestServer,
    clock: Arc<ManualClock>,
    ann: Client,
}

impl Bench {
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::new(1_795_167_000_000));
        let server = TestServer::builder()
            .accounts(Registration::Open)
            .clock(clock.clone())
            // The manual clock rings no timer: signs of life make a stream look at the time.
            .settings(|settings| settings.http.heartbeat = Duration::from_millis(20))
            .start()
            .await;
        let made = register(&server.client(), "ann", None).await;
        let ann = with_cookie_of(&server.client(), &made);
        Self { server, clock, ann }
    }

    /// Her feed, and its `welcome`.
    async fn feed(&self) -> (EventStream, Value) {
        let id = text_of(&me(&self.ann).await["principal"], "id");
        let target = format!("/api/events?channel=user:{id}");
        let stream = self.ann.stream(Request::get(target));
        let mut stream = soon(stream).await.expect("a stream");
        let welcome = soon(stream.next()).await.expect("alive").expect("welcome");
        (stream, data(&welcome))
    }

    async fn end(self) {
        until(async || self.server.app().streams.is_empty()).await;
        self.server.stop().await;
    }
}

async fn assert_expires(mut stream: EventStream) {
    let said = soon(stream.next()).await.expect("not broken off");
    assert_eq!(said.map(|said| said.kind).as_deref(), Some("expired"));
    assert_eq!(soon(stream.next()).await.expect("a clean end"), None);
}

#[tokio::test]
async fn streams_expire_with_a_session_that_is_not_used() {
    let bench = Bench::new().await;
    let (stream, welcome) = bench.feed().await;
    let ends = text_of(&me(&bench.ann).await["session"], "expiresAt");
    assert_eq!(text_of(&welcome, "expiresAt"), ends);
    let (mut socket, hello) = connect(&bench.ann).await;
    assert_eq!(text_of(&hello, "expiresAt"), ends);
    bench.clock.advance(30 * DAY);
    assert_expires(stream).await;
    assert_eq!(closed(&mut socket).await, 4401);
    let over = ask(&bench.ann, Request::get("/api/me")).await;
    problem(&over, 401, "unauthorized");
    bench.end().await;
}

#[tokio::test]
async fn a_session_that_is_used_slides_with_its_streams_and_its_cookie() {
    let bench = Bench::new().await;
    let (stream, _) = bench.feed().await;
    let first = text_of(&me(&bench.ann).await["session"], "expiresAt");
    bench.clock.advance(DAY - Duration::from_millis(1));
    let answer = ask(&bench.ann, Request::get("/api/me")).await;
    assert_eq!(answer.header("set-cookie"), "", "at most once a day");
    bench.clock.advance(Duration::from_millis(1));
    let answer = ask(&bench.ann, Request::get("/api/me")).await;
    let set = answer.header("set-cookie");
    let same = bench.ann.cookie().expect("a cookie");
    assert!(
        set.starts_with(same) && set.contains("Max-Age=2592000"),
        "{set}"
    );
    assert!(text_of(&answer.json()["session"], "expiresAt") > first);
    // Past the end that the stream was opened with.
    bench.clock.advance(30 * DAY - Duration::from_millis(1));
    let mut stream = stream;
    let silence = tokio::time::timeout(Duration::from_millis(200), stream.next()).await;
    assert!(silence.is_err(), "it goes on: {silence:?}");
    bench.clock.advance(Duration::from_millis(1));
    assert_expires(stream).await;
    bench.end().await;
}

#[tokio::test]
async fn a_session_is_prolonged_on_request_and_only_its_own_streams_are() {
    let bench = Bench::new().await;
    let (stream, welcome) = bench.feed().await;
    let other = crate::support::people::again(&bench.server, "ann").await;
    let prolong = async |client: &Client, stream: &Value| {
        let body = json!({ "streamId": stream });
        ask(client, Request::post("/api/auth/refresh", &body)).await
    };
    bench.clock.advance(Duration::from_secs(60));
    let foreign = prolong(&other, &welcome["streamId"]).await;
    problem(&foreign, 404, "not_found");
    let answer = prolong(&bench.ann, &welcome["streamId"]).await;
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .header("set-cookie")
            .starts_with(bench.ann.cookie().expect("a cookie"))
    );
    let ends = text_of(&answer.json(), "expiresAt");
    assert_eq!(ends, text_of(&me(&bench.ann).await["session"], "expiresAt"));
    assert!(ends > text_of(&welcome, "expiresAt"));
    bench.clock.advance(30 * DAY - Duration::from_millis(1));
    assert_eq!(ask(&other, Request::get("/api/me")).await.status, 401);
    bench.clock.advance(Duration::from_millis(1));
    assert_expires(stream).await;
    bench.end().await;
}

#[tokio::test]
async fn when_a_session_was_last_used_is_kept_over_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(ManualClock::new(1_795_167_000_000));
    let start = || {
        let builder = TestServer::builder().folder(folder.path());
        builder
            .accounts(Registration::Open)
            .clock(clock.clone())
            .start()
    };
    let server = start().await;
    let made = register(&server.client(), "ann", None).await;
    let cookie = with_cookie_of(&server.client(), &made);
    let cookie = cookie.cookie().expect("a cookie").to_owned();
    let agent = Request::get("/api/auth/sessions");
    let seen = async |server: &TestServer| {
        let ann = server.client().with_cookie(cookie.clone());
        let list = ask(&ann, agent.clone()).await.json();
        text_of(&list["items"][0], "lastSeenAt")
    };
    let first = seen(&server).await;
    clock.advance(Duration::from_secs(299));
    assert_eq!(seen(&server).await, first, "not yet five minutes");
    clock.advance(Duration::from_secs(1));
    let second = seen(&server).await;
    assert!(second > first);
    server.stop().await;
    let server = start().await;
    // Later, or what was not kept would be seen anew by this and look the same.
    clock.advance(Duration::from_secs(100));
    assert_eq!(seen(&server).await, second);
    clock.advance(2 * DAY);
    let ann = server.client().with_cookie(cookie.clone());
    let ends = text_of(&me(&ann).await["session"], "expiresAt");
    server.stop().await;
    let server = start().await;
    clock.advance(Duration::from_secs(60));
    let ann = server.client().with_cookie(cookie.clone());
    assert_eq!(text_of(&me(&ann).await["session"], "expiresAt"), ends);
    server.stop().await;
}
