mod readers;
mod runs;
#[cfg(test)]
mod tests;

use std::fmt;

use super::pieces::{difference, pieces};
use super::{Evidence, Seen};

/// What a finding is against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A reader could not go on, or never saw the end of its run.
    Reader,
    /// A reader was told that something cannot be replayed, though nothing was trimmed.
    Reset,
    /// Cursors rise strictly: nothing twice, nothing out of order.
    Order,
    /// Seqs follow one on the other.
    Gap,
    /// What a reader handled is a prefix of the channel, to the letter.
    Prefix,
    /// A run has exactly one `done`, and nothing of it comes after.
    Done,
    /// What was acknowledged is there.
    Acknowledged,
    /// One idempotency key, one effect.
    Repeated,
    /// A message holds every character that anyone saw of it.
    Text,
    /// The store and the server say the same.
    Store,
    /// The rows follow from the log.
    Rows,
}

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that it breaks.
    pub rule: Rule,
    /// Where and how.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.rule, self.what)
    }
}

/// Judges a round; empty if everything is as promised.
pub fn check(evidence: &Evidence) -> Vec<Finding> {
    let mut findings = Findings::default();
    for log in &evidence.logs {
        readers::check(log, evidence, &mut findings);
    }
    runs::check(evidence, &mut findings);
    stored(evidence, &mut findings);
    findings.0
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, rule: Rule, what: impl Into<String>) {
        let what = what.into();
        self.0.push(Finding { rule, what });
    }
}

/// What the server said of each channel against what the store holds of it.
fn stored(evidence: &Evidence, findings: &mut Findings) {
    for (channel, told) in &evidence.channels {
        let Some(first) = told.first() else { continue };
        let kept = evidence.stored.channels.get(channel);
        let kept: Vec<_> = kept
            .into_iter()
            .flatten()
            .filter(|event| event.id >= first.id)
            .collect();
        if !evidence.folding
            && let Some(pair) = kept.windows(2).find(|pair| pair[1].seq != pair[0].seq + 1)
        {
            let what = format!("{channel}: {} comes after {}", pair[1].seq, pair[0].seq);
            findings.add(Rule::Gap, what);
        }
        let kept: Vec<_> = kept
            .into_iter()
            .map(|event| Seen {
                channel: channel.clone(),
                span: None,
                id: event.id.clone(),
                kind: event.kind.clone(),
                data: event.data.clone(),
            })
            .collect();
        let wanted = |event: &&Seen| !evidence.folding || event.kind != "token";
        let told = pieces(told.iter().filter(wanted));
        let kept = pieces(kept.iter().filter(wanted));
        if let Some(what) = difference(&told, &kept).or_else(|| difference(&kept, &told)) {
            findings.add(Rule::Store, format!("{channel}: {what}"));
        }
    }
    for difference in &evidence.stored.differences {
        findings.add(Rule::Rows, difference);
    }
}
