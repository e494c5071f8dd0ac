use std::collections::HashSet;

use thalweg_wire::{ChatMessage, Done, MessageStatus, Run, StartedRun, Token};
use uuid::Uuid;

use super::super::{Evidence, Seen};
use super::{Findings, Rule};

/// What was acknowledged, and how it ended.
pub(super) fn check(evidence: &Evidence, findings: &mut Findings) {
    let mut keys = 0;
    for post in &evidence.posts {
        let answers: Vec<_> = post.answer.iter().chain(&post.again).collect();
        let Some(first) = answers.first() else {
            continue;
        };
        keys += 1;
        if let Some(other) = answers.iter().find(|other| other.run_id != first.run_id) {
            let what = format!("{}: {} and {}", post.key, first.run_id, other.run_id);
            findings.add(Rule::Repeated, what);
        }
        let channel = format!("conversation:{}", first.conversation_id);
        let told = evidence
            .channels
            .get(&channel)
            .map_or(&[][..], Vec::as_slice);
        acknowledged(first, told, evidence, findings);
        ended(first, told, findings);
    }
    if evidence.new_conversations != keys {
        let what = format!(
            "{keys} keys made {} conversations",
            evidence.new_conversations
        );
        findings.add(Rule::Repeated, what);
    }
}

fn acknowledged(run: &StartedRun, told: &[Seen], evidence: &Evidence, findings: &mut Findings) {
    let id = run.run_id;
    if !told.iter().any(|event| run_of(event) == Some(id)) {
        findings.add(
            Rule::Acknowledged,
            format!("run {id} is not in its channel"),
        );
    }
    let asked = told.iter().filter_map(message_of);
    if !asked.into_iter().any(|message| message == run.message_id) {
        let what = format!("the question of run {id} is not in its channel");
        findings.add(Rule::Acknowledged, what);
    }
    let page = evidence.messages.get(&run.conversation_id);
    let row = |wanted: Uuid| page?.iter().find(|message| message.id == wanted);
    if row(run.message_id).is_none() {
        findings.add(
            Rule::Acknowledged,
            format!("the question of run {id} is lost"),
        );
    }
    match row(run.assistant_message_id) {
        None => findings.add(
            Rule::Acknowledged,
            format!("the answer of run {id} is lost"),
        ),
        Some(answer) if answer.status == MessageStatus::Streaming => {
            findings.add(Rule::Done, format!("the answer of run {id} still streams"));
        }
        Some(answer) => last_word(answer, told, findings),
    }
}

/// The message's row says what its last event said.
fn last_word(answer: &ChatMessage, told: &[Seen], findings: &mut Findings) {
    let last = told
        .iter()
        .rev()
        .find(|event| message_of(event) == Some(answer.id));
    let last = last.and_then(|event| serde_json::from_str::<ChatMessage>(&event.data).ok());
    if last.as_ref() != Some(answer) {
        let what = format!("message {} is not what its last event says", answer.id);
        findings.add(Rule::Rows, what);
    }
}

fn ended(run: &StartedRun, told: &[Seen], findings: &mut Findings) {
    let id = run.run_id;
    let done: Vec<_> = told
        .iter()
        .enumerate()
        .filter(|(_, event)| done_of(event) == Some(id))
        .map(|(at, _)| at)
        .collect();
    if done.len() != 1 {
        findings.add(Rule::Done, format!("run {id} has {} `done`", done.len()));
    }
    let Some(first) = done.first() else { return };
    let own = HashSet::from([id, run.assistant_message_id, run.message_id]);
    for event in &told[first + 1..] {
        let of = [run_of(event), message_of(event), token_of(event)];
        if of.into_iter().flatten().any(|of| own.contains(&of)) {
            let what = format!("`{}` of run {id} after its `done`", event.kind);
            findings.add(Rule::Done, what);
        }
    }
}

fn done_of(event: &Seen) -> Option<Uuid> {
    let done = (event.kind == "done").then(|| serde_json::from_str::<Done>(&event.data).ok());
    done.flatten().map(|done| done.run_id)
}

fn run_of(event: &Seen) -> Option<Uuid> {
    let run = (event.kind == "run").then(|| serde_json::from_str::<Run>(&event.data).ok());
    run.flatten().map(|run| run.id)
}

fn message_of(event: &Seen) -> Option<Uuid> {
    let message =
        (event.kind == "message").then(|| serde_json::from_str::<ChatMessage>(&event.data).ok());
    message.flatten().map(|message| message.id)
}

fn token_of(event: &Seen) -> Option<Uuid> {
    let token = (event.kind == "token").then(|| serde_json::from_str::<Token>(&event.data).ok());
    token.flatten().map(|token| token.id)
}
