//! Repeated requests, the limit, and what becomes of what waits when a model, the process, the store or the conversation goes.

use std::time::Duration;

use thalweg_chat::{ChangeQueueError, ChatConfig, StartRunError, Started};
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_wire::{
    DoneStatus, ErrorCode, MessageStatus, NewMessage, ParentRef, RunError, RunStatus, StartRun,
    kind,
};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::{place, waits};
use crate::support::{Bench, complete, gist, owner, prompt_in, read, say, stranger, wait_ms};

#[tokio::test(start_paused = true)]
async fn repeating_a_request_that_waits_adds_nothing() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let id = first.run.conversation_id;
    let by = owner();
    let keyed = async |text: &str| {
        let key = Some("k".into());
        bench.chat.start_run(&by, waits(id, text), key, "r").await
    };
    let second = keyed("Q2").await.expect("it waits");
    let again = keyed("Q2").await.expect("the same");
    assert!(again.repeated && !second.repeated);
    assert_eq!((again.run.id, again.start), (second.run.id, second.start));
    assert_eq!(keyed("other").await, Err(StartRunError::Mismatch));

    let named = |text: &str| StartRun {
        message_id: Some(Uuid::from_u128(7)),
        ..waits(id, text)
    };
    let third = bench.begin(named("Q3")).await;
    let again = bench.begin(named("Q3")).await;
    assert!(again.repeated);
    assert_eq!(again.run.id, third.run.id);
    assert_eq!(bench.start(named("x")).await, Err(StartRunError::IdTaken));
    let message = NewMessage {
        conversation_id: id,
        content: "x".into(),
        id: Some(Uuid::from_u128(7)),
        parent_id: None,
        role: None,
    };
    let added = bench.chat.add_message(&by, message, None).await;
    assert_eq!(added, Err(thalweg_chat::AddMessageError::IdTaken));
    assert_eq!(bench.waiting(id).await, ["Q2", "Q3"]);
    bench.stop(first.run.id).await;
    bench.ended(&third).await;
    let after = bench.begin(named("Q3")).await;
    assert_eq!((after.repeated, after.run.id), (true, third.run.id));
    let after = keyed("Q2").await.expect("the same");
    assert_eq!(after.run.ended, Some(DoneStatus::Complete));
}

#[tokio::test(start_paused = true)]
async fn twenty_may_wait() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let id = first.run.conversation_id;
    for n in 0..20 {
        bench.begin(waits(id, &n.to_string())).await;
    }
    let head = bench.hub.watermark();
    let by = owner();
    let full = bench
        .chat
        .start_run(&by, waits(id, "x"), Some("k".into()), "r");
    assert_eq!(full.await, Err(StartRunError::QueueFull));
    assert_eq!(bench.hub.watermark(), head);
    let queue = bench.chat.queue(&by, id).await.expect("there");
    bench.stop(queue.items[3].run_id).await;
    let room = bench
        .chat
        .start_run(&by, waits(id, "x"), Some("k".into()), "r");
    room.await
        .expect("there is room, and the key was not used up");
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_start_any_more_ends_with_its_words_kept_and_the_next_goes_on() {
    let model = FakeProvider::named("old").with_context(60);
    let bench = Bench::with(model, Default::default(), 1);
    let first = bench.busy().await;
    let id = first.run.conversation_id;
    let gone = bench
        .begin(StartRun {
            model: Some("old".into()),
            ..waits(id, "to one that goes")
        })
        .await;
    let long = bench.begin(waits(id, &"long ".repeat(20))).await;
    let fits = StartRun {
        parent_id: Some(ParentRef::Root),
        ..waits(id, "fits")
    };
    let fits = bench.begin(fits).await;
    let too_long = bench.start(waits(id, &"long ".repeat(200))).await;
    assert!(matches!(too_long, Err(StartRunError::Rejected(_))));
    // What goes on is long by now, and the named model is not there any more.
    let after = bench.reborn_with(
        FakeProvider::named("new").with_context(40),
        Default::default(),
    );
    after.chat.recover().await.expect("it recovers");
    assert_eq!(after.ended(&fits).await.content, "ok");
    let told = async |started: &Started| {
        let answer = after.ended(started).await;
        let error = answer.error.expect("it failed");
        assert_eq!(answer.status, MessageStatus::Error);
        let question = after.message(id, started.run.message_id).await;
        (error.code, question.content)
    };
    assert_eq!(
        told(&gone).await,
        (ErrorCode::UnknownModel, "to one that goes".into())
    );
    assert_eq!(told(&long).await.0, ErrorCode::ContextTooLong);
    let events = after.events(id).await;
    let errors = events.iter().filter(|event| event.kind == kind::ERROR);
    let errors: Vec<RunError> = errors.map(read).collect();
    assert!(errors.iter().all(|error| error.request_id == "req-1"));
    assert_eq!(errors.len(), 2);
    after.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_restart_ends_the_run_and_the_queue_goes_on() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let id = first.run.conversation_id;
    let second = bench.begin(waits(id, "Q2")).await;
    let third = bench.begin(waits(id, "Q3")).await;
    let after = bench.reborn();
    assert_eq!(after.chat.recover().await, Ok(1), "what waits is not ended");
    assert_eq!(after.ended(&third).await.content, "ok");
    assert_eq!(
        after.ends(id).await,
        [
            (first.run.id, DoneStatus::Interrupted),
            (second.run.id, DoneStatus::Complete),
            (third.run.id, DoneStatus::Complete)
        ]
    );
    assert!(after.waiting(id).await.is_empty());
    after.check().await;
}

