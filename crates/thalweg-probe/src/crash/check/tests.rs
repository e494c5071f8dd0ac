use thalweg_wire::{StartedRun, Token, TokenKind};
use uuid::Uuid;

use super::*;
use crate::crash::{Log, Post, Span, StoredEvent};

const CHANNEL: &str = "conversation:00000000-0000-0000-0000-000000000001";

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn seen(at: u64, kind: &str, data: impl Into<String>) -> Seen {
    Seen {
        channel: CHANNEL.into(),
        span: Some(Span {
            first: at,
            last: at,
        }),
        id: format!("c{at:04}"),
        kind: kind.into(),
        data: data.into(),
    }
}

fn token(at: u64, text: &str) -> Seen {
    let token = Token {
        id: id(4),
        part_id: "p1".into(),
        text: text.into(),
        kind: TokenKind::Text,
    };
    seen(at, "token", serde_json::to_string(&token).expect("JSON"))
}

fn message(of: u128, role: &str, text: &str) -> String {
    format!(
        r#"{{"id":"{}","conversationId":"{}","role":"{role}","content":"{text}","parts":[{{"id":"p1","type":"text","text":"{text}"}}],"createdAt":"2026-01-01T00:00:00.000Z","status":"interrupted"}}"#,
        id(of),
        id(1)
    )
}

/// A run of four tokens that is all as it should be, and one reader of it.
fn sound() -> Evidence {
    let started = StartedRun {
        run_id: id(2),
        conversation_id: id(1),
        message_id: id(3),
        assistant_message_id: id(4),
        cursor: "c0000".into(),
    };
    let run = format!(
        r#"{{"id":"{}","conversationId":"{}","messageId":"{}","assistantMessageId":"{}","model":"demo","status":"running"}}"#,
        id(2),
        id(1),
        id(3),
        id(4)
    );
    let done = format!(
        r#"{{"id":"{}","runId":"{}","status":"interrupted"}}"#,
        id(4),
        id(2)
    );
    let told = vec![
        seen(1, "message", message(3, "user", "hi")),
        seen(2, "run", run),
        token(3, "ab"),
        token(4, "cd"),
        seen(5, "message", message(4, "assistant", "abcd")),
        seen(6, "done", done),
    ];
    let kept = told.iter().map(|event| StoredEvent {
        seq: event.span.expect("told").first,
        id: event.id.clone(),
        kind: event.kind.clone(),
        data: event.data.clone(),
    });
    let row = |at: usize| serde_json::from_str(&told[at].data).expect("a message");
    let mut evidence = Evidence {
        posts: vec![Post {
            key: id(9),
            answer: Some(started.clone()),
            again: vec![started],
        }],
        logs: vec![Log {
            reader: "one".into(),
            from: "c0000".into(),
            runs: vec![id(2)],
            seen: told.clone(),
            ..Log::default()
        }],
        messages: [(id(1), vec![row(4), row(0)])].into(),
        new_conversations: 1,
        ..Evidence::default()
    };
    evidence
        .stored
        .channels
        .insert(CHANNEL.into(), kept.collect());
    evidence.channels.insert(CHANNEL.into(), told);
    evidence
}

