use std::time::Duration;

use thalweg_log::PrincipalId;
use thalweg_transports::{Control, Streams, TooManyStreams};
use thalweg_wire::ReconnectReason;
use uuid::Uuid;

use crate::support::{Bench, SESSION, STREAM};

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
    let open = |id, who: &PrincipalId| streams.open(Uuid::from_u128(id), who, None);
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
        .map(|i| {
            streams
                .open(Uuid::from_u128(i), &owner, None)
                .expect("room")
        })
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

#[tokio::test(start_paused = true)]
async fn a_stream_ends_with_its_credential_and_no_other_does() {
    let bench = Bench::new();
    let mut tap = bench.open(|_| {}).await;
    let (owner, id) = (PrincipalId::owner(), Uuid::from_u128);
    let open = |n, credential| {
        let handle = bench.streams.open(id(n), &owner, credential);
        handle.expect("room")
    };
    let (unbound, _another) = (open(1, None), open(2, Some(id(99))));
    let is_of = |stream, credential| bench.streams.is_followed_by(stream, credential);
    assert!(is_of(STREAM, SESSION) && is_of(id(2), id(99)));
    assert!(!is_of(STREAM, id(99)) && !is_of(unbound.id(), SESSION) && !is_of(id(3), SESSION));
    bench.streams.tell_credentials(&[], Control::Expire);
    bench
        .streams
        .tell_credentials(&[id(99), id(98)], Control::Expire);
    bench.streams.tell_unbound(&owner, Control::Expire);
    bench.streams.tell_unbound(&stranger(), Control::Expire);
    assert_eq!(tap.kinds(), [] as [&str; 0]);
    assert_eq!(tap.end, None, "none of that was meant for it");
    bench
        .streams
        .tell_credentials(&[id(98), SESSION], Control::Expire);
    assert_eq!(tap.kinds(), ["expired"]);
}
