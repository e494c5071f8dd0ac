use std::time::Duration;

use thalweg_chat::{ForkConversationError, MessageQuery};
use thalweg_providers::FakeStep;
use thalweg_wire::{ChatMessage, Conversation, ForkConversation, ForkedFrom, ParentRef, StartRun};
use uuid::Uuid;

use crate::support::{Bench, complete, owner, prompt, prompt_in, say, stranger};

async fn fork(
    bench: &Bench,
    id: Uuid,
    message_id: Uuid,
    key: Option<&str>,
) -> Result<Conversation, ForkConversationError> {
    let ask = ForkConversation { message_id };
    let key = key.map(ToOwned::to_owned);
    bench.chat.fork_conversation(&owner(), id, ask, key).await
}

async fn messages(bench: &Bench, id: Uuid) -> Vec<ChatMessage> {
    let query = MessageQuery {
        before: None,
        limit: 200,
        leaf: None,
    };
    let found = bench.rows.messages(id, query).await.expect("readable");
    found.value.items.into_iter().rev().collect()
}

#[tokio::test(start_paused = true)]
async fn a_fork_has_copies_of_one_branch_and_goes_its_own_way() {
    let bench = Bench::new();
    bench
        .model
        .script(vec![FakeStep::Think("hm".into()), say("A"), complete()]);
    let (first, _) = bench.finished(prompt("one")).await;
    let id = first.run.conversation_id;
    let (second, _) = bench.finished(prompt_in(id, "two")).await;
    let edit = StartRun {
        parent_id: Some(ParentRef::Id(first.run.assistant_message_id)),
        ..prompt_in(id, "another two")
    };
    bench.finished(edit).await;
    let before = bench.events(id).await.len();
    bench.clock.advance(Duration::from_secs(1));

    let forked = fork(&bench, id, second.run.assistant_message_id, None).await;
    let forked = forked.expect("it is forked");
    let from = ForkedFrom {
        conversation_id: id,
        message_id: second.run.assistant_message_id,
    };
    assert_eq!(
        (forked.title.as_str(), forked.forked_from),
        ("one", Some(from))
    );
    let (old, new) = (
        messages(&bench, id).await,
        messages(&bench, forked.id).await,
    );
    let texts: Vec<_> = new.iter().map(|message| message.content.as_str()).collect();
    assert_eq!(texts, ["one", "A", "two", "ok"]);
    assert_eq!(forked.leaf_id, Some(new[3].id));
    for (at, message) in new.iter().enumerate() {
        assert_eq!(message.parent_id, at.checked_sub(1).map(|at| new[at].id));
        assert!(old.iter().all(|old| old.id != message.id), "ids of its own");
        let same = old.iter().any(|old| {
            let own = ChatMessage {
                id: old.id,
                conversation_id: old.conversation_id,
                parent_id: old.parent_id,
                run_id: old.run_id,
                ..message.clone()
            };
            own == *old
        });
        assert!(same, "all else is as it was: {message:?}");
        assert_eq!(
            message.run_id, None,
            "to continue that run would go on there"
        );
    }
    assert_eq!(
        bench.events(id).await.len(),
        before,
        "nothing changes there"
    );
    bench.finished(prompt_in(forked.id, "three")).await;
    let turns = bench.model.requests().pop().expect("it was asked").turns;
    let said: Vec<_> = turns.iter().map(|turn| turn.text.as_str()).collect();
    assert_eq!(said, ["one", "A", "two", "ok", "three"]);
    assert_eq!(messages(&bench, id).await.len(), old.len());
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_forked_is_refused() {
    let bench = Bench::new();
    bench.model.script(vec![say("half"), FakeStep::Hang]);
    let started = bench.begin(prompt("hello")).await;
    let (id, question) = (started.run.conversation_id, started.run.message_id);
    let answer = started.run.assistant_message_id;
    let busy = Err(ForkConversationError::Busy {
        run_id: Some(started.run.id),
    });
    assert_eq!(fork(&bench, id, answer, None).await, busy);
    assert!(
        fork(&bench, id, question, None).await.is_ok(),
        "it is whole"
    );
    let unknown = fork(&bench, id, Uuid::nil(), None).await;
    assert!(matches!(unknown, Err(ForkConversationError::Invalid(_))));
    let ask = ForkConversation {
        message_id: question,
    };
    let foreign = bench
        .chat
        .fork_conversation(&stranger(), id, ask, None)
        .await;
    assert_eq!(foreign, Err(ForkConversationError::NotFound));
    bench
        .chat
        .stop_run(&owner(), started.run.id)
        .await
        .expect("it stops");
    assert!(fork(&bench, id, answer, None).await.is_ok());
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_key_forks_once() {
    let bench = Bench::new();
    let (started, _) = bench.finished(prompt("hello")).await;
    let (id, message) = (started.run.conversation_id, started.run.message_id);
    let one = fork(&bench, id, message, Some("k"))
        .await
        .expect("it is forked");
    assert_eq!(fork(&bench, id, message, Some("k")).await, Ok(one));
    let answer = started.run.assistant_message_id;
    let other = fork(&bench, id, answer, Some("k")).await;
    assert_eq!(other, Err(ForkConversationError::Mismatch));
    bench.check().await;
}
