//! What waits while a run goes on.

mod ends;

use std::time::Duration;

use thalweg_chat::{ChangeQueueError, FinishReason, StartRunError, Started};
use thalweg_log::ChannelName;
use thalweg_providers::FakeStep;
use thalweg_wire::{
    Conversation, Done, DoneStatus, MessageStatus, ParentRef, Queue, QueuePatch, Run, RunStatus,
    StartRun, WhenBusy, kind,
};
use tokio::time::sleep;
use uuid::Uuid;

use crate::support::{Bench, complete, gist, owner, prompt, prompt_in, read, say, wait_ms};

/// A prompt that may wait.
fn waits(conversation: Uuid, text: &str) -> StartRun {
    StartRun {
        when_busy: Some(WhenBusy::Queue),
        ..prompt_in(conversation, text)
    }
}

impl Bench {
    /// A run that goes on until it is stopped.
    async fn busy(&self) -> Started {
        self.model.script(vec![say("first"), FakeStep::Hang]);
        let started = self.begin(prompt("go")).await;
        sleep(Duration::from_millis(50)).await;
        started
    }

    async fn stop(&self, run: Uuid) -> Run {
        let stopped = self.chat.stop_run(&owner(), run).await;
        stopped.expect("it stops")
    }

    /// The words of what waits.
    async fn waiting(&self, conversation: Uuid) -> Vec<String> {
        let queue = self.chat.queue(&owner(), conversation).await;
        words(&queue.expect("it is there"))
    }

    async fn change(
        &self,
        conversation: Uuid,
        message: Uuid,
        patch: QueuePatch,
    ) -> Result<Vec<String>, ChangeQueueError> {
        let by = owner();
        let changed = self.chat.change_queued(&by, conversation, message, patch);
        changed.await.map(|queue| words(&queue))
    }

    /// What the events tell of the queue, one list each.
    async fn told(&self, conversation: Uuid) -> Vec<Vec<String>> {
        let events = self.events(conversation).await;
        let queues = events.iter().filter(|event| event.kind == kind::QUEUE);
        queues.map(|event| words(&read(event))).collect()
    }

    /// The ends of all runs, in order.
    async fn ends(&self, conversation: Uuid) -> Vec<(Uuid, DoneStatus)> {
        let events = self.events(conversation).await;
        let done = events.iter().filter(|event| event.kind == kind::DONE);
        let done = done.map(read::<Done>);
        done.map(|done| (done.run_id, done.status)).collect()
    }

    async fn asked(&self) -> Vec<String> {
        let requests = self.model.requests();
        let last = requests.iter().filter_map(|request| request.turns.last());
        last.map(|turn| turn.text.clone()).collect()
    }
}

fn words(queue: &Queue) -> Vec<String> {
    let items = queue.items.iter();
    items.map(|item| item.content.clone()).collect()
}

fn place(position: u32) -> QueuePatch {
    QueuePatch {
        position: Some(position),
        ..QueuePatch::default()
    }
}

