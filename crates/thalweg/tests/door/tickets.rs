//! Tickets: leave to follow one stream by its address alone.

mod bound;
mod life;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg_client::{Client, EventStream, Request, SseEvent};
use thalweg_log::ManualClock;
use thalweg_testkit::{TestServer, TestServerBuilder};
use thalweg_wire::Registration;

use crate::support::people::{self, invited};
use crate::support::{add_message, ask, data, new_conversation, problem, soon, text_of};

/// The origin of somebody else's page, which may ask.
const PAGE: &str = "https://app.example";

struct Bench {
    server: TestServer,
    clock: Arc<ManualClock>,
    owner: Client,
    /// Whose the conversation is.
    member: Client,
    conversation: String,
}

fn with_page(builder: TestServerBuilder) -> TestServerBuilder {
    builder.settings(|settings| {
        settings.http.origins = vec![PAGE.into()];
        settings.access.gate.origins = vec![PAGE.into()];
        // The manual clock rings no timer: signs of life make a stream look at the time.
        settings.http.heartbeat = Duration::from_millis(20);
    })
}

impl Bench {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut thalweg::Settings)) -> Self {
        let clock = Arc::new(ManualClock::new(1_795_167_000_000));
        let server = with_page(TestServer::builder())
            .accounts(Registration::Invite)
            .clock(clock.clone())
            .settings(change)
            .start()
            .await;
        let owner = people::owner(&server).await;
        let member = invited(&server, &owner, "member", "member").await;
        let conversation = new_conversation(&member).await;
        Self {
            server,
            clock,
            owner,
            member,
            conversation,
        }
    }

    fn path(&self) -> String {
        format!("/api/conversations/{}/events", self.conversation)
    }

    /// A ticket of the member for that page and the conversation.
    async fn ticket(&self) -> String {
        url(&self.member, &self.path()).await
    }

    async fn end(self) {
        crate::support::until(async || self.server.app().streams.is_empty()).await;
        self.server.stop().await;
    }
}

/// Asks for a ticket for that page.
fn wish(path: &str) -> Request {
    Request::post("/api/auth/ticket", &json!({ "path": path, "origin": PAGE }))
}

/// The address that a ticket of `by` gives to that page.
async fn url(by: &Client, path: &str) -> String {
    let made = ask(by, wish(path)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    text_of(&made.json(), "url")
}

/// What a bare `EventSource` of that page sends.
fn from_page(url: &str) -> Request {
    Request::get(url)
        .header("origin", PAGE)
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "cors")
        .header("accept", "text/event-stream")
}

/// The same once it has had an event.
fn again_from_page(url: &str, event: &SseEvent) -> Request {
    let place = event.id.clone().expect("a place");
    from_page(url).header("last-event-id", place)
}

async fn follow(client: &Client, request: Request) -> (EventStream, SseEvent) {
    let mut stream = soon(client.stream(request)).await.expect("a stream");
    let first = next(&mut stream).await.expect("an event");
    (stream, first)
}

async fn next(stream: &mut EventStream) -> Option<SseEvent> {
    soon(stream.next()).await.expect("not broken off")
}

async fn assert_refused(client: &Client, request: Request, words: &str) {
    let refused = ask(client, request).await;
    let detail = text_of(&problem(&refused, 401, "unauthorized"), "detail");
    assert!(detail.contains(words), "{detail}");
}

/// A bare `EventSource` on another origin's page: it knows an address, says nothing of its own, and
/// comes back with the last id that it had.
#[tokio::test]
async fn a_page_elsewhere_follows_by_an_address_alone_and_comes_back_to_its_place() {
    let bench = Bench::new().await;
    let made = ask(&bench.member, wish(&bench.path())).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let said: Value = made.json();
    let ticket = text_of(&said, "ticket");
    assert!(ticket.starts_with("tlt_") && ticket.len() == 68, "{ticket}");
    let url = text_of(&said, "url");
    assert_eq!(url, format!("{}?ticket={ticket}", bench.path()));
    assert_eq!(made.header("cache-control"), "no-store");

    let page = bench.server.client();
    let answer = soon(page.open(from_page(&url))).await.expect("an answer");
    let header = |name: &str| answer.headers().get(name).cloned();
    assert_eq!(header("access-control-allow-origin").expect("CORS"), PAGE);
    assert_eq!(header("set-cookie"), None);
    drop(answer);
    // Whoever did not get so far asks for another ticket.
    assert_refused(&page, from_page(&url), "only with `Last-Event-ID`").await;

    let url = bench.ticket().await;
    let (mut stream, welcome) = follow(&page, from_page(&url)).await;
    assert_eq!(welcome.kind, "welcome");
    add_message(&bench.member, &bench.conversation, "one").await;
    let one = next(&mut stream).await.expect("an event");
    assert_eq!(data(&one)["content"], "one");
    // The line is dead, which the server does not see yet: the page comes back.
    let (mut back, welcome) = follow(&page, again_from_page(&url, &one)).await;
    assert_eq!((welcome.kind.as_str(), &welcome.id), ("welcome", &one.id));
    let mut kinds = Vec::new();
    while let Some(event) = next(&mut stream).await {
        kinds.push(event.kind.clone());
        if event.kind == "reconnect" {
            assert_eq!(data(&event)["reason"], "taken_over");
        }
    }
    assert_eq!(kinds.last().map(String::as_str), Some("reconnect"));
    add_message(&bench.member, &bench.conversation, "two").await;
    let mut contents = Vec::new();
    while contents.is_empty() {
        let event = next(&mut back).await.expect("an event");
        if event.kind == "message" {
            contents.push(data(&event)["content"].clone());
        }
    }
    assert_eq!(contents, ["two"], "what was had does not come again");
    drop((stream, back));
    bench.end().await;
}

#[tokio::test]
async fn a_ticket_stands_in_no_log_and_no_trail() {
    let logs = crate::requests::logs();
    let bench = Bench::new().await;
    let url = bench.ticket().await;
    let (_, secret) = url.split_once("ticket=").expect("a ticket");
    let page = bench.server.client();
    let path = bench.path();
    drop(follow(&page, from_page(&url)).await);
    // And where it is refused.
    assert_refused(&page, from_page(&url), "was used").await;
    let elsewhere = format!("/api/events?channel=room:a&ticket={secret}");
    assert_refused(&page, from_page(&elsewhere), "another path").await;
    let unsafe_verb = Request::delete(format!("{path}?ticket={secret}"));
    problem(&ask(&page, unsafe_verb).await, 400, "malformed");
    let trail = ask(&bench.owner, Request::get("/api/admin/audit")).await;
    let trail = trail.json().to_string();
    assert!(trail.contains(&path), "what was refused is in the trail");
    assert!(!trail.contains(secret));
    bench.end().await;
    assert!(!logs.with(&[&path]).is_empty(), "requests are logged");
    assert_eq!(logs.with(&[secret]), [] as [String; 0]);
}
