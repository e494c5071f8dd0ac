use std::time::Duration;

use thalweg_chat::FinishReason;
use thalweg_log::ChannelName;
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_wire::{Conversation, ConversationPatch, ErrorCode, NewConversation, Role, kind};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::support::{Bench, complete, fail, kept, owner, prompt, prompt_in, read, say, wait_ms};

fn titling() -> Bench {
    Bench::with(FakeProvider::new().with_titles(), Default::default(), 1)
}

async fn conversation(bench: &Bench, id: Uuid) -> Conversation {
    let found = bench.chat.conversation(&owner(), id).await;
    found.expect("it is there")
}

/// The title after everything that goes on has ended.
async fn settled(bench: &Bench, id: Uuid) -> String {
    sleep(Duration::from_secs(20)).await;
    bench.check().await;
    conversation(bench, id).await.title
}

async fn rename(bench: &Bench, id: Uuid, title: &str) {
    let patch = ConversationPatch {
        title: Some(title.into()),
        ..ConversationPatch::default()
    };
    let renamed = bench.chat.update_conversation(&owner(), id, patch).await;
    renamed.expect("it is renamed");
}

async fn list(bench: &Bench) -> Vec<String> {
    let page = bench
        .chat
        .list_conversations(&owner(), kept(false), None, 200)
        .await;
    let items = page.expect("a page").items.into_iter();
    items.map(|item| item.title).collect()
}

#[tokio::test(start_paused = true)]
async fn the_first_answer_gives_the_conversation_its_name() {
    let bench = titling();
    bench
        .model
        .script(vec![say("The sea is salty."), complete()]);
    bench.model.script(vec![
        wait_ms(500),
        say("\"Why the sea"),
        say(" is salty.\"\n"),
        complete(),
    ]);
    let (started, _) = bench.finished(prompt("why is the sea salty?")).await;
    let id = started.run.conversation_id;
    let answered = conversation(&bench, id).await;
    assert_eq!(answered.title, "why is the sea salty?");
    bench.clock.advance(Duration::from_secs(1));
    bench.finished(prompt("other")).await;
    assert_eq!(settled(&bench, id).await, "Why the sea is salty");

    let named = conversation(&bench, id).await;
    assert_eq!(named.updated_at, answered.updated_at);
    let titles = list(&bench).await;
    assert_eq!(
        titles.last().map(String::as_str),
        Some("Why the sea is salty")
    );
    for channel in [ChannelName::conversation(id), ChannelName::user(&owner())] {
        let events = bench.events_of(&channel).await;
        let mut told = events
            .iter()
            .filter(|event| event.kind == kind::CONVERSATION);
        assert!(told.any(|event| read::<Conversation>(event).title == named.title));
    }
    let asked = bench.model.requests();
    let title = asked.iter().find(|request| request.max_tokens.is_some());
    let title = title.expect("a title was asked for");
    assert_eq!(title.reasoning, Some(false));
    assert!(title.system.is_some() && title.turns.len() == 1 && title.turns[0].role == Role::User);
    for words in ["why is the sea salty?", "The sea is salty."] {
        assert!(title.turns[0].text.contains(words));
    }
    let count = asked.len();
    bench.finished(prompt_in(id, "and why wet?")).await;
    assert_eq!(settled(&bench, id).await, "Why the sea is salty");
    assert_eq!(bench.model.requests().len(), count + 1, "no second title");
}

#[tokio::test(start_paused = true)]
async fn a_persons_title_is_never_written_over() {
    let bench = titling();
    bench.model.script(vec![say("ok"), complete()]);
    bench
        .model
        .script(vec![wait_ms(1_000), say("Of a model"), complete()]);
    let (started, _) = bench.finished(prompt("hello")).await;
    let id = started.run.conversation_id;
    sleep(Duration::from_millis(100)).await;
    rename(&bench, id, "Of a person").await;
    assert_eq!(settled(&bench, id).await, "Of a person");
    assert_eq!(bench.model.requests().len(), 2);

    let new = NewConversation {
        title: Some("Chosen".into()),
        ..NewConversation::default()
    };
    let made = bench.chat.create_conversation(&owner(), new, None).await;
    let id = made.expect("it is made").id;
    bench.finished(prompt_in(id, "hello")).await;
    assert_eq!(settled(&bench, id).await, "Chosen");
    assert_eq!(bench.model.requests().len(), 3, "no title was asked for");
}

