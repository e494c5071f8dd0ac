use std::time::Duration;

use thalweg_log::PrincipalId;
use thalweg_transports::{Control, Streams, TooManyStreams};
use thalweg_wire::ReconnectReason;
use uuid::Uuid;

use crate::support::{Bench, STREAM};

fn stranger() -> PrincipalId {
    "stranger".parse().expect("an id")
}

#[tokio::test(start_paused = true)]
async fn only_its_own_principal_speaks_to_a_stream() {
    let bench = Bench::new();
    let mut tap = bench.open(|_| {}).await;
    assert!(!bench.streams.send(STREAM, &stranger(), Control::Expire));
    let unknown = Uuid::from_u128(1);
    let owner = PrincipalId::owner();
    let has = |id, who: &PrincipalId| bench.streams.has(id, who);
    assert!(has(STREAM, &owner) && !has(STREAM, &stranger()) && !has(unknown, &owner));
    assert!(!bench.streams.send(unknown, &owner, Control::Expire));
    assert_eq!(tap.kinds(), [] as [&str; 0]);
    assert_eq!(tap.end, None);
    drop(tap);
    assert!(!bench.streams.send(STREAM, &owner, Control::Expire));
    assert!(bench.streams.is_empty(), "it went with its reader");
}

#[test]
fn each_principal_has_so_many_streams_and_gets_their_place_back() {
    let streams = Streams::new(2);
    let open = |id, who: &PrincipalId| streams.open(Uuid::from_u128(id), who);
    let owner = PrincipalId::owner();
    let first = open(1, &owner).expect("room");
    let _second = open(2, &owner).expect("room");
    assert_eq!(open(3, &owner).err(), Some(TooManyStreams { limit: 2 }));
    let _other = open(4, &stranger()).expect("their own room");
    drop(first);
    open(5, &owner).expect("room again");
}

#[tokio::test(start_paused = true)]
async fn many_streams_are_told_at_spread_times() {
    let streams = Streams::new(10_000);
    let owner = PrincipalId::owner();
    let handles: Vec<_> = (0..200)
        .map(|i| streams.open(Uuid::from_u128(i), &owner).expect("room"))
        .collect();
    let mut told = 0_u32;
    let began = tokio::time::Instant::now();
    let mut times = Vec::new();
    let control = || {
        told += 1;
        times.push(began.elapsed());
        Control::Drain {
            retry_ms: told,
            reason: ReconnectReason::Draining,
        }
    };
    streams.tell_all(Duration::from_secs(2), control).await;
    assert_eq!(told, 200);
    times.dedup();
    assert!(times.len() >= 4, "{times:?}");
    assert!(began.elapsed() <= Duration::from_secs(2));
    drop(handles);
}
