use std::collections::{BTreeMap, HashMap};

use thalweg_wire::{Done, Part};

use super::super::pieces::{Key, Piece, difference, pieces};
use super::super::{Evidence, Log, Seen};
use super::{Findings, Rule};

/// What one reader handled.
pub(super) fn check(log: &Log, evidence: &Evidence, findings: &mut Findings) {
    let reader = &log.reader;
    if let Some(failure) = &log.failure {
        findings.add(Rule::Reader, format!("{reader}: {failure}"));
    }
    if let Some(reset) = log.seen.iter().find(|event| event.kind == "reset") {
        findings.add(Rule::Reset, format!("{reader}: {}", reset.data));
    }
    let mut last = log.from.as_str();
    for event in &log.seen {
        if event.id.as_str() <= last {
            let what = format!("{reader}: `{}` at {} after {last}", event.kind, event.id);
            findings.add(Rule::Order, what);
        }
        last = &event.id;
    }
    let mut by_channel: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for event in log.seen.iter().filter(|event| event.kind != "reset") {
        by_channel.entry(&event.channel).or_default().push(event);
    }
    for (channel, seen) in by_channel {
        let told = evidence
            .channels
            .get(channel)
            .map_or(&[][..], Vec::as_slice);
        let told: Vec<_> = told.iter().filter(|event| event.id > log.from).collect();
        seqs(reader, &seen, &told, evidence.folding, findings);
        let wanted = |event: &&&Seen| !evidence.folding || event.kind != "token";
        let ours = pieces(seen.iter().filter(wanted).copied());
        let whole = pieces(told.iter().filter(wanted).copied());
        if let Some(what) = difference(&ours, &whole) {
            findings.add(Rule::Prefix, format!("{reader}: {channel}: {what}"));
        }
        texts(reader, &pieces(seen.iter().copied()), evidence, findings);
    }
    for run in &log.runs {
        let ended = |event: &Seen| {
            event.kind == "done"
                && serde_json::from_str::<Done>(&event.data).is_ok_and(|done| done.run_id == *run)
        };
        if !log.seen.iter().any(ended) {
            findings.add(
                Rule::Reader,
                format!("{reader}: never saw the end of {run}"),
            );
        }
    }
}

/// Seqs follow one on the other, from the first after the reader's place.
fn seqs(reader: &str, seen: &[&Seen], told: &[&Seen], folding: bool, findings: &mut Findings) {
    let first = told.first().and_then(|event| event.span);
    let mut next = first.map(|span| span.first);
    for event in seen {
        let Some(span) = event.span else { continue };
        // What was folded away stands in the message that replaces it, before which only the run's
        // error may come.
        let may_skip = folding && matches!(event.kind.as_str(), "message" | "error");
        if let Some(next) = next
            && (span.first < next || (span.first > next && !may_skip))
        {
            let what = format!(
                "{reader}: {}: {} where {next} was due",
                event.channel, span.first
            );
            findings.add(Rule::Gap, what);
        }
        next = Some(span.last + 1);
    }
}

/// Every character that the reader saw is in the message.
fn texts(reader: &str, seen: &[Piece], evidence: &Evidence, findings: &mut Findings) {
    let mut texts: HashMap<&Key, String> = HashMap::new();
    for piece in seen {
        if let Piece::Text { key, text, .. } = piece {
            texts.entry(key).or_default().push_str(text);
        }
    }
    for (key, text) in texts {
        let message = evidence
            .messages
            .values()
            .flatten()
            .find(|message| message.id == key.message);
        let kept = message.and_then(|message| {
            message.parts.iter().find_map(|part| match part {
                Part::Text { id, text } if *id == key.part && !key.reasoning => Some(text),
                Part::Reasoning { id, text } if *id == key.part && key.reasoning => Some(text),
                _ => None,
            })
        });
        if !kept.is_some_and(|kept| kept.starts_with(&text)) {
            let what = format!(
                "{reader}: part {} of {} holds {} bytes, {} were seen",
                key.part,
                key.message,
                kept.map_or(0, String::len),
                text.len()
            );
            findings.add(Rule::Text, what);
        }
    }
}
