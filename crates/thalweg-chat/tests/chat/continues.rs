//! Runs that write on in the unfinished message of an earlier one.

use std::time::Duration;

use thalweg_chat::{FinishReason, Rejection, StartRunError, Started};
use thalweg_providers::FakeStep;
use thalweg_wire::{
    ContinueRun, Done, DoneStatus, ErrorCode, MessageStatus, Part, Role, WhenBusy, kind,
};
use tokio::time::sleep;
use uuid::Uuid;

use crate::support::{Bench, complete, fail, gist, owner, prompt, prompt_in, read, say, stranger};

impl Bench {
    async fn go_on(&self, run: Uuid, ask: ContinueRun) -> Result<Started, StartRunError> {
        self.chat
            .continue_run(&owner(), run, ask, None, "req-2")
            .await
    }

    /// A run that stands still after `text`, stopped.
    async fn stopped_after(&self, text: &str) -> Started {
        self.model.script(vec![say(text), FakeStep::Hang]);
        let started = self.begin(prompt("a story")).await;
        sleep(Duration::from_millis(100)).await;
        let stopped = self.chat.stop_run(&owner(), started.run.id).await;
        stopped.expect("it stops");
        started
    }
}

fn plain() -> ContinueRun {
    ContinueRun::default()
}

#[tokio::test(start_paused = true)]
async fn the_text_goes_on_in_the_same_message_and_part() {
    let bench = Bench::new();
    let first = bench.stopped_after("Once upon").await;
    let before = bench.ended(&first).await;
    bench.clock.advance(Duration::from_secs(5));
    bench.model.script(vec![say(" a time"), complete()]);
    let second = bench.go_on(first.run.id, plain()).await.expect("it starts");
    let whole = bench.ended(&second).await;
    assert_eq!(gist(&whole), (MessageStatus::Complete, "Once upon a time"));
    assert_eq!(whole.parts.len(), 1);
    assert_eq!((whole.id, whole.parent_id), (before.id, before.parent_id));
    assert_eq!(whole.created_at, before.created_at);

    let run = bench.row(second.run.id).await.run;
    assert_eq!(run.continues, Some(first.run.id));
    assert_eq!(run.assistant_message_id, first.run.assistant_message_id);
    assert_eq!(run.message_id, first.run.message_id);
    let asked = bench.model.requests().pop().expect("a request");
    let turns: Vec<_> = asked.turns.iter().map(|t| (t.role, &*t.text)).collect();
    assert_eq!(
        turns,
        [(Role::User, "a story"), (Role::Assistant, "Once upon")]
    );

    let id = first.run.conversation_id;
    assert_eq!(bench.tokens(id).await.concat(), "Once upon a time");
    let events = bench.events(id).await;
    let at = events
        .iter()
        .position(|e| e.position() > second.start)
        .expect("it has events");
    let kinds: Vec<_> = events[at..].iter().map(|e| e.kind.to_string()).collect();
    assert_eq!(kinds, ["run", "token", "message", "done", "conversation"]);
    let done = events.iter().filter(|event| event.kind == kind::DONE);
    let done: Vec<Done> = done.map(read).collect();
    assert_eq!(
        [done[0].run_id, done[1].run_id],
        [first.run.id, second.run.id]
    );
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn every_unfinished_end_can_be_continued_with_what_went_wrong_forgotten() {
    let bench = Bench::new();
    let ends = [
        vec![say("part"), FakeStep::Finish(FinishReason::Length)],
        vec![say("part")],
        vec![say("part"), fail(ErrorCode::ModelFailed, "it broke")],
    ];
    for steps in ends {
        bench.model.script(steps);
        let (first, _) = bench.finished(prompt("go")).await;
        bench.model.script(vec![
            FakeStep::Think("hm".into()),
            say(" and rest"),
            FakeStep::Hang,
        ]);
        let second = bench.go_on(first.run.id, plain()).await.expect("it starts");
        sleep(Duration::from_millis(100)).await;
        let (id, message) = (first.run.conversation_id, first.run.assistant_message_id);
        let going_on = bench.message(id, message).await;
        assert_eq!(gist(&going_on), (MessageStatus::Streaming, "part and rest"));
        assert_eq!(going_on.error, None);
        let stopped = bench.chat.stop_run(&owner(), second.run.id).await;
        assert_eq!(stopped.expect("it stops").ended, Some(DoneStatus::Stopped));
        let answer = bench.ended(&second).await;
        assert_eq!(gist(&answer), (MessageStatus::Stopped, "part and rest"));
        assert_eq!(answer.error, None);
        // A thought between two texts is a part of its own.
        let ids: Vec<_> = answer.parts.iter().map(Part::id).collect();
        assert_eq!(ids, ["p1", "p2", "p3"]);
        // And once more, with nothing to add.
        bench.model.script(vec![complete()]);
        let third = bench
            .go_on(second.run.id, plain())
            .await
            .expect("it starts");
        let answer = bench.ended(&third).await;
        assert_eq!(gist(&answer), (MessageStatus::Complete, "part and rest"));
    }
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_whole_or_empty_or_older_is_not_continued() {
    let bench = Bench::new();
    let refused = async |run: Uuid| match bench.go_on(run, plain()).await {
        Err(StartRunError::Rejected(rejection)) => rejection.code(),
        other => panic!("{other:?}"),
    };
    let (whole, _) = bench.finished(prompt("go")).await;
    assert_eq!(refused(whole.run.id).await, ErrorCode::NotContinuable);
    let refusal = vec![say("no"), FakeStep::Finish(FinishReason::Refused)];
    bench.model.script(refusal);
    let (no, _) = bench.finished(prompt("go")).await;
    assert_eq!(refused(no.run.id).await, ErrorCode::NotContinuable);
    bench.model.script(vec![FakeStep::Think("hm".into())]);
    let (thought, _) = bench.finished(prompt("go")).await;
    assert_eq!(refused(thought.run.id).await, ErrorCode::NotContinuable);

    let first = bench.stopped_after("some").await;
    bench.model.script(vec![say(" more")]);
    let second = bench.go_on(first.run.id, plain()).await.expect("it starts");
    bench.ended(&second).await;
    assert_eq!(refused(first.run.id).await, ErrorCode::NotContinuable);
    let queue = ContinueRun {
        when_busy: Some(WhenBusy::Queue),
        ..plain()
    };
    let refused = bench.go_on(second.run.id, queue).await;
    assert!(matches!(
        refused,
        Err(StartRunError::Rejected(Rejection::Fields(_)))
    ));
    let model = ContinueRun {
        model: Some("nobody".into()),
        ..plain()
    };
    let refused = bench.go_on(second.run.id, model).await;
    assert!(matches!(
        refused,
        Err(StartRunError::Rejected(Rejection::UnknownModel(_)))
    ));
    let by = stranger();
    let foreign = bench
        .chat
        .continue_run(&by, second.run.id, plain(), None, "r");
    assert_eq!(foreign.await, Err(StartRunError::NotFound));
    assert_eq!(
        bench.go_on(Uuid::nil(), plain()).await,
        Err(StartRunError::NotFound)
    );
}

#[tokio::test(start_paused = true)]
async fn a_busy_conversation_is_said_or_stopped() {
    let bench = Bench::new();
    let first = bench.stopped_after("some").await;
    bench.model.script(vec![FakeStep::Hang]);
    let other = bench.begin(prompt_in(first.run.conversation_id, "x")).await;
    let busy = |run_id| Err(StartRunError::Busy { run_id });
    assert_eq!(bench.go_on(first.run.id, plain()).await, busy(other.run.id));
    assert_eq!(bench.go_on(other.run.id, plain()).await, busy(other.run.id));
    bench.model.script(vec![say(" more"), complete()]);
    let stop = ContinueRun {
        when_busy: Some(WhenBusy::Stop),
        ..plain()
    };
    let second = bench.go_on(first.run.id, stop).await.expect("it starts");
    assert_eq!(bench.ended(&second).await.content, "some more");
    assert_eq!(
        bench.row(other.run.id).await.run.ended,
        Some(DoneStatus::Stopped)
    );
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_repeated_key_continues_once() {
    let bench = Bench::new();
    let first = bench.stopped_after("some").await;
    bench.model.script(vec![say(" more"), complete()]);
    let by = owner();
    let ask = async |run: Uuid| {
        let key = Some("k".into());
        bench.chat.continue_run(&by, run, plain(), key, "r").await
    };
    let second = ask(first.run.id).await.expect("it starts");
    bench.ended(&second).await;
    let again = ask(first.run.id).await.expect("the same");
    assert!(again.repeated);
    assert_eq!((again.run.id, again.start), (second.run.id, second.start));
    assert_eq!(ask(second.run.id).await, Err(StartRunError::Mismatch));
}

#[tokio::test(start_paused = true)]
async fn a_crash_in_the_middle_keeps_the_old_and_the_new_text() {
    let bench = Bench::new();
    let first = bench.stopped_after("old").await;
    bench.model.script(vec![say(" new"), FakeStep::Hang]);
    let second = bench.go_on(first.run.id, plain()).await.expect("it starts");
    sleep(Duration::from_millis(100)).await;
    let after = bench.reborn();
    let before = after.message(first.run.conversation_id, first.run.assistant_message_id);
    assert_eq!(gist(&before.await), (MessageStatus::Streaming, "old new"));
    assert_eq!(after.chat.recover().await, Ok(1));
    let answer = after.ended(&second).await;
    assert_eq!(gist(&answer), (MessageStatus::Interrupted, "old new"));
    assert_eq!(answer.parts.len(), 1);
    after.check().await;
    // And it can be gone on with.
    after.model.script(vec![say(" newest"), complete()]);
    let third = after
        .go_on(second.run.id, plain())
        .await
        .expect("it starts");
    assert_eq!(after.ended(&third).await.content, "old new newest");
    after.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_continuation_without_a_task_is_ended_from_the_log() {
    let bench = Bench::new();
    let first = bench.stopped_after("old").await;
    bench.model.script(vec![say(" new"), FakeStep::Hang]);
    let second = bench.go_on(first.run.id, plain()).await.expect("it starts");
    sleep(Duration::from_millis(100)).await;
    let other = bench.reborn();
    let stopped = other.chat.stop_run(&owner(), second.run.id).await;
    assert_eq!(stopped.expect("it stops").ended, Some(DoneStatus::Stopped));
    let answer = other.ended(&second).await;
    assert_eq!(gist(&answer), (MessageStatus::Stopped, "old new"));
    other.check().await;
}
