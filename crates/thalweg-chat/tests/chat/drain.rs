use std::time::Duration;

use thalweg_chat::{Drained, StartRunError};
use thalweg_providers::FakeStep;
use thalweg_wire::{DoneStatus, MessageStatus};
use tokio::time::{Instant, sleep};

use crate::support::{Bench, complete, gist, prompt, say, wait_ms};

#[tokio::test(start_paused = true)]
async fn a_drain_waits_for_runs_and_interrupts_those_that_are_late() {
    let bench = Bench::new();
    bench
        .model
        .script(vec![say("soon"), wait_ms(2_000), complete()]);
    bench.model.script(vec![say("never"), FakeStep::Hang]);
    let soon = bench.begin(prompt("one")).await;
    let never = bench.begin(prompt("two")).await;
    sleep(Duration::from_millis(100)).await;
    let begun = Instant::now();
    let (drained, refused) =
        tokio::join!(bench.chat.drain(begun + Duration::from_secs(5)), async {
            sleep(Duration::from_millis(10)).await;
            bench.start(prompt("late")).await
        });
    assert_eq!(refused, Err(StartRunError::Draining));
    assert_eq!(
        drained,
        Drained {
            finished: 1,
            interrupted: 1
        }
    );
    assert!(begun.elapsed() < Duration::from_secs(6));
    assert_eq!(
        gist(&bench.ended(&soon).await),
        (MessageStatus::Complete, "soon")
    );
    assert_eq!(
        gist(&bench.ended(&never).await),
        (MessageStatus::Interrupted, "never")
    );
    assert_eq!(bench.the_done(&never).await.status, DoneStatus::Interrupted);
    assert_eq!(bench.chat.runs_in_progress(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_drain_without_runs_returns_at_once() {
    let bench = Bench::new();
    let begun = Instant::now();
    let drained = bench.chat.drain(begun + Duration::from_secs(5)).await;
    assert_eq!(
        (drained, begun.elapsed()),
        (Drained::default(), Duration::ZERO)
    );
}
