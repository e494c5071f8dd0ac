use std::net::IpAddr;
use std::time::Duration;

use thalweg_log::ManualClock;

use super::*;

const KEY: &str = "guest-1";

fn limits(config: &LimitsConfig) -> (Limits, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(1_000_000));
    (Limits::new(config, clock.clone()), clock)
}

/// Two runs in ten seconds, and the same for addresses; nothing else is limited.
fn few() -> LimitsConfig {
    let rates = Rates {
        runs: Rate::new(2, Duration::from_secs(10)),
        ..Rates::OFF
    };
    LimitsConfig::new(rates, Some(1))
}

fn person(id: &str) -> Key {
    Key::Principal(id.parse().expect("an id"))
}

fn address(text: &str) -> Key {
    Key::address(text.parse::<IpAddr>().expect("an address"))
}

fn remaining(left: Left) -> Option<u32> {
    left.0.map(|standing| standing.remaining)
}

#[test]
fn so_many_at_once_and_then_evenly() {
    let (limits, clock) = limits(&few());
    let take = || limits.take(Limit::Runs, &person(KEY));
    assert_eq!(take().map(remaining), Ok(Some(1)));
    let second = take().expect("the second").0.expect("a limit");
    assert_eq!((second.remaining, second.wait_s()), (0, 10), "when full");
    let Err(Limited(refused)) = take() else {
        panic!("the third at once is too many");
    };
    assert_eq!(
        (refused.wait, refused.wait_s()),
        (Duration::from_secs(5), 5)
    );
    clock.advance(Duration::from_millis(4_999));
    let Err(Limited(refused)) = take() else {
        panic!("a millisecond is missing");
    };
    assert_eq!(
        refused.wait_s(),
        1,
        "rounded up, so that trying then succeeds"
    );
    clock.advance(Duration::from_millis(1));
    assert_eq!(take().map(remaining), Ok(Some(0)));
    assert!(take().is_err());
}

#[test]
fn what_is_refused_takes_nothing() {
    let (limits, clock) = limits(&few());
    let take = || limits.take(Limit::Runs, &person(KEY)).is_ok();
    assert!(take() && take());
    for _ in 0..50 {
        clock.advance(Duration::from_millis(90));
        assert!(!take());
    }
    clock.advance(Duration::from_millis(500));
    assert!(take(), "five seconds after the second, however often asked");
}

#[test]
fn each_has_a_bucket_of_its_own_for_each_kind() {
    let rates = Rates {
        sign_ins: Rate::new(1, Duration::from_secs(60)),
        ..few().principal
    };
    let (limits, _) = limits(&LimitsConfig::new(rates, Some(1)));
    for who in [
        person("a"),
        person("b"),
        Key::name("a"),
        address("10.0.0.1"),
    ] {
        assert!(limits.take(Limit::SignIns, &who).is_ok(), "{who:?}");
        assert!(limits.take(Limit::SignIns, &who).is_err(), "{who:?}");
        assert!(limits.take(Limit::Runs, &who).is_ok(), "another kind");
        let free = limits.take(Limit::Requests, &who);
        assert_eq!(free, Ok(Left(None)), "without limit");
    }
    assert!(
        limits.take(Limit::SignIns, &Key::name("A")).is_err(),
        "case does not count"
    );
}

#[test]
fn a_name_that_is_tried_from_one_address_is_kept_from_no_other() {
    let rates = Rates {
        sign_ins: Rate::new(1, Duration::from_secs(60)),
        ..few().principal
    };
    let (limits, _) = limits(&LimitsConfig::new(rates, Some(3)));
    let from = |text: &str| Key::name_from("Ada", Some(text.parse().expect("an address")));
    let take = |key: &Key| limits.take(Limit::SignIns, key).is_ok();
    assert!(take(&from("10.0.0.1")) && !take(&from("10.0.0.1")));
    assert!(take(&from("10.0.0.2")), "another address");
    assert!(take(&from("2001:db8::1")) && !take(&from("2001:db8::2")));
    assert!(take(&Key::name_from("ada", None)) && !take(&Key::name_from("ADA", None)));
    // Wherever from, as often as an address may.
    let anywhere = Key::name("ada");
    assert!((0..3).all(|_| take(&anywhere)) && !take(&anywhere));
}

