use std::time::Duration;

use tokio::time::Instant;

use crate::support::Bench;

async fn open(bench: &Bench, ms: u64) -> crate::support::Tap {
    bench
        .open(|config| config.flush = Duration::from_millis(ms))
        .await
}

fn texts(data: &[String]) -> Vec<String> {
    let text = |data: &String| {
        let value: serde_json::Value = serde_json::from_str(data).expect("JSON");
        value["text"].as_str().unwrap_or("-").to_owned()
    };
    data.iter().map(text).collect()
}

#[tokio::test(start_paused = true)]
async fn the_first_token_goes_at_once_and_later_ones_joined() {
    let bench = Bench::new();
    let mut tap = open(&bench, 500).await;
    bench.append(vec![bench.token("a")]).await;
    assert_eq!(texts(&tap.data()), ["a"]);
    for text in ["b", "c", "d"] {
        bench.append(vec![bench.token(text)]).await;
        assert_eq!(tap.data(), [] as [&str; 0], "held");
        tokio::time::advance(Duration::from_millis(100)).await;
    }
    let began = Instant::now();
    let joined = tap.event().await;
    assert_eq!(texts(&[joined.data]), ["bcd"]);
    assert_eq!(began.elapsed().as_millis(), 200, "500 ms after the last");
    assert_eq!(joined.id, Some(bench.hub.watermark().to_string()));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_token_waits_for_nothing_and_stays_in_order() {
    let bench = Bench::new();
    let mut tap = open(&bench, 1_000).await;
    bench.append(vec![bench.token("a")]).await;
    assert_eq!(texts(&tap.data()), ["a"]);
    bench.append(vec![bench.token("b"), bench.token("c")]).await;
    assert_eq!(tap.data(), [] as [&str; 0]);
    bench.append(vec![bench.note("now")]).await;
    assert_eq!(texts(&tap.data()), ["bc", "-"]);
}

#[tokio::test(start_paused = true)]
async fn without_a_wish_every_frame_goes_at_once() {
    let bench = Bench::new();
    let mut tap = open(&bench, 0).await;
    for text in ["a", "b"] {
        bench.append(vec![bench.token(text)]).await;
        assert_eq!(texts(&tap.data()), [text]);
    }
    assert_eq!(bench.hub.counters().view().encodings, 2);
}

/// Else a reader that catches up would hold all that it reads within its time.
#[tokio::test(start_paused = true)]
async fn tokens_wait_only_up_to_a_size() {
    let bench = Bench::new();
    let mut tap = open(&bench, 1_000).await;
    bench.append(vec![bench.token("a")]).await;
    assert_eq!(texts(&tap.data()), ["a"]);
    let began = Instant::now();
    let long = "x".repeat(64 * 1024);
    for _ in 0..3 {
        bench.append(vec![bench.token(&long)]).await;
        assert_eq!(tap.data(), [] as [&str; 0], "held");
    }
    bench
        .append(vec![bench.token(&long), bench.token("b")])
        .await;
    let joined = texts(&tap.data());
    assert!(joined == [long.repeat(4)], "at once, joined");
    assert_eq!(texts(&[tap.event().await.data]), ["b"], "the rest is held");
    assert_eq!(began.elapsed().as_millis(), 1_000);
}
