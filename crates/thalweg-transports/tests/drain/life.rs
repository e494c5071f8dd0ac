use tokio::time::Instant;

use crate::support::{Bell, Bench};

#[tokio::test(start_paused = true)]
async fn silence_is_broken_by_a_sign_of_life() {
    let bench = Bench::new();
    let mut tap = bench.open(|_| {}).await;
    let began = Instant::now();
    tap.wait(|tap| tap.decoder.comments == 2).await;
    assert_eq!(began.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_stream_with_events_needs_no_sign_of_life() {
    let bench = Bench::new();
    let mut tap = bench.open(|_| {}).await;
    for _ in 0..10 {
        bench.pass(10).await;
        bench.append(vec![bench.note("x")]).await;
        assert_eq!(tap.kinds(), ["note"]);
    }
    assert_eq!(tap.decoder.comments, 0);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_woken_by_an_event_and_not_by_its_timer() {
    let bench = Bench::new();
    let mut tap = bench.open(|_| {}).await;
    let bell = Bell::default();
    assert!(bell.polls(&mut tap), "the stream waits");
    assert!(!bell.rang());
    bench.append(vec![bench.note("x")]).await;
    assert!(bell.rang());
    assert_eq!(tap.kinds(), ["note"]);
}
