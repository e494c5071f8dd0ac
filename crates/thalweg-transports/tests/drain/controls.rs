use thalweg_hub::Start;
use thalweg_log::Position;
use thalweg_transports::{Broken, CloseReason, Control, DrainConfig};
use thalweg_wire::{ReconnectReason, Welcome};

use crate::support::{Bell, Bench};

#[tokio::test(start_paused = true)]
async fn expire_says_so_and_ends_cleanly() {
    let bench = Bench::new();
    let mut tap = bench.open(|_| {}).await;
    bench.append(vec![bench.note("before")]).await;
    assert_eq!(tap.kinds(), ["note"]);
    bench.tell(Control::Expire);
    bench.append(vec![bench.note("after")]).await;
    let said = tap.event().await;
    assert_eq!((said.kind.as_str(), said.id), ("expired", None));
    assert_eq!(tap.end().await, Ok(()));
    assert_eq!(tap.kinds(), [] as [&str; 0], "nothing comes after the end");
}

#[tokio::test(start_paused = true)]
async fn drain_says_when_and_why_to_come_back_and_ends_cleanly() {
    let bench = Bench::new();
    let mut tap = bench.open(|_| {}).await;
    bench.tell(Control::Drain {
        retry_ms: 750,
        reason: ReconnectReason::Draining,
    });
    let said = tap.event().await;
    // Without an id: the reader's own place stays the last event's.
    assert_eq!((said.kind.as_str(), said.id), ("reconnect", None));
    assert_eq!(said.data, r#"{"retryMs":750,"reason":"draining"}"#);
    assert_eq!(tap.end().await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn drain_first_gives_what_there_is_and_an_end_needs_no_farewell() {
    let leave = Control::Drain {
        retry_ms: 1,
        reason: ReconnectReason::Draining,
    };
    let bench = Bench::new();
    let mut tap = bench.open(|_| {}).await;
    bench.append(vec![bench.token("last words")]).await;
    bench.tell(leave);
    assert_eq!(tap.event().await.kind, "token");
    assert_eq!(tap.event().await.kind, "reconnect");
    assert_eq!(tap.end().await, Ok(()));

    let run = uuid::Uuid::from_u128(1);
    let mut tap = bench
        .open(|config| config.until = thalweg_transports::Until::Done(run))
        .await;
    bench.append(vec![bench.done(run)]).await;
    bench.tell(leave);
    assert_eq!(tap.event().await.kind, "done");
    assert_eq!(tap.end().await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn drain_lets_go_of_tokens_that_were_held() {
    let bench = Bench::new();
    let hold = |config: &mut DrainConfig| config.flush = std::time::Duration::from_secs(1);
    let mut tap = bench.open(hold).await;
    bench.append(vec![bench.token("a")]).await;
    assert_eq!(tap.event().await.kind, "token");
    bench.append(vec![bench.token("b")]).await;
    assert_eq!(tap.kinds(), [] as [&str; 0], "held");
    bench.tell(Control::Drain {
        retry_ms: 1,
        reason: ReconnectReason::Draining,
    });
    assert_eq!(tap.event().await.kind, "token");
    assert_eq!(tap.event().await.kind, "reconnect");
}

#[tokio::test(start_paused = true)]
async fn close_breaks_the_body_off() {
    for reason in [CloseReason::Shutdown, CloseReason::TakenOver] {
        let bench = Bench::new();
        let mut tap = bench.open(|_| {}).await;
        bench.tell(Control::Close(reason));
        assert_eq!(tap.end().await, Err(Broken(reason)));
        assert_eq!(
            tap.kinds(),
            [] as [&str; 0],
            "no word that looks like an end"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_when_its_credential_does() {
    let bench = Bench::new();
    let end = bench.in_secs(100);
    let mut tap = bench
        .open(|config| {
            config.expires_at = Some(end);
            config.welcome.heartbeat_ms = 1_000_000;
        })
        .await;
    let bell = Bell::default();
    assert!(bell.polls(&mut tap), "the stream waits");
    bench.pass(99).await;
    assert!(!bell.rang(), "not yet");
    // The timer alone wakes it; nothing else happens on the stream.
    bench.pass(1).await;
    assert!(bell.rang());
    assert_eq!(tap.kinds(), ["expired"]);
    assert_eq!(tap.end().await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn prolong_moves_the_end_of_the_credential() {
    let bench = Bench::new();
    let (end, later) = (bench.in_secs(10), bench.in_secs(30));
    let mut tap = bench.open(|config| config.expires_at = Some(end)).await;
    bench.pass(5).await;
    bench.tell(Control::Prolong(later));
    bench.pass(20).await;
    bench.append(vec![bench.note("still")]).await;
    assert_eq!(tap.kinds(), ["note"]);
    bench.pass(5).await;
    assert_eq!(tap.kinds(), ["expired"]);
    assert_eq!(tap.end().await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn prolong_comes_in_time_for_a_stream_that_was_not_polled() {
    let bench = Bench::new();
    let (end, later) = (bench.in_secs(10), bench.in_secs(30));
    let mut tap = bench.open(|config| config.expires_at = Some(end)).await;
    bench.tell(Control::Prolong(later));
    bench.pass(15).await;
    assert_eq!(tap.kinds(), [] as [&str; 0]);
    assert_eq!(tap.end, None);
}

#[tokio::test(start_paused = true)]
async fn prolong_gives_no_end_to_a_stream_without_one_and_shortens_none() {
    for end in [None, Some(60)] {
        let bench = Bench::new();
        let end = end.map(|seconds| bench.in_secs(seconds));
        let mut tap = bench.open(|config| config.expires_at = end).await;
        bench.tell(Control::Prolong(bench.in_secs(10)));
        bench.pass(20).await;
        assert_eq!(tap.kinds(), [] as [&str; 0]);
        assert_eq!(tap.end, None);
    }
}

#[tokio::test(start_paused = true)]
async fn a_repeated_welcome_tells_the_prolonged_end() {
    let bench = Bench::new();
    let (end, later) = (bench.in_secs(50), bench.in_secs(1_000));
    let mut tap = bench
        .open(|config| {
            config.types = vec!["wanted".into()];
            config.expires_at = Some(end);
            config.welcome.expires_at = Some(end.into());
        })
        .await;
    bench.tell(Control::Prolong(later));
    bench.append(vec![bench.note("passed over")]).await;
    let welcome = tap.event().await;
    assert_eq!(welcome.kind, "welcome");
    let said: Welcome = serde_json::from_str(&welcome.data).expect("a welcome");
    assert_eq!(said.expires_at, Some(later.into()));
}

#[tokio::test(start_paused = true)]
async fn the_first_end_counts() {
    let bench = Bench::new();
    let mut tap = bench.open(|_| {}).await;
    bench.tell(Control::Drain {
        retry_ms: 1,
        reason: ReconnectReason::Overload,
    });
    bench.tell(Control::Close(CloseReason::Shutdown));
    bench.tell(Control::Expire);
    assert_eq!(tap.kinds(), ["reconnect"]);
    assert_eq!(tap.end().await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_waiting_stream_is_woken_by_what_is_said_to_it() {
    let bench = Bench::new();
    let mut tap = bench.open(|_| {}).await;
    let bell = Bell::default();
    for _ in 0..3 {
        assert!(bell.polls(&mut tap), "the stream waits");
        assert!(!bell.rang());
        // A prolongation uses the waker up; the next word must find one again.
        bench.tell(Control::Prolong(bench.in_secs(1_000)));
        assert!(bell.rang());
    }
    assert!(bell.polls(&mut tap), "the stream waits");
    bench.tell(Control::Expire);
    assert!(bell.rang());
    assert_eq!(tap.kinds(), ["expired"]);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_cannot_be_read_breaks_the_body_off() {
    let bench = Bench::new();
    for _ in 0..100 {
        bench.append(vec![bench.note("x")]).await;
    }
    bench.log.break_it();
    let start = Start::AfterPosition(Position::ZERO);
    let mut tap = bench.open_whole(start, |_| {});
    assert_eq!(tap.kinds(), ["welcome"]);
    assert_eq!(tap.end().await, Err(Broken(CloseReason::StoreFailed)));
}
