use thalweg_chat::{Rejection, StartRunError, UpdateConversationError};
use thalweg_providers::FakeProvider;
use thalweg_wire::{Conversation, ConversationPatch, NewConversation};
use uuid::Uuid;

use crate::support::{Bench, owner, prompt_in};

async fn instructed(bench: &Bench, system: &str) -> Conversation {
    let new = NewConversation {
        system: Some(system.into()),
        ..NewConversation::default()
    };
    let made = bench.chat.create_conversation(&owner(), new, None).await;
    made.expect("it is made")
}

async fn instruct(
    bench: &Bench,
    id: Uuid,
    system: Option<&str>,
) -> Result<Conversation, UpdateConversationError> {
    let patch = ConversationPatch {
        system: system.map(Into::into),
        pinned: Some(true),
        ..ConversationPatch::default()
    };
    bench.chat.update_conversation(&owner(), id, patch).await
}

/// The instructions that the model was given last.
fn heard(bench: &Bench) -> Option<String> {
    bench.model.requests().pop().expect("it was asked").system
}

#[tokio::test(start_paused = true)]
async fn every_run_is_given_the_instructions_of_its_moment() {
    let bench = Bench::new();
    let id = instructed(&bench, "Answer in verse.").await.id;
    bench.finished(prompt_in(id, "one")).await;
    assert_eq!(heard(&bench).as_deref(), Some("Answer in verse."));
    let kept = instruct(&bench, id, None).await.expect("it changes");
    assert_eq!(kept.system.as_deref(), Some("Answer in verse."));
    let changed = instruct(&bench, id, Some(" In prose. ")).await;
    assert_eq!(
        changed.expect("it changes").system.as_deref(),
        Some(" In prose. ")
    );
    bench.finished(prompt_in(id, "two")).await;
    assert_eq!(heard(&bench).as_deref(), Some(" In prose. "));
    for blank in ["", " \n"] {
        instruct(&bench, id, Some("again"))
            .await
            .expect("it changes");
        let cleared = instruct(&bench, id, Some(blank)).await;
        assert_eq!(cleared.expect("it changes").system, None);
    }
    bench.finished(prompt_in(id, "three")).await;
    assert_eq!(heard(&bench), None);
    assert_eq!(instructed(&bench, " ").await.system, None);
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn instructions_that_are_too_long_change_nothing() {
    let bench = Bench::new();
    let id = instructed(&bench, "Be brief.").await.id;
    let head = bench.hub.watermark();
    let long = instruct(&bench, id, Some(&"é".repeat(32_001))).await;
    let Err(UpdateConversationError::Invalid(errors)) = long else {
        panic!("not refused: {long:?}");
    };
    assert_eq!(errors[0].path, "system");
    assert_eq!(bench.hub.watermark(), head);
}

#[tokio::test(start_paused = true)]
async fn instructions_count_against_the_models_limit() {
    let model = FakeProvider::new().with_context(40);
    let bench = Bench::with(model, Default::default(), 1);
    let id = instructed(&bench, &"x".repeat(100)).await.id;
    bench.finished(prompt_in(id, "fits, just")).await;
    let long = bench.start(prompt_in(id, "and no further")).await;
    let too_long = Rejection::ContextTooLong {
        size: 29 + 7 + 5 + 8,
        limit: 40,
    };
    assert_eq!(long, Err(StartRunError::Rejected(too_long)));
}
