//! Requests that meet: two devices, stops, edits and deletions at every distance.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use thalweg_chat::{FinishReason, StartRunError, Started};
use thalweg_log::{Entropy as _, SeededEntropy};
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_wire::{
    ContinueRun, Done, ErrorCode, ParentRef, QueuePatch, Role, RunStatus, StartRun, Usage,
    WhenBusy, kind,
};
use tokio::time::sleep;
use uuid::Uuid;

use crate::support::{Bench, complete, fail, owner, prompt, prompt_in, read, say, wait_ms};

fn under(conversation: Uuid, parent: ParentRef, text: Option<&str>) -> StartRun {
    StartRun {
        prompt: text.map(Into::into),
        conversation_id: Some(conversation),
        parent_id: Some(parent),
        ..StartRun::default()
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_that_answer_again_at_once_one_wins() {
    let bench = Bench::new();
    let (first, _) = bench.finished(prompt("Q")).await;
    let id = first.run.conversation_id;
    let again = || under(id, ParentRef::Id(first.run.message_id), None);
    bench.model.script(vec![wait_ms(100), say("B"), complete()]);
    let (a, b) = tokio::join!(bench.start(again()), bench.start(again()));
    let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
    let won = won.expect("one wins");
    let run_id = won.run.id;
    assert_eq!(lost, Err(StartRunError::Busy { run_id }));
    assert_eq!(bench.ended(&won).await.content, "B");
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn of_two_devices_one_wins_or_both_are_answered_in_order() {
    let bench = Bench::new();
    let (first, _) = bench.finished(prompt("Q")).await;
    let id = first.run.conversation_id;
    let (a, b) = tokio::join!(
        bench.start(prompt_in(id, "left")),
        bench.start(prompt_in(id, "right"))
    );
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    let lost = if a.is_ok() { &b } else { &a };
    assert!(matches!(lost, Err(StartRunError::Busy { .. })));
    bench.ended(&a.or(b).expect("one wins")).await;

    let queue = |text: &str| StartRun {
        when_busy: Some(WhenBusy::Queue),
        ..prompt_in(id, text)
    };
    let (a, b) = tokio::join!(bench.start(queue("left")), bench.start(queue("right")));
    let both = [a.expect("it starts"), b.expect("it waits")];
    for started in &both {
        assert_eq!(bench.ended(started).await.content, "ok");
    }
    let waited = both
        .iter()
        .find(|s| s.run.status == Some(RunStatus::Queued))
        .expect("one waits");
    let went = both
        .iter()
        .find(|s| s.run.id != waited.run.id)
        .expect("the other");
    let question = bench.message(id, waited.run.message_id).await;
    assert_eq!(question.parent_id, Some(went.run.assistant_message_id));
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn an_edit_while_a_run_goes_on_is_busy_or_stops_it_and_keeps_its_place() {
    let bench = Bench::new();
    let (first, _) = bench.finished(prompt("Q1")).await;
    let id = first.run.conversation_id;
    bench.model.script(vec![say("A2"), FakeStep::Hang]);
    let second = bench.begin(prompt_in(id, "Q2")).await;
    sleep(Duration::from_millis(50)).await;
    // The second question in other words: its parent is the first answer.
    let parent = first.run.assistant_message_id;
    let edit = under(id, ParentRef::Id(parent), Some("Q2b"));
    let run_id = second.run.id;
    assert_eq!(
        bench.start(edit.clone()).await,
        Err(StartRunError::Busy { run_id })
    );
    let edit = StartRun {
        when_busy: Some(WhenBusy::Stop),
        ..edit
    };
    let (edited, _) = bench.finished(edit).await;
    let question = bench.message(id, edited.run.message_id).await;
    assert_eq!(question.parent_id, Some(parent));
    let asked = bench.model.requests().pop().expect("a request");
    let turns: Vec<_> = asked.turns.iter().map(|turn| turn.text.as_str()).collect();
    assert_eq!(turns, ["Q1", "ok", "Q2b"]);
    assert_eq!(bench.ended(&second).await.content, "A2");
    bench.check().await;
}

/// Each branch lists what lies on it, whatever was edited, answered again or continued.
#[tokio::test(start_paused = true)]
async fn every_leaf_lists_its_own_branch() {
    let bench = Bench::new();
    let counted = |text: &str| {
        vec![
            say(text),
            wait_ms(30),
            FakeStep::Usage(Usage {
                input_tokens: 7,
                output_tokens: 3,
            }),
            complete(),
        ]
    };
    let run = async |ask: StartRun, text: &str| {
        bench.model.script(counted(text));
        bench.finished(ask).await.0.run
    };
    let first = run(prompt("Q1"), "A1").await;
    let id = first.conversation_id;
    let second = run(prompt_in(id, "Q2"), "A2").await;
    let parent = ParentRef::Id(first.assistant_message_id);
    let edited = run(under(id, parent, Some("Q2b")), "A2b").await;
    let again = under(id, ParentRef::Id(second.message_id), None);
    let again = run(again, "A2c").await;
    let root = run(under(id, ParentRef::Root, Some("Q1b")), "A1b").await;
    let branch = async |leaf: Uuid| {
        let page = bench
            .chat
            .list_messages(&owner(), id, Some(leaf), None, 50)
            .await;
        let mut items = page.expect("there").items;
        items.reverse();
        let answers = items.iter().filter(|m| m.role == Role::Assistant);
        for answer in answers {
            let timing = answer.timing.expect("every answer is timed");
            assert!(timing.first_token_ms.is_some() && timing.total_ms >= 30);
            assert_eq!(answer.usage.map(|usage| usage.output_tokens), Some(3));
        }
        let texts = items.into_iter().map(|message| message.content);
        texts.collect::<Vec<_>>()
    };
    for (leaf, want) in [
        (first.assistant_message_id, vec!["Q1", "A1"]),
        (second.assistant_message_id, vec!["Q1", "A1", "Q2", "A2"]),
        (edited.assistant_message_id, vec!["Q1", "A1", "Q2b", "A2b"]),
        (again.assistant_message_id, vec!["Q1", "A1", "Q2", "A2c"]),
        (root.assistant_message_id, vec!["Q1b", "A1b"]),
    ] {
        assert_eq!(branch(leaf).await, want);
    }
    bench.check().await;
}

/// Whatever meets whatever: every run has one end, no fence and nothing that waits is left, and the
/// rows are what the log says.
#[tokio::test(start_paused = true)]
async fn a_storm_of_requests_leaves_every_run_with_one_end() {
    let mut ends = HashMap::new();
    for seed in 0..60 {
        let bench = Bench::with(FakeProvider::new(), Default::default(), seed);
        let dice = SeededEntropy::new(seed);
        let roll = |below: u64| dice.next_u64() % below;
        bench.log.set_delay(Duration::from_micros(roll(3_000)));
        for _ in 0..60 {
            let mut steps = vec![say("a"), wait_ms(roll(40)), say("b"), wait_ms(roll(40))];
            steps.push(match roll(5) {
                0 => fail(ErrorCode::ModelFailed, "it broke"),
                1 => FakeStep::Finish(FinishReason::Length),
                2 => FakeStep::Hang,
                _ => complete(),
            });
            bench.model.script(steps);
        }
        let first = bench.begin(prompt("go")).await;
        let id = first.run.conversation_id;
        let mut lanes = Vec::new();
        for lane in 0..4 {
            lanes.push(storm(&bench, id, seed * 10 + lane));
        }
        futures_util::future::join_all(lanes).await;
        settle(&bench, id).await;
        check_ends(&bench, id, seed, &mut ends).await;
    }
    assert!(
        ["complete", "stopped", "error", "length"]
            .iter()
            .all(|end| ends.get(*end).is_some_and(|count| *count > 20)),
        "all ends come: {ends:?}"
    );
}

async fn storm(bench: &Bench, id: Uuid, seed: u64) {
    let by = owner();
    let dice = SeededEntropy::new(!seed);
    let roll = |below: u64| dice.next_u64() % below;
    let mut runs: Vec<Started> = Vec::new();
    for step in 0..12 {
        sleep(Duration::from_millis(roll(30))).await;
        let when_busy = match roll(4) {
            0 => None,
            1 => Some(WhenBusy::Stop),
            _ => Some(WhenBusy::Queue),
        };
        let ask = StartRun {
            when_busy,
            parent_id: (roll(4) == 0).then_some(ParentRef::Root),
            ..prompt_in(id, &format!("{seed} {step}"))
        };
        let some = runs
            .get(usize::try_from(roll(8)).unwrap_or(0))
            .map(|s| s.run.clone());
        match (roll(10), some) {
            (0..=4, _) | (_, None) => runs.extend(bench.start(ask).await.ok()),
            (5 | 6, Some(run)) => {
                bench.chat.stop_run(&by, run.id).await.ok();
            }
            (7, Some(run)) => {
                let ask = ContinueRun {
                    when_busy: when_busy.filter(|when| *when == WhenBusy::Stop),
                    ..ContinueRun::default()
                };
                let more = bench.chat.continue_run(&by, run.id, ask, None, "r").await;
                runs.extend(more.ok());
            }
            (8, Some(run)) => {
                let patch = QueuePatch {
                    content: Some("edited".into()),
                    position: Some(0),
                };
                let changed = bench.chat.change_queued(&by, id, run.message_id, patch);
                changed.await.ok();
            }
            (_, Some(_)) => {
                bench.chat.delete_conversation(&by, id).await.ok();
                sleep(Duration::from_millis(roll(10))).await;
                bench.chat.restore_conversation(&by, id).await.ok();
            }
        }
    }
}

/// Stops what hangs until nothing goes on or waits.
async fn settle(bench: &Bench, id: Uuid) {
    let by = owner();
    bench
        .chat
        .restore_conversation(&by, id)
        .await
        .expect("there");
    for _ in 0..1_000 {
        sleep(Duration::from_millis(200)).await;
        let now = bench.chat.conversation(&by, id).await.expect("there");
        match now.run_id {
            Some(run) => {
                bench.chat.stop_run(&by, run).await.expect("it stops");
            }
            None if now.queued.is_none() => return,
            None => {}
        }
    }
    panic!("something goes on for ever");
}

async fn check_ends(bench: &Bench, id: Uuid, seed: u64, ends: &mut HashMap<&str, usize>) {
    let events = bench.events(id).await;
    let runs = events.iter().filter(|event| event.kind == kind::RUN);
    let runs: HashSet<Uuid> = runs
        .map(|event| read::<thalweg_wire::Run>(event).id)
        .collect();
    let done = events.iter().filter(|event| event.kind == kind::DONE);
    let done: Vec<Done> = done.map(read).collect();
    let ended: HashSet<Uuid> = done.iter().map(|done| done.run_id).collect();
    assert_eq!((done.len(), &ended), (runs.len(), &runs), "seed {seed}");
    for done in &done {
        let row = bench.row(done.run_id).await;
        assert_eq!(row.run.ended, Some(done.status), "seed {seed}");
        let word = match done.status {
            thalweg_wire::DoneStatus::Complete => "complete",
            thalweg_wire::DoneStatus::Stopped => "stopped",
            thalweg_wire::DoneStatus::Error => "error",
            thalweg_wire::DoneStatus::Length => "length",
            _ => "other",
        };
        *ends.entry(word).or_default() += 1;
    }
    let fences = bench.hub.store().fences().await.expect("fences");
    assert!(fences.is_empty(), "seed {seed}");
    assert_eq!(bench.rows.queues().await, Ok(vec![]), "seed {seed}");
    assert_eq!(bench.chat.runs_in_progress(), 0, "seed {seed}");
    bench.check().await;
}
