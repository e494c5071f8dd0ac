use std::time::Duration;

use thalweg_hub::Start;
use thalweg_log::{Position, Seq};
use thalweg_transports::{Control, Shape};
use thalweg_wire::ReconnectReason;
use tokio::time::Instant;
use uuid::Uuid;

use crate::support::{Bench, Tap};

const NOTHING: [&str; 0] = [];

async fn open(bench: &Bench, ms: u64) -> Tap {
    let mut tap = bench
        .open(|config| {
            config.shape = Shape::Wrapped;
            config.batch = Duration::from_millis(ms);
        })
        .await;
    tap.writes = 0;
    tap
}

/// A stream that has just written, so that it holds what comes now.
async fn holding(bench: &Bench) -> Tap {
    let mut tap = open(bench, 1_000).await;
    bench.append(vec![bench.note("first")]).await;
    assert_eq!(tap.kinds(), ["note"]);
    bench.append(vec![bench.note("held")]).await;
    assert_eq!(tap.kinds(), NOTHING, "held");
    assert_eq!(tap.writes, 1);
    tap
}

#[tokio::test(start_paused = true)]
async fn the_first_event_goes_at_once_and_later_ones_in_one_write() {
    let bench = Bench::new();
    let mut tap = open(&bench, 500).await;
    bench.append(vec![bench.note("a"), bench.note("b")]).await;
    assert_eq!(tap.kinds(), ["note", "note"]);
    assert_eq!(tap.writes, 1);
    let mut ids = Vec::new();
    for word in ["c", "d", "e"] {
        bench.append(vec![bench.note(word)]).await;
        ids.push(Some(bench.hub.watermark().to_string()));
        assert_eq!(tap.kinds(), NOTHING, "held");
        tokio::time::advance(Duration::from_millis(100)).await;
    }
    let began = Instant::now();
    // The timer alone wakes it.
    let mut events = vec![tap.event().await];
    assert_eq!(began.elapsed().as_millis(), 200, "500 ms after the last");
    assert_eq!(tap.writes, 2);
    events.extend([tap.event().await, tap.event().await]);
    assert_eq!(tap.writes, 2, "all three in one");
    let seen: Vec<_> = events.iter().map(|event| event.id.clone()).collect();
    assert_eq!(seen, ids, "each with an id of its own");
    for (event, word) in events.iter().zip(["c", "d", "e"]) {
        assert!(event.data.contains(&format!("\"word\":\"{word}\"")));
    }
    tokio::time::advance(Duration::from_millis(500)).await;
    bench.append(vec![bench.note("f")]).await;
    assert_eq!(tap.kinds(), ["note"], "after a pause at once");
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_run_and_a_deletion_let_go_of_what_is_held() {
    let bench = Bench::new();
    let mut tap = holding(&bench).await;
    bench.append(vec![bench.done(Uuid::from_u128(9))]).await;
    assert_eq!(tap.kinds(), ["note", "done"]);
    assert_eq!(tap.writes, 2);
    bench.append(vec![bench.note("x")]).await;
    assert_eq!(tap.kinds(), NOTHING, "what comes after it is held again");
    bench.append(vec![bench.deleted()]).await;
    assert_eq!(tap.kinds(), ["note", "deleted"]);
    assert_eq!((tap.writes, tap.end), (3, None));
}

#[tokio::test(start_paused = true)]
async fn a_reset_is_told_at_once() {
    let bench = Bench::new();
    let mut tap = holding(&bench).await;
    for _ in 0..100 {
        bench.append(vec![bench.note("x")]).await;
    }
    bench.log.trim(&bench.channel, Seq::new(10));
    assert_eq!(tap.kinds(), ["note", "reset"]);
    assert_eq!(tap.event().await.kind, "note", "the rest is held");
}

#[tokio::test(start_paused = true)]
async fn a_word_of_the_stream_itself_comes_after_what_is_held() {
    let drain = Control::Drain {
        retry_ms: 1,
        reason: ReconnectReason::Draining,
    };
    for (control, word) in [(Control::Expire, "expired"), (drain, "reconnect")] {
        let bench = Bench::new();
        let mut tap = holding(&bench).await;
        bench.tell(control);
        assert_eq!(tap.kinds(), ["note", word]);
        assert_eq!(tap.end().await, Ok(()));
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_are_joined_first_and_then_written_together() {
    let bench = Bench::new();
    let mut tap = bench
        .open(|config| {
            config.flush = Duration::from_millis(300);
            config.batch = Duration::from_millis(1_000);
        })
        .await;
    bench.append(vec![bench.token("a")]).await;
    assert_eq!(tap.kinds(), ["token"]);
    tap.writes = 0;
    let began = Instant::now();
    for text in ["b", "c"] {
        bench.append(vec![bench.token(text)]).await;
        assert_eq!(tap.kinds(), NOTHING);
    }
    bench.append(vec![bench.note("x")]).await;
    assert!(tap.event().await.data.contains("\"text\":\"bc\""));
    assert_eq!(tap.event().await.kind, "note");
    assert_eq!((tap.writes, began.elapsed().as_millis()), (1, 1_000));
    bench.append(vec![bench.token("d")]).await;
    assert_eq!(tap.kinds(), NOTHING);
    bench.tell(Control::Expire);
    assert_eq!(tap.kinds(), ["token", "expired"]);
}

/// Whatever the times, a reader gets the same events, and is written to seldom.
#[tokio::test(start_paused = true)]
async fn nothing_is_lost_or_reordered() {
    let bench = Bench::new();
    let mut tap = open(&bench, 250).await;
    let (began, mut ids, mut written) = (Instant::now(), Vec::new(), Vec::new());
    for i in 0..500_u64 {
        bench.append(vec![bench.note("x")]).await;
        written.push(bench.hub.watermark().to_string());
        tokio::time::advance(Duration::from_millis(i * 7 % 40)).await;
        // Not looked at each time: the reader may fall behind into the store.
        if i % 130 > 90 {
            ids.extend(tap.ids());
        }
    }
    let last = written.last().cloned();
    while ids.last() != last.as_ref() {
        ids.extend(tap.event().await.id);
    }
    assert_eq!(ids, written);
    let most = began.elapsed().as_millis() / 250 + 1;
    assert!(tap.writes as u128 <= most, "{} of {most}", tap.writes);
}

#[tokio::test(start_paused = true)]
async fn much_does_not_wait() {
    let bench = Bench::new();
    let mut tap = open(&bench, 1_000).await;
    bench.append(vec![bench.note("first")]).await;
    assert_eq!(tap.kinds().len(), 1);
    let text = "x".repeat(10_000);
    for held in 1..=26 {
        bench.append(vec![bench.token(&text)]).await;
        assert_eq!(tap.kinds().is_empty(), held < 26, "{held}");
    }
    assert_eq!(tap.writes, 2);
}

/// Catching up is not slowed down by the wish.
#[tokio::test(start_paused = true)]
async fn a_page_of_the_store_is_one_write() {
    let bench = Bench::new();
    for _ in 0..200 {
        bench.append(vec![bench.note("x")]).await;
    }
    let start = Start::AfterPosition(Position::ZERO);
    let mut tap = bench.open_whole(start, |config| config.batch = Duration::from_secs(1));
    let began = Instant::now();
    for _ in 0..=200 {
        tap.event().await;
    }
    assert!(began.elapsed() <= Duration::from_secs(1));
    let page = tap.writes - 2;
    assert!(
        (1..=2).contains(&page),
        "{page} besides `retry:` and `welcome`"
    );
}
