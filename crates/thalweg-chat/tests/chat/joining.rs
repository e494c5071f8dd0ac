use std::time::Duration;

use thalweg_chat::ChatConfig;
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_wire::kind;
use tokio::time::{Instant, sleep};

use crate::support::{Bench, complete, prompt, read, say, wait_ms};

/// Looks at a run's tokens once a millisecond; gives when which text was there first.
async fn watch(bench: &Bench, conversation: uuid::Uuid, until: &str) -> Vec<(Duration, String)> {
    let start = Instant::now();
    let mut seen: Vec<(Duration, String)> = Vec::new();
    loop {
        let text = bench.tokens(conversation).await.concat();
        if seen.last().is_none_or(|(_, last)| *last != text) {
            seen.push((start.elapsed(), text.clone()));
        }
        if text == until {
            return seen;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{seen:?}");
        sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_piece_is_appended_at_once_and_later_ones_within_a_window() {
    let bench = Bench::new();
    let mut script = vec![wait_ms(10)];
    for digit in 0..50 {
        script.extend([say(&format!("{}", digit % 10)), wait_ms(3)]);
    }
    script.push(complete());
    bench.model.script(script);
    let started = bench.begin(prompt("count")).await;
    let whole: String = (0..50).map(|digit| char::from(b'0' + digit % 10)).collect();
    let seen = watch(&bench, started.run.conversation_id, &whole).await;
    let when = |length: usize| {
        let there = seen.iter().find(|(_, text)| text.len() >= length);
        there.expect("it was seen").0
    };
    assert!(when(1) <= Duration::from_millis(12), "{seen:?}");
    for length in 1..=50_u32 {
        let said = Duration::from_millis(10) + Duration::from_millis(3) * (length - 1);
        let late = when(length as usize).saturating_sub(said);
        assert!(late <= Duration::from_millis(27), "{length}: {late:?}");
    }
    let tokens = bench.tokens(started.run.conversation_id).await.len();
    assert!(
        (6..=10).contains(&tokens),
        "joined into few events: {tokens}"
    );
}

#[tokio::test(start_paused = true)]
async fn two_kibibytes_do_not_wait_for_the_window() {
    let bench = Bench::new();
    let big = "x".repeat(2_100);
    bench
        .model
        .script(vec![say("a"), wait_ms(2), say(&big), FakeStep::Hang]);
    let started = bench.begin(prompt("go")).await;
    sleep(Duration::from_millis(5)).await;
    let tokens = bench.tokens(started.run.conversation_id).await;
    assert_eq!(tokens, ["a".to_owned(), big]);
}

#[tokio::test(start_paused = true)]
async fn without_a_window_each_piece_is_an_event() {
    let config = ChatConfig {
        join_window: Duration::ZERO,
        ..ChatConfig::default()
    };
    let bench = Bench::with(FakeProvider::new(), config, 1);
    bench.model.script(vec![
        say("a"),
        wait_ms(1),
        say("b"),
        wait_ms(1),
        say("c"),
        complete(),
    ]);
    let (started, _) = bench.finished(prompt("go")).await;
    assert_eq!(
        bench.tokens(started.run.conversation_id).await,
        ["a", "b", "c"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_change_of_kind_ends_an_event() {
    let bench = Bench::new();
    bench.model.script(vec![
        FakeStep::Think("a".into()),
        wait_ms(1),
        FakeStep::Think("b".into()),
        say("c"),
        FakeStep::Think("d".into()),
        complete(),
    ]);
    let (started, _) = bench.finished(prompt("go")).await;
    let events = bench.events(started.run.conversation_id).await;
    let tokens: Vec<(String, String)> = events
        .iter()
        .filter(|event| event.kind == kind::TOKEN)
        .map(read::<thalweg_wire::Token>)
        .map(|token| (token.part_id, token.text))
        .collect();
    let want = [("p1", "a"), ("p1", "b"), ("p2", "c"), ("p3", "d")];
    assert_eq!(
        tokens,
        want.map(|(part, text)| (part.to_owned(), text.to_owned()))
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_store_gathers_text_and_a_very_slow_one_holds_the_model_back() {
    let config = ChatConfig {
        gather_bytes: 10_000,
        ..ChatConfig::default()
    };
    let bench = Bench::with(FakeProvider::new(), config, 1);
    let piece = "y".repeat(100);
    let mut script = vec![say("first"), wait_ms(5)];
    script.extend((0..1_000).map(|_| say(&piece)));
    script.push(complete());
    bench.model.script(script);
    let started = bench.begin(prompt("go")).await;
    bench.log.set_delay(Duration::from_millis(500));
    let answer = bench.ended(&started).await;
    assert_eq!(answer.content.len(), 100_005);
    let tokens = bench.tokens(started.run.conversation_id).await;
    assert!(
        tokens.iter().all(|text| text.len() <= 10_100),
        "bounded while it waits"
    );
    assert!((10..=14).contains(&tokens.len()), "{}", tokens.len());
}

#[tokio::test(start_paused = true)]
async fn an_endless_answer_ends_at_the_servers_limit() {
    let config = ChatConfig {
        answer_bytes: 5_000,
        ..ChatConfig::default()
    };
    let bench = Bench::with(FakeProvider::new(), config, 1);
    let mut script: Vec<FakeStep> = (0..100).map(|_| say(&"z".repeat(100))).collect();
    script.push(FakeStep::Hang);
    bench.model.script(script);
    let (_, answer) = bench.finished(prompt("go")).await;
    assert_eq!(answer.status, thalweg_wire::MessageStatus::Length);
    assert_eq!(answer.content.len(), 5_000);
    assert_eq!(bench.model.dropped().len(), 1);
}
