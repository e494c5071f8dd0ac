use std::time::Duration;

use thalweg_chat::{StartRunError, StopRunError};
use thalweg_providers::FakeStep;
use thalweg_wire::{DoneStatus, MessageStatus};
use tokio::time::{Instant, sleep};

use crate::support::{Bench, complete, gist, owner, prompt, prompt_in, say, wait_ms};

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

#[tokio::test(start_paused = true)]
async fn a_start_that_the_log_refuses_drops_its_call_and_leaves_nothing() {
    let bench = Bench::new();
    let (first, _) = bench.finished(prompt("hi")).await;
    let of = first.run.conversation_id;
    let (kinds, dropped) = (bench.kinds(of).await.len(), bench.model.dropped().len());
    // Another process finds the conversation at rest as well, and is the later of the two.
    let late = bench.reborn();
    bench.log.set_delay(Duration::from_millis(3));
    late.log.set_delay(Duration::from_millis(5));
    for _ in 0..2 {
        bench.model.script(vec![say("a"), FakeStep::Hang]);
    }
    let (won, lost) = tokio::join!(
        bench.start(prompt_in(of, "one")),
        late.start(prompt_in(of, "two"))
    );
    let won = won.expect("it starts");
    let run_id = won.run.id;
    assert_eq!(lost, Err(StartRunError::Busy { run_id }));
    assert_eq!(bench.model.requests().len(), 3, "both asked before");
    sleep(Duration::from_millis(1)).await;
    assert_eq!(bench.model.dropped().len(), dropped + 1);
    assert_eq!(late.chat.runs_in_progress(), 0);
    sleep(Duration::from_millis(100)).await;
    let told = bench.kinds(of).await.split_off(kinds);
    assert_eq!(told, ["conversation", "message", "run", "token"]);
    let stopped = bench.chat.stop_run(&owner(), run_id).await;
    assert!(stopped.is_ok(), "{stopped:?}");
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_way_down_during_the_commit_of_a_start_drops_its_call_at_once() {
    let bench = Bench::new();
    bench.model.script(vec![say("a"), FakeStep::Hang]);
    bench.log.set_delay(Duration::from_secs(1));
    let begun = Instant::now();
    let down = async {
        sleep(Duration::from_millis(500)).await;
        bench.chat.drain(Instant::now()).await
    };
    let (started, drained) = tokio::join!(bench.start(prompt("hi")), down);
    let asked_to_end = begun + Duration::from_millis(500);
    assert!(bench.model.dropped()[0] - asked_to_end <= Duration::from_millis(100));
    assert_eq!(drained.interrupted, 1);
    let started = started.expect("it was on its way");
    let answer = bench.ended(&started).await;
    assert_eq!(gist(&answer), (MessageStatus::Interrupted, "a"));
    bench.the_done(&started).await;
    bench.check().await;
}
