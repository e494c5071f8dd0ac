use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use thalweg_client::Request;
use thalweg_log::ManualClock;

use crate::support::{data, kinds, pieces, run_to_end, scripted, soon, text_of, texts_of, until};

/// A reader from before or among tokens that were folded gets the message that replaces them.
#[tokio::test]
async fn folded_tokens_are_replaced_by_their_message() {
    let clock = Arc::new(ManualClock::new(1_795_167_000_000));
    let (model, builder) = scripted();
    model.script(pieces(20));
    let server = builder
        .clock(clock.clone())
        .settings(|settings| {
            settings.chat.join_window = Duration::ZERO;
            settings.hub.upkeep = Duration::from_millis(1);
        })
        .start()
        .await;
    let client = server.client();
    let whole = run_to_end(&client, &json!({ "prompt": "go" })).await;
    let run = text_of(&data(whole.last().expect("done")), "runId");
    let follow = async |query: &str| {
        let request = Request::get(format!("/api/realtime/{run}{query}"));
        let stream = soon(client.stream(request)).await.expect("a stream");
        soon(stream.collect()).await.expect("a clean end")
    };
    assert!(kinds(&follow("").await).contains(&"token"));
    clock.advance(Duration::from_secs(61));
    let folded = ["welcome", "message", "run", "message", "done"];
    until(async || kinds(&follow("").await) == folded).await;
    let again = follow("").await;
    assert_eq!(again[1], whole[1], "what is no token stays as it was");
    assert_eq!(again.last(), whole.last());
    let message = data(&again[3]);
    assert_eq!(message["content"], texts_of(&whole));
    let tokens: Vec<_> = whole.iter().filter(|event| event.kind == "token").collect();
    assert!(tokens.len() > 1, "there is a place among the tokens");
    for token in tokens {
        let cursor = token.id.as_deref().expect("an id");
        let rest = follow(&format!("?cursor={cursor}")).await;
        assert_eq!(kinds(&rest), ["welcome", "message", "done"]);
        assert_eq!(rest[1..], again[3..]);
    }
    assert_eq!(server.app().hub.counters().view().resets, 0);
    server.stop().await;
}
