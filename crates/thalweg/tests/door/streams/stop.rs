use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;
use thalweg_client::{Request, SseEvent};
use thalweg_log::{Entropy as _, SeededEntropy};
use thalweg_providers::FakeStep;

use crate::support::{
    ask, data, kinds, new_conversation, say, scripted, soon, spoken, start_run, text_of, texts_of,
    until,
};

fn stop(run: &str) -> Request {
    Request::new(Method::DELETE, format!("/api/realtime/{run}"))
}

#[tokio::test]
async fn stop_reaches_the_model_within_100_ms() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let mut fastest = Duration::MAX;
    // The machine may be busy with other tests; a stop that is slow by itself is slow each time.
    for _ in 0..10 {
        let run = text_of(
            &start_run(&client, &json!({ "prompt": "go" })).await,
            "runId",
        );
        let voice = puppet.voice().await;
        voice.say("text");
        let began = Instant::now();
        let dropped = async {
            voice.dropped().await;
            began.elapsed()
        };
        let (took, answer) = tokio::join!(dropped, ask(&client, stop(&run)));
        assert_eq!(
            (answer.status, &answer.json()["ended"]),
            (200, &json!("stopped"))
        );
        fastest = fastest.min(took);
    }
    assert!(fastest <= Duration::from_millis(100), "{fastest:?}");
    server.stop().await;
}

#[tokio::test]
async fn every_reader_gets_the_same_end_and_the_text_so_far() {
    let (puppet, builder) = spoken();
    let server = builder.start().await;
    let client = server.client();
    let conversation = new_conversation(&client).await;
    let body = json!({ "prompt": "go", "conversationId": conversation });
    let started = start_run(&client, &body).await;
    let run = text_of(&started, "runId");
    let mut readers = Vec::new();
    for _ in 0..20 {
        let request = Request::get(format!("/api/realtime/{run}"));
        readers.push(soon(client.stream(request)).await.expect("a stream"));
    }
    let voice = puppet.voice().await;
    voice.say("so far");
    // Heard, so it must be kept.
    let mut heard: Vec<SseEvent> = Vec::new();
    while texts_of(&heard) != "so far" {
        heard.push(
            soon(readers[0].next())
                .await
                .expect("alive")
                .expect("an event"),
        );
    }
    let stopped = ask(&client, stop(&run)).await;
    assert_eq!(stopped.json()["ended"], "stopped");
    let mut ends = Vec::new();
    for reader in readers {
        let events = soon(reader.collect()).await.expect("a clean end");
        let order = kinds(&events);
        assert_eq!(order[order.len() - 2..], ["message", "done"]);
        ends.push(events[events.len() - 2..].to_vec());
    }
    ends.dedup();
    assert_eq!(ends.len(), 1, "the same bytes for every reader");
    let message = data(&ends[0][0]);
    assert_eq!(
        (&message["status"], &message["content"]),
        (&json!("stopped"), &json!("so far"))
    );
    assert_eq!(data(&ends[0][1])["status"], "stopped");
    let before = crate::support::state(&server, &client, &conversation).await;
    for _ in 0..3 {
        let again = ask(&client, stop(&run)).await;
        assert_eq!(
            (again.status, again.json()),
            (200, stopped.json()),
            "idempotent"
        );
    }
    assert_eq!(
        before,
        crate::support::state(&server, &client, &conversation).await
    );
    server.stop().await;
}

/// Whichever end comes first, there is one, and everybody is told the same.
#[tokio::test]
async fn a_stop_that_races_the_finish_has_one_winner() {
    const ROUNDS: usize = 200;
    let random = SeededEntropy::new(7);
    let (model, builder) = scripted();
    let server = builder.start().await;
    let client = server.client();
    let mut stopped = 0;
    for round in 0..ROUNDS {
        let finish = FakeStep::Finish(thalweg_chat::FinishReason::Complete);
        let wait = FakeStep::Wait(Duration::from_micros(random.next_u64() % 4_000));
        model.script(vec![say("a"), wait, say("b"), finish]);
        let started = start_run(&client, &json!({ "prompt": "go" })).await;
        let run = text_of(&started, "runId");
        let follow = async {
            let request = Request::get(format!("/api/realtime/{run}"));
            let stream = soon(client.stream(request)).await.expect("a stream");
            soon(stream.collect()).await.expect("a clean end")
        };
        let (events, one, other) =
            tokio::join!(follow, ask(&client, stop(&run)), ask(&client, stop(&run)),);
        let dones: Vec<_> = events.iter().filter(|event| event.kind == "done").collect();
        assert_eq!(dones.len(), 1, "round {round}");
        let status = data(dones[0])["status"].clone();
        for answer in [one, other] {
            assert_eq!(
                (answer.status, &answer.json()["ended"]),
                (200, &status),
                "round {round}"
            );
        }
        let message = data(&events[events.len() - 2]);
        assert_eq!(message["status"], status, "round {round}");
        assert_eq!(message["content"], texts_of(&events), "round {round}");
        let later = ask(&client, stop(&run)).await;
        assert_eq!(later.json()["ended"], status, "round {round}");
        stopped += usize::from(status == "stopped");
    }
    eprintln!("{stopped} of {ROUNDS} were stopped");
    until(async || server.app().chat.runs_in_progress() == 0).await;
    server.stop().await;
}
