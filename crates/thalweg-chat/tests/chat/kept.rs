//! What a provider gives to be handed back, and who gets it.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use serde_json::json;
use thalweg_chat::{ChatConfig, ExportFormat, Kept};
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_wire::{ContinueRun, ForkConversation};
use tokio::time::sleep;
use uuid::Uuid;

use crate::support::{Bench, complete, owner, prompt, prompt_in, say};

fn signed(words: &str) -> Kept {
    Kept {
        provider: "up".into(),
        data: json!({ "signature": words }),
    }
}

fn keep(words: &str) -> FakeStep {
    FakeStep::Keep(signed(words))
}

fn model() -> FakeProvider {
    FakeProvider::new().with_provider("up")
}

fn bench() -> Bench {
    Bench::with(model(), ChatConfig::default(), 1)
}

/// What the model is handed back with each turn, when it is asked in `conversation`.
async fn handed_back(bench: &Bench, conversation: Uuid) -> Vec<Option<Kept>> {
    bench.finished(prompt_in(conversation, "and?")).await;
    let asked = bench.model.requests().pop().expect("a request");
    asked.turns.into_iter().map(|turn| turn.kept).collect()
}

async fn go_on(bench: &Bench, run: Uuid) -> thalweg_chat::Started {
    let ask = ContinueRun::default();
    let started = bench.chat.continue_run(&owner(), run, ask, None, "r").await;
    started.expect("it starts")
}

#[tokio::test(start_paused = true)]
async fn what_a_provider_kept_comes_back_to_it_alone() {
    let bench = bench();
    // The last one counts.
    let said = vec![keep("one"), say("A"), keep("two"), complete()];
    bench.model.script(said);
    let (first, _) = bench.finished(prompt("hi")).await;
    let id = first.run.conversation_id;
    let back = [None, Some(signed("two")), None];
    assert_eq!(handed_back(&bench, id).await, back);
    let reborn = bench.reborn();
    assert_eq!(handed_back(&reborn, id).await[..3], back);
    let foreign = FakeProvider::new().with_provider("x");
    let other = bench.reborn_with(foreign, ChatConfig::default());
    assert_eq!(handed_back(&other, id).await, vec![None; 7]);
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn it_stays_with_an_answer_that_is_written_on_in() {
    let bench = bench();
    bench
        .model
        .script(vec![keep("one"), say("A"), FakeStep::Hang]);
    let first = bench.begin(prompt("hi")).await;
    let id = first.run.conversation_id;
    sleep(Duration::from_millis(100)).await;
    bench
        .chat
        .stop_run(&owner(), first.run.id)
        .await
        .expect("it stops");
    // A continuation that a crash ends, then one that gives nothing, then one that gives anew.
    bench.model.script(vec![say("B"), FakeStep::Hang]);
    let second = go_on(&bench, first.run.id).await;
    sleep(Duration::from_millis(100)).await;
    let bench = bench.reborn();
    assert_eq!(bench.chat.recover().await, Ok(1));
    bench.model.script(vec![say("C")]);
    let third = go_on(&bench, second.run.id).await;
    bench.ended(&third).await;
    bench.model.script(vec![keep("two"), say("D"), complete()]);
    let fourth = go_on(&bench, third.run.id).await;
    assert_eq!(bench.ended(&fourth).await.content, "ABCD");
    for asked in &bench.model.requests()[1..4] {
        assert_eq!(asked.turns[1].kept, Some(signed("one")), "{asked:?}");
    }
    let back = handed_back(&bench, id).await;
    assert_eq!(back, [None, Some(signed("two")), None]);
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_fork_has_it_and_a_file_has_not() {
    let bench = bench();
    bench
        .model
        .script(vec![keep("secret"), say("A"), complete()]);
    let (first, answer) = bench.finished(prompt("hi")).await;
    let id = first.run.conversation_id;
    let ask = ForkConversation {
        message_id: answer.id,
    };
    let forked = bench.chat.fork_conversation(&owner(), id, ask, None).await;
    let forked = forked.expect("it is forked").id;
    let back = [None, Some(signed("secret")), None];
    assert_eq!(handed_back(&bench, forked).await, back);
    for format in [ExportFormat::Json, ExportFormat::Markdown] {
        let file = bench.chat.export(&owner(), id, format, None).await;
        let pieces: Vec<_> = file
            .expect("a file")
            .body
            .try_collect()
            .await
            .expect("whole");
        let text = String::from_utf8(pieces.concat()).expect("text");
        assert!(text.contains("hi") && !text.contains("secret"), "{text}");
    }
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn more_than_an_answer_may_be_long_is_not_kept() {
    let config = ChatConfig {
        answer_bytes: 1_000,
        ..ChatConfig::default()
    };
    let bench = Bench::with(model(), config, 1);
    let long = "x".repeat(1_000);
    bench
        .model
        .script(vec![keep("one"), keep(&long), say("A"), complete()]);
    let (first, answer) = bench.finished(prompt("hi")).await;
    assert_eq!(answer.content, "A");
    let back = handed_back(&bench, first.run.conversation_id).await;
    assert_eq!(back, [None, None, None]);
}