#[tokio::test(start_paused = true)]
async fn what_waits_starts_in_order_under_the_leaf_of_its_moment() {
    let bench = Bench::new();
    bench
        .model
        .script(vec![say("A1"), wait_ms(500), complete()]);
    bench.model.script(vec![say("A2"), complete()]);
    bench.model.script(vec![say("A3"), complete()]);
    let first = bench.begin(prompt("Q1")).await;
    let id = first.run.conversation_id;
    let second = bench.begin(waits(id, "Q2")).await;
    let third = bench.begin(waits(id, "Q3")).await;
    assert_eq!(second.run.status, Some(RunStatus::Queued));
    let row = bench.row(second.run.id).await;
    assert_eq!(row.run.status, Some(RunStatus::Queued));
    assert_eq!(row.start, second.start);
    assert_eq!(bench.waiting(id).await, ["Q2", "Q3"]);
    let conversation = bench.chat.conversation(&owner(), id).await.expect("there");
    assert_eq!(
        (conversation.queued, conversation.run_id),
        (Some(2), Some(first.run.id))
    );
    assert_eq!(conversation.leaf_id, Some(first.run.assistant_message_id));
    let messages = bench.chat.list_messages(&owner(), id, None, None, 50).await;
    assert_eq!(
        messages.expect("there").items.len(),
        2,
        "nothing came into being"
    );

    assert_eq!(bench.ended(&third).await.content, "A3");
    let answer = bench.ended(&second).await;
    assert_eq!(gist(&answer), (MessageStatus::Complete, "A2"));
    let question = bench.message(id, second.run.message_id).await;
    assert_eq!(question.parent_id, Some(first.run.assistant_message_id));
    let run = bench.row(second.run.id).await.run;
    assert_eq!(run.parent_id, question.parent_id);
    let last = bench.model.requests().pop().expect("a request");
    let turns: Vec<_> = last.turns.iter().map(|turn| turn.text.as_str()).collect();
    assert_eq!(turns, ["Q1", "A1", "Q2", "A2", "Q3"]);
    let ends = [first.run.id, second.run.id, third.run.id];
    assert_eq!(
        bench.ends(id).await,
        ends.map(|run| (run, DoneStatus::Complete))
    );
    assert_eq!(
        bench.told(id).await,
        [vec!["Q2"], vec!["Q2", "Q3"], vec!["Q3"], vec![]]
    );

    // Its stream: from its own first event, which says that it waits.
    let events = bench.events(id).await;
    let own = events.iter().filter(|e| e.position() > second.start);
    let own: Vec<_> = own.collect();
    let waiting: Run = read(own[0]);
    assert_eq!(
        (waiting.id, waiting.status),
        (second.run.id, Some(RunStatus::Queued))
    );
    let runs = own.iter().filter(|event| event.kind == kind::RUN);
    let statuses: Vec<Run> = runs.map(|event| read(event)).collect();
    let of_second = statuses.iter().filter(|run| run.id == second.run.id);
    let statuses: Vec<_> = of_second.map(|run| run.status).collect();
    assert_eq!(
        statuses,
        [Some(RunStatus::Queued), Some(RunStatus::Running)]
    );
    // The feed tells that something waits.
    let feed = bench.events_of(&ChannelName::user(&owner())).await;
    let counts = feed.iter().map(|event| read::<Conversation>(event).queued);
    let counts: Vec<_> = counts.collect();
    assert_eq!(
        counts,
        [
            None,
            Some(1),
            Some(2),
            Some(2),
            Some(1),
            Some(1),
            None,
            None
        ]
    );
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn without_a_run_in_the_way_nothing_waits() {
    let bench = Bench::new();
    let mut ask = prompt("Q1");
    ask.when_busy = Some(WhenBusy::Queue);
    let (first, _) = bench.finished(ask).await;
    let (_, answer) = bench.finished(waits(first.run.conversation_id, "Q2")).await;
    assert_eq!(gist(&answer), (MessageStatus::Complete, "ok"));
    assert!(bench.told(first.run.conversation_id).await.is_empty());
}

/// However the run before ended, the next one starts.
#[tokio::test(start_paused = true)]
async fn the_next_starts_whatever_the_end_was() {
    let ends = [
        vec![
            wait_ms(300),
            say("x"),
            FakeStep::Finish(FinishReason::Refused),
        ],
        vec![wait_ms(300), say("x")],
        vec![wait_ms(300), FakeStep::Panic],
        vec![wait_ms(300), complete()],
    ];
    for steps in ends {
        let bench = Bench::new();
        bench.model.script(steps);
        let first = bench.begin(prompt("go")).await;
        let second = bench.begin(waits(first.run.conversation_id, "next")).await;
        assert_eq!(bench.ended(&second).await.content, "ok");
        bench.check().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_of_what_waits_leaves_no_message_and_is_idempotent() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let id = first.run.conversation_id;
    let second = bench.begin(waits(id, "Q2")).await;
    let third = bench.begin(waits(id, "Q3")).await;
    let head = bench.hub.watermark();
    let run = bench.stop(second.run.id).await;
    assert_eq!((run.ended, run.status), (Some(DoneStatus::Stopped), None));
    assert!(bench.hub.watermark() > head);
    let head = bench.hub.watermark();
    assert_eq!(bench.stop(second.run.id).await, run);
    assert_eq!(bench.hub.watermark(), head, "once is enough");
    assert_eq!(bench.waiting(id).await, ["Q3"]);
    let message = bench.rows.message(id, second.run.message_id).await;
    assert_eq!(message, Ok(None));
    // The run that goes on keeps its text, also when tokens are folded away.
    bench.clock.advance(Duration::from_secs(120));
    bench
        .hub
        .store()
        .maintain(bench.now())
        .await
        .expect("upkeep");
    let in_log = bench.message(id, first.run.assistant_message_id).await;
    assert_eq!(in_log.content, "first");
    bench.stop(first.run.id).await;
    assert_eq!(bench.ended(&first).await.content, "first");
    assert_eq!(bench.ended(&third).await.content, "ok");
    assert_eq!(
        bench.ends(id).await,
        [
            (second.run.id, DoneStatus::Stopped),
            (first.run.id, DoneStatus::Stopped),
            (third.run.id, DoneStatus::Complete)
        ]
    );
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn what_waits_is_edited_reordered_and_removed() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let id = first.run.conversation_id;
    let mut ids = Vec::new();
    for text in ["a", "b", "c"] {
        ids.push(bench.begin(waits(id, text)).await.run.message_id);
    }
    let edit = QueuePatch {
        content: Some("B".into()),
        ..QueuePatch::default()
    };
    assert_eq!(
        bench.change(id, ids[1], edit.clone()).await,
        Ok(vec!["a".into(), "B".into(), "c".into()])
    );
    let head = bench.hub.watermark();
    bench
        .change(id, ids[1], edit)
        .await
        .expect("the same again");
    assert_eq!(bench.hub.watermark(), head, "nothing changed");
    bench.change(id, ids[2], place(0)).await.expect("moved");
    assert_eq!(bench.waiting(id).await, ["c", "a", "B"]);
    bench.change(id, ids[2], place(99)).await.expect("moved");
    assert_eq!(bench.waiting(id).await, ["a", "B", "c"]);
    let both = QueuePatch {
        content: Some("C".into()),
        position: Some(1),
    };
    bench.change(id, ids[2], both).await.expect("both");
    let remove = bench.chat.remove_queued(&owner(), id, ids[0]).await;
    assert_eq!(remove, Ok(()));
    assert_eq!(bench.waiting(id).await, ["C", "B"]);
    for message in [ids[0], Uuid::nil(), first.run.message_id] {
        let gone = Err(ChangeQueueError::NotFound);
        assert_eq!(bench.chat.remove_queued(&owner(), id, message).await, gone);
        let changed = bench.change(id, message, place(0)).await;
        assert_eq!(changed, Err(ChangeQueueError::NotFound));
    }
    for content in [" ".into(), "x".repeat(32_001)] {
        let wrong = QueuePatch {
            content: Some(content),
            ..QueuePatch::default()
        };
        let refused = bench.change(id, ids[1], wrong).await;
        assert!(matches!(refused, Err(ChangeQueueError::Invalid(_))));
    }
    let told = bench.told(id).await;
    assert_eq!(told.last(), Some(&vec!["C".into(), "B".into()]));
    bench.check().await;
    bench.stop(first.run.id).await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(bench.asked().await, ["go", "C", "B"]);
    // What has started does not wait.
    let late = bench.change(id, ids[1], place(0)).await;
    assert_eq!(late, Err(ChangeQueueError::NotFound));
    assert_eq!(bench.message(id, ids[1]).await.content, "B");
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn who_does_not_wait_is_refused_while_something_does() {
    let bench = Bench::new();
    let first = bench.busy().await;
    let id = first.run.conversation_id;
    bench.model.script(vec![FakeStep::Hang]);
    let second = bench.begin(waits(id, "Q2")).await;
    let third = bench.begin(waits(id, "Q3")).await;
    let busy = |run_id| Err(StartRunError::Busy { run_id });
    assert_eq!(bench.start(prompt_in(id, "x")).await, busy(first.run.id));
    bench.stop(first.run.id).await;
    // At this very moment nothing goes on.
    let refused = bench.start(prompt_in(id, "x")).await;
    assert!(
        refused == busy(second.run.id),
        "{refused:?}, not {}",
        second.run.id
    );
    sleep(Duration::from_millis(100)).await;
    assert_eq!(
        bench.row(second.run.id).await.run.status,
        Some(RunStatus::Running)
    );
    // Who stops goes before what waits, and stops only what goes on.
    bench.model.script(vec![say("in front"), complete()]);
    let stop = StartRun {
        when_busy: Some(WhenBusy::Stop),
        ..prompt_in(id, "now")
    };
    let now = bench.begin(stop).await;
    assert_eq!(bench.ended(&now).await.content, "in front");
    assert_eq!(bench.ended(&third).await.content, "ok");
    assert_eq!(
        bench.ends(id).await,
        [
            (first.run.id, DoneStatus::Stopped),
            (second.run.id, DoneStatus::Stopped),
            (now.run.id, DoneStatus::Complete),
            (third.run.id, DoneStatus::Complete)
        ]
    );
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn an_edit_waits_with_its_own_parent() {
    let bench = Bench::new();
    bench.finished(prompt("other")).await;
    let (first, _) = bench.finished(prompt("Q1")).await;
    let id = first.run.conversation_id;
    bench
        .model
        .script(vec![wait_ms(500), say("A2"), complete()]);
    bench.begin(prompt_in(id, "Q2")).await;
    let edit = |parent| StartRun {
        parent_id: Some(parent),
        ..waits(id, "edited")
    };
    let root = bench.begin(edit(ParentRef::Root)).await;
    let answer = ParentRef::Id(first.run.assistant_message_id);
    let under = bench.begin(edit(answer)).await;
    bench.ended(&root).await;
    bench.ended(&under).await;
    let parent = async |run: &Started| bench.message(id, run.run.message_id).await.parent_id;
    assert_eq!(parent(&root).await, None);
    assert_eq!(parent(&under).await, Some(first.run.assistant_message_id));
    let again = StartRun {
        prompt: None,
        parent_id: Some(ParentRef::Id(first.run.message_id)),
        ..waits(id, "")
    };
    let refused = bench.start(again).await;
    assert!(
        matches!(refused, Err(StartRunError::Rejected(_))),
        "{refused:?}"
    );
    bench.check().await;
}
