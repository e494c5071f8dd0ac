use serde_json::{Value, json};

use super::super::audit::judge;
use super::*;

const RUN: Uuid = Uuid::from_u128(1);
const QUESTION: Uuid = Uuid::from_u128(2);
const ANSWER: Uuid = Uuid::from_u128(3);
const CONVERSATION: Uuid = Uuid::from_u128(4);

fn asked() -> Asked {
    Asked {
        ask: Ask::Answer,
        words: 3,
        name: 9,
    }
}

fn event(id: &str, kind: &str, data: &Value) -> Seen {
    Seen {
        channel: format!("conversation:{CONVERSATION}"),
        span: None,
        id: id.into(),
        kind: kind.into(),
        data: data.to_string(),
    }
}

fn run() -> Value {
    json!({ "id": RUN, "conversationId": CONVERSATION, "messageId": QUESTION,
        "assistantMessageId": ANSWER, "model": "m", "status": "running" })
}

fn token(text: &str) -> Value {
    json!({ "id": ANSWER, "partId": "p", "text": text })
}

fn answer(text: &str, status: &str) -> Value {
    json!({ "id": ANSWER, "conversationId": CONVERSATION, "role": "assistant", "content": text,
        "parts": [{ "id": "p", "type": "text", "text": text }],
        "createdAt": "2026-01-01T00:00:00.000Z", "status": status })
}

fn done(status: &str) -> Value {
    json!({ "id": ANSWER, "runId": RUN, "status": status })
}

/// A run as promised, read by three.
fn heard() -> Heard {
    let text = asked().text();
    let half = text.char_indices().nth(3).map_or(0, |(at, _)| at);
    let first = vec![
        event("a", "run", &run()),
        event("b", "token", &token(&text[..half])),
        event("c", "token", &token(&text[half..])),
        event("d", "message", &answer(&text, "complete")),
        event("e", "done", &done("complete")),
    ];
    let mut joined = first.clone();
    joined.splice(1..3, [event("c", "token", &token(&text))]);
    let other = |after, seen| Other {
        name: "other".into(),
        after,
        seen,
        late: false,
    };
    Heard {
        run: RUN,
        asked: Some(asked()),
        before: String::new(),
        stopped: false,
        others: vec![
            other(None, joined),
            other(Some(1), first[2..].to_vec()),
            other(Some(4), Vec::new()),
        ],
        first,
    }
}

#[track_caller]
fn found(words: &str, fault: impl FnOnce(&mut Heard)) {
    let mut heard = heard();
    fault(&mut heard);
    let what = check(&heard).expect_err("it is found");
    assert!(what.contains(words), "{what}");
}

#[test]
fn a_run_as_promised_has_no_finding() {
    let ended = check(&heard()).expect("no finding");
    assert_eq!((ended.run, ended.message), (RUN, QUESTION));
    assert_eq!(ended.content, Some(asked().text()));
}

#[test]
fn a_run_without_or_with_two_ends_is_found() {
    found("0 `done`", |heard| drop(heard.first.pop()));
    found("2 `done`", |heard| {
        heard.first.push(event("f", "done", &done("complete")));
    });
    found("after its `done`", |heard| {
        heard.first.push(event("f", "token", &token("more")));
    });
}

#[test]
fn a_reader_who_saw_other_bytes_is_found() {
    found("other: ", |heard| drop(heard.others[0].seen.remove(1)));
    found("other: ", |heard| drop(heard.others[1].seen.remove(0)));
    found("other: ", |heard| drop(heard.others[0].seen.pop()));
    found("other: ", |heard| {
        heard.others[2].seen.push(event("f", "deleted", &json!({})));
    });
    found("other: ", |heard| {
        heard.others[0].seen[2].data = answer("else", "complete").to_string();
    });
    found("other: `token` at \"c\"", |heard| {
        heard.others[1].seen.insert(0, heard.first[2].clone());
    });
}

#[test]
fn a_late_reader_may_miss_tokens_and_nothing_else() {
    let mut heard = heard();
    heard.others[0].late = true;
    heard.others[0].seen.remove(1);
    check(&heard).expect("tokens were folded");
    heard.others[0].seen.remove(1);
    check(&heard).expect_err("messages are not");
}

#[test]
fn an_answer_that_was_not_said_is_found() {
    found("bytes were shown", |heard| {
        heard.first[3].data = answer("else", "complete").to_string();
        heard.others.clear();
    });
    found("not the", |heard| {
        heard.others.clear();
        heard.first.remove(2);
        heard.first[2].data = answer(&asked().text()[..3], "complete").to_string();
        heard.first.remove(1);
    });
    found("rather than", |heard| {
        heard.asked.as_mut().expect("it").ask = Ask::Cut;
    });
    found("but the answer is", |heard| {
        heard.others.clear();
        heard.first[4].data = done("error").to_string();
    });
    found("no answer is told", |heard| {
        heard.others.clear();
        heard.first.remove(3);
    });
}

#[test]
fn a_run_that_was_stopped_keeps_a_beginning() {
    let mut heard = heard();
    heard.others.clear();
    heard.first.remove(2);
    let shown = read::<Token>(&heard.first[1], "token")
        .expect("a token")
        .text;
    heard.first[2].data = answer(&shown, "stopped").to_string();
    heard.first[3].data = done("stopped").to_string();
    check(&heard).expect_err("nobody stopped it");
    heard.stopped = true;
    let ended = check(&heard).expect("somebody did");
    assert_eq!(ended.status, DoneStatus::Stopped);
}

#[test]
fn a_conversation_whose_rows_differ_from_its_log_is_found() {
    let told = heard().first;
    let ended = [check(&heard()).expect("no finding")];
    let rows: Vec<ChatMessage> = vec![read(&told[3], "message").expect("a message")];
    let now = json!({ "id": CONVERSATION, "title": "t", "pinned": false, "archived": false,
        "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-01T00:00:00.000Z" });
    let now: thalweg_wire::Conversation = serde_json::from_value(now).expect("a conversation");
    judge(&told, &ended, &now, &rows).expect("no finding");

    let busy = thalweg_wire::Conversation {
        run_id: Some(RUN),
        ..now.clone()
    };
    let mut twice = told.clone();
    twice.push(event("f", "done", &done("complete")));
    let mut other = rows.clone();
    other[0].content.push('x');
    let mut streams = rows.clone();
    streams[0].status = MessageStatus::Streaming;
    let mut added = rows.clone();
    added.push(ChatMessage {
        id: QUESTION,
        ..rows[0].clone()
    });
    let mut otherwise = ended.clone();
    otherwise[0].status = DoneStatus::Stopped;
    for (words, what) in [
        ("goes on", judge(&told, &ended, &busy, &rows)),
        ("0 `done`", judge(&told[..4], &[], &now, &rows)),
        ("2 `done`", judge(&twice, &ended, &now, &rows)),
        ("ended Stopped", judge(&told, &otherwise, &now, &rows)),
        ("last event", judge(&told, &ended, &now, &other)),
        ("last event", judge(&told, &ended, &now, &[])),
        ("still streams", judge(&told, &ended, &now, &streams)),
        ("in no event", judge(&told, &ended, &now, &added)),
        (
            "after",
            judge(&[&told[..], &told[..1]].concat(), &ended, &now, &rows),
        ),
    ] {
        let what = what.expect_err(words);
        assert!(what.contains(words), "{words}: {what}");
    }
}
