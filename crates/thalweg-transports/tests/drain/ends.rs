use thalweg_hub::Start;
use thalweg_log::{Cursor, Position};
use thalweg_transports::{Shape, Until};
use uuid::Uuid;

use crate::support::{Bench, RUN};

#[tokio::test(start_paused = true)]
async fn a_runs_stream_ends_with_its_own_done() {
    let bench = Bench::new();
    let mut tap = bench.open(|config| config.until = Until::Done(RUN)).await;
    let other = bench.done(Uuid::from_u128(99));
    bench.append(vec![other, bench.note("x")]).await;
    assert_eq!(tap.kinds(), ["done", "note"], "another run's end is none");
    bench
        .append(vec![bench.done(RUN), bench.note("not its own")])
        .await;
    assert_eq!(tap.kinds(), ["done"]);
    assert_eq!(tap.end().await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn streams_of_a_conversation_end_with_deleted() {
    for until in [Until::Deleted(Position::ZERO), Until::Done(RUN)] {
        let bench = Bench::new();
        let mut tap = bench.open(|config| config.until = until).await;
        bench.append(vec![bench.deleted()]).await;
        assert_eq!(tap.kinds(), ["deleted"]);
        assert_eq!(tap.end().await, Ok(()));
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_several_channels_goes_on_after_deleted() {
    let bench = Bench::new();
    let mut tap = bench.open(|config| config.shape = Shape::Wrapped).await;
    bench
        .append(vec![bench.deleted(), bench.done(RUN), bench.note("x")])
        .await;
    assert_eq!(tap.kinds(), ["deleted", "done", "note"]);
    assert_eq!(tap.end, None);
}

/// The id of `welcome` is what a bare `EventSource` comes back with, so a place that this log does
/// not know stays what it is until the reset is told.
#[tokio::test(start_paused = true)]
async fn welcome_names_the_readers_own_place() {
    let bench = Bench::new();
    bench.append(vec![bench.note("a")]).await;
    let head = bench.hub.watermark();
    let lost = Cursor::new(head.epoch(), head.position(), head.tag() ^ 1);
    for start in [head, lost] {
        let mut tap = bench.open_whole(Start::After(start), |_| {});
        let welcome = tap.event().await;
        assert_eq!(welcome.kind, "welcome");
        assert_eq!(welcome.id, Some(start.to_string()));
        assert_eq!(tap.decoder.retry_ms, Some(1_234));
    }
}