fn rules(evidence: &Evidence) -> Vec<Rule> {
    let mut rules: Vec<_> = check(evidence)
        .into_iter()
        .map(|found| found.rule)
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// What is found if `change` is done to a sound round.
fn broken(change: impl FnOnce(&mut Evidence)) -> Vec<Rule> {
    let mut evidence = sound();
    change(&mut evidence);
    rules(&evidence)
}

#[test]
fn a_sound_round_has_no_findings() {
    assert_eq!(check(&sound()), []);
}

#[test]
fn joined_tokens_are_the_same_text() {
    let found = broken(|evidence| {
        let log = &mut evidence.logs[0].seen;
        log.splice(
            2..4,
            [Seen {
                span: Some(Span { first: 3, last: 4 }),
                ..token(4, "abcd")
            }],
        );
    });
    assert_eq!(found, []);
}

#[test]
fn each_fault_of_a_reader_is_found() {
    let repeated = broken(|e| {
        let again = e.logs[0].seen[2].clone();
        e.logs[0].seen.insert(3, again);
    });
    assert_eq!(repeated, [Rule::Order, Rule::Gap, Rule::Prefix, Rule::Text]);
    let skipped = broken(|e| drop(e.logs[0].seen.remove(3)));
    assert_eq!(skipped, [Rule::Gap, Rule::Prefix]);
    let skipped_unseen = broken(|e| {
        e.logs[0].seen.remove(3);
        e.logs[0]
            .seen
            .iter_mut()
            .for_each(|event| event.span = None);
    });
    assert_eq!(skipped_unseen, [Rule::Prefix]);
    let altered = broken(|e| e.logs[0].seen[3] = token(4, "cx"));
    assert_eq!(altered, [Rule::Prefix, Rule::Text]);
    let unfinished = broken(|e| e.logs[0].seen.truncate(4));
    assert_eq!(unfinished, [Rule::Reader]);
    let reset = broken(|e| e.logs[0].seen.insert(2, seen(2, "reset", "{}")));
    assert_eq!(reset, [Rule::Reset, Rule::Order]);
}

#[test]
fn what_a_reader_saw_and_the_log_lost_is_found() {
    let found = broken(|e| {
        let (told, kept) = (
            e.channels.get_mut(CHANNEL),
            e.stored.channels.get_mut(CHANNEL),
        );
        told.expect("there").remove(3);
        kept.expect("there").remove(3);
    });
    assert!(
        found.contains(&Rule::Prefix) && found.contains(&Rule::Gap),
        "{found:?}"
    );
}

#[test]
fn each_fault_of_a_run_is_found() {
    let lost = broken(|e| e.messages.clear());
    assert_eq!(lost, [Rule::Acknowledged, Rule::Text]);
    let twice = broken(|e| {
        let mut other = e.posts[0].again[0].clone();
        other.run_id = id(77);
        e.posts[0].again.push(other);
    });
    assert_eq!(twice, [Rule::Repeated]);
    assert_eq!(broken(|e| e.new_conversations = 2), [Rule::Repeated]);
    let shorter = broken(|e| {
        let short = message(4, "assistant", "abc");
        let row = serde_json::from_str(&short).expect("a message");
        e.messages.get_mut(&id(1)).expect("there")[0] = row;
        e.channels.get_mut(CHANNEL).expect("there")[4]
            .data
            .clone_from(&short);
        e.stored.channels.get_mut(CHANNEL).expect("there")[4]
            .data
            .clone_from(&short);
        e.logs[0].seen[4].data = short;
    });
    assert_eq!(shorter, [Rule::Text]);
    for (kind, from) in [("done", 5), ("token", 3), ("message", 4), ("run", 1)] {
        let late = broken(|e| {
            for list in [
                e.channels.get_mut(CHANNEL).expect("there"),
                &mut e.logs[0].seen,
            ] {
                list.push(seen(7, kind, list[from].data.clone()));
            }
            let kept = e.stored.channels.get_mut(CHANNEL).expect("there");
            let late = StoredEvent {
                seq: 7,
                id: "c0007".into(),
                ..kept[from].clone()
            };
            kept.push(late);
        });
        assert!(late.contains(&Rule::Done), "{kind}: {late:?}");
    }
}

#[test]
fn a_store_that_says_something_else_is_found() {
    let less = broken(|e| drop(e.stored.channels.get_mut(CHANNEL).expect("there").pop()));
    assert_eq!(less, [Rule::Store]);
    let rows = broken(|e| e.stored.differences.push("a row".into()));
    assert_eq!(rows, [Rule::Rows]);
}

#[test]
fn folded_tokens_are_no_gap_and_no_loss() {
    let folded = |e: &mut Evidence| {
        e.folding = true;
        e.channels.get_mut(CHANNEL).expect("there").drain(2..4);
        e.stored
            .channels
            .get_mut(CHANNEL)
            .expect("there")
            .drain(2..4);
    };
    assert_eq!(broken(folded), []);
    let in_the_middle = broken(|e| {
        folded(e);
        e.logs[0].seen.remove(3);
    });
    assert_eq!(in_the_middle, []);
    let lost = broken(|e| {
        folded(e);
        e.logs[0].seen.remove(1);
    });
    assert!(
        lost.contains(&Rule::Gap) && lost.contains(&Rule::Prefix),
        "{lost:?}"
    );
}