#[test]
fn addresses_count_by_network_and_loopback_does_not() {
    let (limits, _) = limits(&few());
    let take = |text| limits.take(Limit::Runs, &address(text)).is_ok();
    for text in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
        assert!((0..10).all(|_| take(text)), "{text}");
    }
    assert!(take("2001:db8::1") && take("2001:db8::ffff:1"));
    assert!(!take("2001:db8::2"), "one network of 64 bits");
    assert!(take("2001:db8:0:1::1"), "another one");
    assert!(take("192.0.2.1") && take("::ffff:192.0.2.1"));
    assert!(!take("192.0.2.1"), "both are one address");
}

#[test]
fn a_clock_that_goes_back_holds_nobody_up() {
    let clock = Arc::new(Settable(std::sync::atomic::AtomicU64::new(3_600_000)));
    let limits = Limits::new(&few(), clock.clone());
    let take = || limits.take(Limit::Runs, &person(KEY)).is_ok();
    assert!(take() && take() && !take());
    clock.0.store(0, std::sync::atomic::Ordering::SeqCst);
    assert!(!take());
    clock.0.store(5_000, std::sync::atomic::Ordering::SeqCst);
    assert!(take(), "five seconds later by the clock as it is now");
    assert!(!take());
}

struct Settable(std::sync::atomic::AtomicU64);

impl Clock for Settable {
    fn now(&self) -> thalweg_log::Timestamp {
        let ms = self.0.load(std::sync::atomic::Ordering::SeqCst);
        thalweg_log::Timestamp::from_millis(ms)
    }
}

#[test]
fn full_buckets_are_let_go() {
    let (limits, clock) = limits(&few());
    for i in 0..5_000 {
        let who = person(&format!("guest-{i}"));
        assert!(limits.take(Limit::Runs, &who).is_ok());
        clock.advance(Duration::from_millis(10));
    }
    // One bucket is full again 5 s, so 500 takes, after it was used.
    let most = 2_100;
    assert!(limits.len() <= most, "{} are held", limits.len());
}

#[test]
fn a_flood_of_keys_costs_strangers_their_turn_and_no_memory() {
    let config = LimitsConfig {
        most_keys: 100,
        ..few()
    };
    let (limits, clock) = limits(&config);
    let known = person("known");
    assert!(limits.take(Limit::Runs, &known).is_ok());
    let through = |from: u32| {
        let strangers = (from..from + 1_000).map(|i| person(&format!("stranger-{i}")));
        strangers
            .filter(|who| limits.take(Limit::Runs, who).is_ok())
            .count()
    };
    assert_eq!(through(0), 99 + 2, "those with room, and two that share");
    assert_eq!(limits.len(), 100);
    assert!(
        limits.take(Limit::Runs, &known).is_ok(),
        "who was there has their own"
    );
    clock.advance(Duration::from_secs(60));
    assert_eq!(through(1_000), 100 + 2, "the old ones were let go");
    assert_eq!(limits.len(), 100);
}

#[test]
fn what_is_told_is_a_structured_field() {
    let (limits, _) = limits(&LimitsConfig::default());
    let left = limits.take(Limit::Requests, &person(KEY)).expect("one");
    let standing = left.0.expect("a limit");
    assert_eq!(standing.policy(), "\"requests\";q=600;w=60");
    assert_eq!(standing.remaining(), "\"requests\";r=599;t=1");
    let left = limits.take(Limit::ToolCalls, &address("192.0.2.1"));
    let standing = left.expect("one").0.expect("a limit");
    assert_eq!(standing.policy(), "\"address-tool-calls\";q=1200;w=60");
}

#[test]
fn many_at_once_take_as_many_as_there_are() {
    let rates = Rates {
        requests: Rate::new(1_000, Duration::from_secs(3_600)),
        ..Rates::OFF
    };
    let (limits, _) = limits(&LimitsConfig::new(rates, None));
    let taken = std::thread::scope(|scope| {
        let take = || {
            let who = person(KEY);
            (0..500)
                .filter(|_| limits.take(Limit::Requests, &who).is_ok())
                .count()
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .sum::<usize>()
    });
    assert_eq!(taken, 1_000);
}

#[test]
fn a_throttle_counts_what_it_passes_over() {
    let clock = Arc::new(ManualClock::new(0));
    let throttle = Throttle::for_refusals(clock.clone());
    assert!((0..100).all(|_| throttle.take() == Some(0)));
    assert!((0..37).all(|_| throttle.take().is_none()));
    clock.advance(Duration::from_secs(6));
    assert_eq!(throttle.take(), Some(37));
    assert_eq!(throttle.take(), None);
}
