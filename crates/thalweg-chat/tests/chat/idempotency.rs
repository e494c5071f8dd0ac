use std::time::Duration;

use thalweg_chat::{AddMessageError, CreateConversationError, Rejection, StartRunError, Started};
use thalweg_providers::FakeStep;
use thalweg_wire::{NewConversation, NewMessage, StartRun};
use uuid::Uuid;

use crate::support::{Bench, owner, prompt, prompt_in, stranger};

async fn keyed(bench: &Bench, ask: StartRun, key: &str) -> Result<Started, StartRunError> {
    bench
        .chat
        .start_run(&owner(), ask, Some(key.into()), "req")
        .await
}

#[tokio::test(start_paused = true)]
async fn a_repeated_key_gives_the_first_answer_and_starts_nothing() {
    let bench = Bench::new();
    let first = keyed(&bench, prompt("hi"), "k").await.expect("it starts");
    assert!(!first.repeated);
    let again = keyed(&bench, prompt("hi"), "k").await.expect("it is known");
    assert!(again.repeated);
    assert_eq!((again.run.id, again.start), (first.run.id, first.start));
    bench.ended(&first).await;
    let late = keyed(&bench, prompt("hi"), "k").await.expect("it is known");
    assert_eq!((late.run.id, late.start), (first.run.id, first.start));
    assert_eq!(bench.model.requests().len(), 1);
    let other = keyed(&bench, prompt("ho"), "k").await;
    assert_eq!(other, Err(StartRunError::Mismatch));
}

#[tokio::test(start_paused = true)]
async fn a_repeated_key_is_known_while_its_run_keeps_the_conversation_busy() {
    let bench = Bench::new();
    let (first, _) = bench.finished(prompt("one")).await;
    bench.model.script(vec![FakeStep::Hang]);
    let ask = prompt_in(first.run.conversation_id, "two");
    let second = keyed(&bench, ask.clone(), "k").await.expect("it starts");
    let again = keyed(&bench, ask, "k").await.expect("it is known");
    assert_eq!((again.run.id, again.repeated), (second.run.id, true));
}

#[tokio::test(start_paused = true)]
async fn of_two_requests_with_one_key_at_once_one_takes_effect() {
    let bench = Bench::new();
    bench.log.set_delay(Duration::from_millis(3));
    let (a, b) = tokio::join!(
        keyed(&bench, prompt("hi"), "k"),
        keyed(&bench, prompt("hi"), "k")
    );
    let (a, b) = (a.expect("one starts"), b.expect("one is told"));
    assert_eq!((a.run.id, a.start), (b.run.id, b.start));
    assert_ne!(a.repeated, b.repeated);
    bench.ended(&a).await;
    assert_eq!(bench.model.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn keys_of_different_principals_never_meet() {
    let bench = Bench::new();
    keyed(&bench, prompt("hi"), "k").await.expect("it starts");
    let theirs = bench
        .chat
        .start_run(&stranger(), prompt("ho"), Some("k".into()), "req")
        .await;
    assert!(!theirs.expect("it starts").repeated);
}

#[tokio::test(start_paused = true)]
async fn a_rejection_is_kept_and_a_busy_conversation_is_not() {
    let bench = Bench::new();
    let wrong = StartRun {
        model: Some("none".into()),
        ..prompt("hi")
    };
    let told = Err(StartRunError::Rejected(Rejection::UnknownModel(
        "none".into(),
    )));
    assert_eq!(keyed(&bench, wrong.clone(), "w").await, told);
    let head = bench.hub.watermark();
    assert_eq!(keyed(&bench, wrong, "w").await, told);
    assert_eq!(
        keyed(&bench, prompt("hi"), "w").await,
        Err(StartRunError::Mismatch)
    );
    assert_eq!(bench.hub.watermark(), head);

    bench.model.script(vec![FakeStep::Hang]);
    let first = bench.begin(prompt("one")).await;
    let ask = prompt_in(first.run.conversation_id, "two");
    let busy = keyed(&bench, ask.clone(), "b").await;
    assert_eq!(
        busy,
        Err(StartRunError::Busy {
            run_id: first.run.id
        })
    );
    bench
        .chat
        .stop_run(&owner(), first.run.id)
        .await
        .expect("it stops");
    assert!(
        keyed(&bench, ask, "b").await.is_ok(),
        "the key was not used up"
    );
}

#[tokio::test(start_paused = true)]
async fn a_repeated_message_id_is_answered_with_its_run() {
    let bench = Bench::new();
    let (first, _) = bench.finished(prompt("one")).await;
    let id = first.run.conversation_id;
    let ask = |text: &str| StartRun {
        message_id: Some(Uuid::from_u128(99)),
        ..prompt_in(id, text)
    };
    let second = bench.begin(ask("two")).await;
    assert_eq!(second.run.message_id, Uuid::from_u128(99));
    let again = bench.begin(ask("two")).await;
    assert!(again.repeated);
    assert_eq!((again.run.id, again.start), (second.run.id, second.start));
    assert_eq!(bench.start(ask("three")).await, Err(StartRunError::IdTaken));
    bench.ended(&second).await;
    assert!(bench.begin(ask("two")).await.repeated);
    assert_eq!(bench.model.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn conversations_and_messages_are_made_once_under_one_key() {
    let bench = Bench::new();
    let new = |title: &str| NewConversation {
        title: Some(title.into()),
        model: None,
        system: None,
    };
    let create = |new| {
        let chat = bench.chat.clone();
        async move {
            chat.create_conversation(&owner(), new, Some("c".into()))
                .await
        }
    };
    let made = create(new("A")).await.expect("it is made");
    assert_eq!(create(new("A")).await.expect("the same"), made);
    assert_eq!(
        create(new("B")).await,
        Err(CreateConversationError::Mismatch)
    );
    let message = |text: &str| NewMessage {
        conversation_id: made.id,
        content: text.into(),
        id: None,
        parent_id: None,
        role: None,
    };
    let add = |new| {
        let chat = bench.chat.clone();
        async move { chat.add_message(&owner(), new, Some("m".into())).await }
    };
    let added = add(message("x")).await.expect("it is added");
    assert_eq!(add(message("x")).await.expect("the same"), added);
    assert_eq!(add(message("y")).await, Err(AddMessageError::Mismatch));
    let page = bench
        .chat
        .list_messages(&owner(), made.id, None, None, 10)
        .await;
    assert_eq!(page.expect("a page").items, [added]);
}