#[tokio::test(start_paused = true)]
async fn an_untitled_conversation_is_titled_after_its_first_prompt() {
    let bench = Bench::new();
    let made = bench
        .chat
        .create_conversation(&owner(), NewConversation::default(), None)
        .await;
    let id = made.expect("it is made").id;
    bench.finished(prompt_in(id, "Rivers of Asia")).await;
    bench.finished(prompt_in(id, "and of Africa")).await;
    assert_eq!(settled(&bench, id).await, "Rivers of Asia");
    assert_eq!(bench.model.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_first_answer_that_says_something_counts() {
    let bench = titling();
    bench
        .model
        .script(vec![say("half"), fail(ErrorCode::ModelFailed, "no")]);
    bench
        .model
        .script(vec![say("no"), FakeStep::Finish(FinishReason::Refused)]);
    bench
        .model
        .script(vec![say("cut"), FakeStep::Finish(FinishReason::Length)]);
    bench.model.script(vec![say("Three tries"), complete()]);
    let (started, _) = bench.finished(prompt("one")).await;
    let id = started.run.conversation_id;
    bench.finished(prompt_in(id, "two")).await;
    assert_eq!(settled(&bench, id).await, "one");
    bench.finished(prompt_in(id, "three")).await;
    assert_eq!(settled(&bench, id).await, "Three tries");
}

#[tokio::test(start_paused = true)]
async fn a_model_that_gives_no_title_does_no_harm() {
    let scripts = [
        vec![FakeStep::Hang],
        vec![say("half a ti"), FakeStep::Hang],
        vec![fail(ErrorCode::ModelFailed, "no")],
        vec![say("x"), fail(ErrorCode::ModelFailed, "no")],
        vec![
            say("A title that is cu"),
            FakeStep::Finish(FinishReason::Length),
        ],
        vec![say("A title without an end")],
        vec![say("***"), complete()],
        vec![say(&"words ".repeat(1_000)), complete()],
        vec![FakeStep::Panic],
    ];
    for script in scripts {
        let bench = titling();
        let name = format!("{script:?}");
        bench.model.script(vec![say("ok"), complete()]);
        bench.model.script(script);
        let (started, answer) = bench.finished(prompt("hello")).await;
        let id = started.run.conversation_id;
        assert_eq!(answer.content, "ok");
        // The run is over, and the next one need not wait for the title.
        let before = Instant::now();
        bench.finished(prompt_in(id, "again")).await;
        assert!(before.elapsed() < Duration::from_secs(1), "{name:.80}");
        assert_eq!(settled(&bench, id).await, "hello", "{name:.80}");
        assert_eq!(bench.chat.runs_in_progress(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_title_is_given_up_after_a_while_and_when_the_server_goes_down() {
    let bench = titling();
    for patience in [Duration::from_secs(15), Duration::from_millis(100)] {
        bench.model.script(vec![say("ok"), complete()]);
        bench.model.script(vec![FakeStep::Hang]);
        let before = bench.model.dropped().len();
        bench.finished(prompt("hello")).await;
        let asked = Instant::now();
        if patience < Duration::from_secs(15) {
            sleep(patience).await;
            bench.chat.drain(asked).await;
        }
        while bench.model.dropped().len() < before + 2 {
            sleep(Duration::from_millis(1)).await;
        }
        let took = asked.elapsed();
        assert!(took <= patience + Duration::from_millis(50), "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_deleted_conversation_gets_no_title() {
    let bench = titling();
    bench.model.script(vec![say("ok"), complete()]);
    bench
        .model
        .script(vec![wait_ms(1_000), say("Late"), complete()]);
    let (started, _) = bench.finished(prompt("hello")).await;
    let id = started.run.conversation_id;
    sleep(Duration::from_millis(100)).await;
    let deleted = bench.chat.delete_conversation(&owner(), id).await;
    deleted.expect("it is deleted");
    sleep(Duration::from_secs(20)).await;
    assert_eq!(
        bench.kinds(id).await.last().map(String::as_str),
        Some("deleted")
    );
    bench.check().await;
}
