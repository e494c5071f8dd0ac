use std::time::Duration;

use thalweg_chat::{StartRunError, StopRunError};
use thalweg_providers::FakeStep;
use thalweg_wire::{DoneStatus, MessageStatus};
use tokio::time::{Instant, sleep};

use crate::support::{Bench, complete, gist, owner, prompt, say, wait_ms};

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_for_a_while_costs_no_character() {
    let bench = Bench::new();
    let mut script = vec![say("0")];
    for digit in 1..100 {
        script.extend([wait_ms(100), say(&format!(" {digit}"))]);
    }
    script.push(complete());
    bench.model.script(script);
    let started = bench.begin(prompt("count")).await;
    sleep(Duration::from_secs(2)).await;
    bench.log.set_broken(true);
    sleep(Duration::from_secs(20)).await;
    bench.log.set_broken(false);
    let answer = bench.ended(&started).await;
    let whole: Vec<String> = (0..100).map(|digit| digit.to_string()).collect();
    assert_eq!(
        gist(&answer),
        (MessageStatus::Complete, whole.join(" ").as_str())
    );
    assert_eq!(
        bench.tokens(started.run.conversation_id).await.concat(),
        answer.content
    );
    bench.the_done(&started).await;
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_for_long_leaves_the_run_to_recovery() {
    let bench = Bench::new();
    bench.model.script(vec![
        say("kept"),
        wait_ms(100),
        say(" lost"),
        FakeStep::Hang,
    ]);
    let started = bench.begin(prompt("hi")).await;
    sleep(Duration::from_millis(50)).await;
    bench.log.set_broken(true);
    sleep(Duration::from_secs(40)).await;
    assert_eq!(bench.chat.runs_in_progress(), 0);
    assert_eq!(bench.model.dropped().len(), 1, "the call was dropped");
    assert_eq!(bench.row(started.run.id).await.run.ended, None);
    let stop = bench.chat.stop_run(&owner(), started.run.id).await;
    assert!(matches!(stop, Err(StopRunError::Store(_))), "{stop:?}");
    bench.log.set_broken(false);
    assert_eq!(bench.chat.recover().await, Ok(1));
    let message = bench.ended(&started).await;
    assert_eq!(gist(&message), (MessageStatus::Interrupted, "kept"));
    bench.the_done(&started).await;
}

#[tokio::test(start_paused = true)]
async fn a_stop_reaches_the_model_while_the_store_fails() {
    let bench = Bench::new();
    bench
        .model
        .script(vec![say("a"), wait_ms(50), say("b"), FakeStep::Hang]);
    let started = bench.begin(prompt("hi")).await;
    sleep(Duration::from_millis(20)).await;
    bench.log.set_broken(true);
    sleep(Duration::from_millis(500)).await;
    let (asked, by) = (Instant::now(), owner());
    let (stopped, ()) = tokio::join!(bench.chat.stop_run(&by, started.run.id), async {
        sleep(Duration::from_secs(3)).await;
        bench.log.set_broken(false);
    });
    assert_eq!(stopped.expect("it stops").ended, Some(DoneStatus::Stopped));
    assert!(bench.model.dropped()[0] - asked <= Duration::from_millis(100));
    assert_eq!(
        gist(&bench.ended(&started).await),
        (MessageStatus::Stopped, "ab")
    );
}

#[tokio::test(start_paused = true)]
async fn a_start_that_cannot_be_committed_drops_the_call_and_the_next_asks_no_model() {
    let bench = Bench::new();
    bench.model.script(vec![say("a"), FakeStep::Hang]);
    bench.log.set_delay(Duration::from_millis(5));
    bench.log.set_broken(true);
    for _ in 0..3 {
        let refused = bench.start(prompt("hi")).await;
        assert!(
            matches!(refused, Err(StartRunError::Store(_))),
            "{refused:?}"
        );
        sleep(Duration::from_millis(1)).await;
        assert_eq!(bench.chat.runs_in_progress(), 0);
        assert_eq!(bench.model.requests().len(), 1);
        assert_eq!(bench.model.dropped().len(), 1);
    }
    bench.log.set_broken(false);
    let (_, message) = bench.finished(prompt("hi")).await;
    assert_eq!(gist(&message), (MessageStatus::Complete, "ok"));
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn the_model_is_asked_during_the_commit_and_its_first_words_follow_in_the_next() {
    let bench = Bench::new();
    bench.log.set_delay(Duration::from_millis(100));
    bench.model.script(vec![wait_ms(80), say("a"), complete()]);
    let begun = Instant::now();
    let started = bench.begin(prompt("hi")).await;
    assert_eq!(begun.elapsed(), Duration::from_millis(100));
    let of = started.run.conversation_id;
    assert_eq!(bench.kinds(of).await, ["conversation", "message", "run"]);
    sleep(Duration::from_millis(101)).await;
    assert_eq!(bench.tokens(of).await, ["a"]);
    bench.ended(&started).await;
    bench.check().await;
}
