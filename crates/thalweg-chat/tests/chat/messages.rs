use std::time::Duration;

use thalweg_chat::{AddMessageError, ReadError};
use thalweg_providers::FakeStep;
use thalweg_wire::{MessageStatus, NewMessage, ParentRef, Role};
use uuid::Uuid;

use crate::support::{Bench, gist, owner, prompt, prompt_in, say};

fn new(conversation_id: Uuid, content: &str) -> NewMessage {
    NewMessage {
        conversation_id,
        content: content.into(),
        id: None,
        parent_id: None,
        role: None,
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_holds_the_newest_first_and_the_text_so_far() {
    let bench = Bench::new();
    let (first, answer) = bench.finished(prompt("Q1")).await;
    let id = first.run.conversation_id;
    bench.model.script(vec![say("half"), FakeStep::Hang]);
    bench.begin(prompt_in(id, "Q2")).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let page = bench
        .chat
        .list_messages(&owner(), id, None, None, 3)
        .await
        .expect("a page");
    let texts: Vec<&str> = page.items.iter().map(|m| m.content.as_str()).collect();
    assert_eq!(texts, ["half", "Q2", "ok"]);
    assert_eq!(page.items[0].status, MessageStatus::Streaming);
    assert_eq!(page.as_of, Some(bench.hub.watermark().to_string()));
    let next = page.next_cursor.expect("there is more");
    let older = bench
        .chat
        .list_messages(&owner(), id, None, Some(&next), 3)
        .await;
    let older = older.expect("a page");
    assert_eq!(older.items.len(), 1);
    assert_eq!((&older.next_cursor, &older.as_of), (&None, &None));
    let named = page.items[2].id.to_string();
    let before = bench
        .chat
        .list_messages(&owner(), id, None, Some(&named), 3)
        .await;
    assert_eq!(before, Ok(older), "before a message that is named");
    let unknown = Uuid::nil().to_string();
    let none = bench
        .chat
        .list_messages(&owner(), id, None, Some(&unknown), 3)
        .await;
    assert_eq!(none, Err(ReadError::NotFound));
    let branch = bench
        .chat
        .list_messages(&owner(), id, Some(answer.id), None, 50)
        .await;
    assert_eq!(branch.expect("a page").items.len(), 2);
    let none = bench
        .chat
        .list_messages(&owner(), id, Some(Uuid::nil()), None, 50)
        .await;
    assert_eq!(none, Err(ReadError::NotFound));
}

#[tokio::test(start_paused = true)]
async fn a_message_is_added_without_a_run_even_while_one_goes_on() {
    let bench = Bench::new();
    bench.model.script(vec![say("half"), FakeStep::Hang]);
    let started = bench.begin(prompt("Q")).await;
    let id = started.run.conversation_id;
    let added = bench
        .chat
        .add_message(&owner(), new(id, "note"), None)
        .await
        .expect("added");
    assert_eq!(
        (added.role, added.parent_id),
        (Role::User, Some(started.run.assistant_message_id))
    );
    let system = NewMessage {
        role: Some(Role::System),
        parent_id: Some(ParentRef::Root),
        ..new(id, "be brief")
    };
    let system = bench
        .chat
        .add_message(&owner(), system, None)
        .await
        .expect("added");
    assert_eq!((system.role, system.parent_id), (Role::System, None));
    let conversation = bench
        .chat
        .conversation(&owner(), id)
        .await
        .expect("it is read");
    assert_eq!(conversation.leaf_id, Some(system.id));
    assert_eq!(bench.chat.runs_in_progress(), 1);
    bench
        .chat
        .stop_run(&owner(), started.run.id)
        .await
        .expect("it stops");
    assert_eq!(
        gist(&bench.ended(&started).await),
        (MessageStatus::Stopped, "half")
    );
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_wrong_message_is_refused_and_a_repeated_id_is_known() {
    let bench = Bench::new();
    let (started, _) = bench.finished(prompt("Q")).await;
    let id = started.run.conversation_id;
    let with_id = |text: &str| NewMessage {
        id: Some(Uuid::from_u128(5)),
        ..new(id, text)
    };
    let first = bench
        .chat
        .add_message(&owner(), with_id("x"), None)
        .await
        .expect("added");
    let again = bench
        .chat
        .add_message(&owner(), with_id("x"), None)
        .await
        .expect("known");
    assert_eq!(first, again);
    let taken = bench.chat.add_message(&owner(), with_id("y"), None).await;
    assert_eq!(taken, Err(AddMessageError::IdTaken));
    let head = bench.hub.watermark();
    let assistant = NewMessage {
        role: Some(Role::Assistant),
        parent_id: Some(ParentRef::Id(Uuid::nil())),
        ..new(id, " ")
    };
    let Err(AddMessageError::Invalid(errors)) =
        bench.chat.add_message(&owner(), assistant, None).await
    else {
        panic!("it must be refused");
    };
    let paths: Vec<&str> = errors.iter().map(|error| error.path.as_str()).collect();
    assert_eq!(paths, ["content", "role", "parentId"]);
    let unknown = bench
        .chat
        .add_message(&owner(), new(Uuid::nil(), "x"), None)
        .await;
    assert_eq!(unknown, Err(AddMessageError::NotFound));
    assert_eq!(bench.hub.watermark(), head);
}
