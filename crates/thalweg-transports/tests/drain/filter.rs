use std::time::Duration;

use thalweg_log::Position;
use thalweg_transports::{DrainConfig, Until};
use tokio::time::Instant;

use crate::support::{Bench, RUN};

fn only(word: &str) -> impl Fn(&mut DrainConfig) {
    let word = word.to_owned();
    move |config| config.types = vec![word.clone()]
}

#[tokio::test(start_paused = true)]
async fn only_the_wanted_types_come() {
    let bench = Bench::new();
    let mut tap = bench.open(only("note")).await;
    bench
        .append(vec![bench.token("x"), bench.note("a"), bench.done(RUN)])
        .await;
    assert_eq!(tap.kinds(), ["note"]);
}

/// A filter must not hide that the stream is over: the reader would wait for ever.
#[tokio::test(start_paused = true)]
async fn an_end_comes_through_every_filter() {
    let ends = [
        (Until::Deleted(Position::ZERO), "deleted"),
        (Until::Done(RUN), "done"),
        (Until::Done(RUN), "deleted"),
    ];
    for (until, word) in ends {
        let bench = Bench::new();
        let mut tap = bench
            .open(|config| {
                only("note")(config);
                config.until = until;
            })
            .await;
        let end = if word == "done" {
            bench.done(RUN)
        } else {
            bench.deleted()
        };
        bench.append(vec![bench.token("x"), end]).await;
        assert_eq!(tap.kinds(), [word]);
        assert_eq!(tap.end().await, Ok(()));
    }
}

/// Else a reader that comes back after hours of silence would pass over all of them again.
#[tokio::test(start_paused = true)]
async fn what_is_passed_over_is_told_by_a_new_welcome_within_a_minute() {
    for heartbeat_ms in [15_000, 45_000, 1_000_000] {
        let bench = Bench::new();
        let mut tap = bench
            .open(|config| {
                only("note")(config);
                config.welcome.heartbeat_ms = heartbeat_ms;
            })
            .await;
        bench.append(vec![bench.token("x")]).await;
        let began = Instant::now();
        let again = tap.event().await;
        assert_eq!(again.kind, "welcome");
        assert_eq!(again.id, Some(bench.hub.watermark().to_string()));
        let silence = began.elapsed();
        assert!(
            silence <= Duration::from_millis(60_010),
            "{silence:?} with a heartbeat of {heartbeat_ms} ms"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_knows_its_place_is_not_welcomed_again() {
    let bench = Bench::new();
    let mut tap = bench.open(only("note")).await;
    bench.append(vec![bench.note("a")]).await;
    assert_eq!(tap.kinds(), ["note"]);
    let limit = Duration::from_secs(600);
    let waited = tokio::time::timeout(limit, tap.event()).await;
    assert!(waited.is_err(), "nothing was passed over");
    assert!(tap.decoder.comments >= 39, "signs of life come");
}
