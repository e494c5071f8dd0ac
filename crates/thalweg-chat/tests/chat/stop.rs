use std::time::Duration;

use thalweg_log::{Entropy as _, SeededEntropy};
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_wire::{DoneStatus, MessageStatus};
use tokio::time::{Instant, sleep};

use crate::support::{Bench, complete, gist, owner, prompt, say, wait_ms};

#[tokio::test(start_paused = true)]
async fn stop_drops_the_call_at_once_and_keeps_the_text() {
    let bench = Bench::new();
    bench
        .model
        .script(vec![say("Once upon"), say(" a time"), FakeStep::Hang]);
    let started = bench.begin(prompt("a story")).await;
    sleep(Duration::from_millis(200)).await;
    bench.log.set_delay(Duration::from_secs(1));
    let before = Instant::now();
    let run = bench
        .chat
        .stop_run(&owner(), started.run.id)
        .await
        .expect("it stops");
    assert_eq!(run.ended, Some(DoneStatus::Stopped));
    assert_eq!(run.status, None);
    let dropped = bench.model.dropped();
    assert_eq!(dropped.len(), 1);
    assert!(
        dropped[0] - before <= Duration::from_millis(100),
        "the model was told at once"
    );
    let answer = bench.ended(&started).await;
    assert_eq!(gist(&answer), (MessageStatus::Stopped, "Once upon a time"));
    assert_eq!(bench.the_done(&started).await.status, DoneStatus::Stopped);
    assert_eq!(
        bench.tokens(started.run.conversation_id).await.concat(),
        "Once upon a time"
    );
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn stop_reaches_a_call_that_has_not_answered_yet() {
    let bench = Bench::new();
    bench.model.script(vec![wait_ms(3_600_000), say("late")]);
    let started = bench.begin(prompt("hi")).await;
    let before = Instant::now();
    bench
        .chat
        .stop_run(&owner(), started.run.id)
        .await
        .expect("it stops");
    assert!(before.elapsed() <= Duration::from_millis(100));
    assert_eq!(
        gist(&bench.ended(&started).await),
        (MessageStatus::Stopped, "")
    );
}

#[tokio::test(start_paused = true)]
async fn stopping_again_or_too_late_answers_with_the_end_that_won() {
    let bench = Bench::new();
    let (started, _) = bench.finished(prompt("hi")).await;
    let head = bench.hub.watermark();
    for _ in 0..2 {
        let run = bench
            .chat
            .stop_run(&owner(), started.run.id)
            .await
            .expect("it ended");
        assert_eq!(run.ended, Some(DoneStatus::Complete));
    }
    assert_eq!(bench.hub.watermark(), head);
}

#[tokio::test(start_paused = true)]
async fn a_run_without_a_task_is_ended_from_the_log() {
    let bench = Bench::new();
    bench.model.script(vec![say("left"), FakeStep::Hang]);
    let started = bench.begin(prompt("hi")).await;
    sleep(Duration::from_millis(100)).await;
    let other = bench.reborn();
    let run = other
        .chat
        .stop_run(&owner(), started.run.id)
        .await
        .expect("it stops");
    assert_eq!(run.ended, Some(DoneStatus::Stopped));
    assert_eq!(
        gist(&other.ended(&started).await),
        (MessageStatus::Stopped, "left")
    );
    other.the_done(&started).await;
}

/// Stop and finish race at every distance; whatever wins, there is one end and it is told alike.
#[tokio::test(start_paused = true)]
async fn a_stop_that_races_the_finish_leaves_exactly_one_end() {
    let (mut stopped, mut finished) = (0, 0);
    for seed in 0..1_000 {
        let dice = SeededEntropy::new(seed);
        let roll = |below: u64| dice.next_u64() % below;
        let bench = Bench::with(FakeProvider::new(), Default::default(), seed);
        bench.log.set_delay(Duration::from_micros(roll(4_000)));
        bench.model.script(vec![
            say("one"),
            FakeStep::Wait(Duration::from_micros(roll(6_000))),
            say(" two"),
            complete(),
        ]);
        let started = bench.begin(prompt("race")).await;
        sleep(Duration::from_micros(roll(12_000))).await;
        let by = owner();
        let (a, b) = tokio::join!(
            bench.chat.stop_run(&by, started.run.id),
            bench.chat.stop_run(&by, started.run.id)
        );
        let done = bench.the_done(&started).await;
        for told in [a, b] {
            assert_eq!(
                told.expect("it ended").ended,
                Some(done.status),
                "seed {seed}"
            );
        }
        let answer = bench.ended(&started).await;
        assert_eq!(
            answer.status,
            MessageStatus::from(done.status),
            "seed {seed}"
        );
        let text = bench.tokens(started.run.conversation_id).await.concat();
        assert_eq!(answer.content, text, "seed {seed}");
        match done.status {
            DoneStatus::Stopped => stopped += 1,
            DoneStatus::Complete => finished += 1,
            other => panic!("seed {seed}: {other:?}"),
        }
        assert!(
            bench.hub.store().fences().await.expect("fences").is_empty(),
            "seed {seed}"
        );
    }
    assert!(
        stopped > 20 && finished > 20,
        "both win now and then: {stopped}, {finished}"
    );
}