/// The process dies between the end of a run and the start of the next.
#[tokio::test(start_paused = true)]
async fn what_was_about_to_start_starts_after_the_restart() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let second = bench.begin(waits(first.run.conversation_id, "Q2")).await;
    // The first end reaches the log, and nothing after it.
    bench.log.set_broken_after(1);
    bench.stop(first.run.id).await;
    sleep(Duration::from_millis(20)).await;
    let after = bench.reborn();
    assert_eq!(after.chat.recover().await, Ok(0));
    assert_eq!(after.ended(&second).await.content, "ok");
    after.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_for_a_while_holds_the_queue_up_and_no_longer() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let second = bench.begin(waits(first.run.conversation_id, "Q2")).await;
    bench.log.set_broken_after(1);
    bench.stop(first.run.id).await;
    sleep(Duration::from_secs(5)).await;
    bench.log.set_broken(false);
    assert_eq!(bench.ended(&second).await.content, "ok");
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_drain_leaves_the_queue_for_the_next_start() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let id = first.run.conversation_id;
    let second = bench.begin(waits(id, "Q2")).await;
    let drained = bench.chat.drain(Instant::now()).await;
    assert_eq!(drained.interrupted, 1);
    let refused = bench.start(waits(id, "x")).await;
    assert_eq!(refused, Err(StartRunError::Draining));
    sleep(Duration::from_secs(5)).await;
    assert_eq!(
        bench.row(second.run.id).await.run.status,
        Some(RunStatus::Queued)
    );
    let after = bench.reborn();
    assert_eq!(after.chat.recover().await, Ok(0));
    assert_eq!(after.ended(&second).await.content, "ok");
    after.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_full_server_lets_the_queue_wait_for_room() {
    let bench = Bench::new();
    let (one, two) = (bench.busy().await, bench.busy().await);
    let mut waiting = Vec::new();
    for started in [one, two] {
        let ask = waits(started.run.conversation_id, "next");
        waiting.push(bench.begin(ask).await);
    }
    let config = ChatConfig {
        max_runs: 1,
        ..Default::default()
    };
    let after = bench.reborn_with(FakeProvider::new(), config);
    for _ in 0..2 {
        after
            .model
            .script(vec![wait_ms(5_000), say("ok"), complete()]);
    }
    after.chat.recover().await.expect("it recovers");
    sleep(Duration::from_secs(4)).await;
    assert_eq!(after.model.requests().len(), 1, "one has room");
    for started in waiting {
        assert_eq!(after.ended(&started).await.content, "ok");
    }
    after.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_deletion_ends_what_waits_before_it_and_a_restored_queue_is_empty() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let id = first.run.conversation_id;
    let second = bench.begin(waits(id, "Q2")).await;
    let third = bench.begin(waits(id, "Q3")).await;
    bench
        .chat
        .delete_conversation(&owner(), id)
        .await
        .expect("deleted");
    assert_eq!(
        bench.ends(id).await,
        [first.run.id, second.run.id, third.run.id].map(|run| (run, DoneStatus::Stopped))
    );
    let kinds = bench.kinds(id).await;
    assert_eq!(
        kinds[kinds.len() - 4..],
        ["done", "done", "queue", "deleted"]
    );
    sleep(Duration::from_secs(5)).await;
    assert_eq!(bench.model.requests().len(), 1, "nothing started");
    let restored = bench.chat.restore_conversation(&owner(), id).await;
    assert_eq!(restored.expect("restored").queued, None);
    assert!(bench.waiting(id).await.is_empty());
    let (_, answer) = bench.finished(prompt_in(id, "again")).await;
    assert_eq!(answer.content, "ok");
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_anothers_cannot_be_told_from_nothing() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let id = first.run.conversation_id;
    let second = bench.begin(waits(id, "Q2")).await.run;
    let by = stranger();
    let chat = &bench.chat;
    assert!(chat.queue(&by, id).await.is_err());
    let changed = chat
        .change_queued(&by, id, second.message_id, place(0))
        .await;
    assert_eq!(changed, Err(ChangeQueueError::NotFound));
    let removed = chat.remove_queued(&by, id, second.message_id).await;
    assert_eq!(removed, Err(ChangeQueueError::NotFound));
    assert!(chat.stop_run(&by, second.id).await.is_err());
    let asked = chat.start_run(&by, waits(id, "x"), None, "r").await;
    assert_eq!(asked, Err(StartRunError::NotFound));
    assert_eq!(bench.waiting(id).await, ["Q2"]);
}

#[tokio::test(start_paused = true)]
async fn what_waited_is_stopped_at_once_while_its_start_is_being_committed() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let second = bench.begin(waits(first.run.conversation_id, "two")).await;
    bench.model.script(vec![say("b"), FakeStep::Hang]);
    bench.log.set_delay(Duration::from_secs(1));
    bench.stop(first.run.id).await;
    sleep(Duration::from_millis(500)).await;
    let (asked, dropped) = (bench.model.requests().len(), bench.model.dropped().len());
    assert_eq!((asked, dropped), (2, 1), "its model is being asked");
    let before = Instant::now();
    let stopped = bench.stop(second.run.id).await;
    assert_eq!(stopped.ended, Some(DoneStatus::Stopped));
    assert!(bench.model.dropped()[1] - before <= Duration::from_millis(100));
    let answer = bench.ended(&second).await;
    assert_eq!(gist(&answer), (MessageStatus::Stopped, "b"));
    bench.the_done(&second).await;
    bench.check().await;
}
