use std::sync::OnceLock;

use parking_lot::Mutex;
use serde_json::{Map, Value};
use thalweg_log::PrincipalId;
use thalweg_wire::{ApprovalDecision, JobApproval};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What was decided on what waits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decided {
    pub(crate) decision: ApprovalDecision,
    /// The person who decided, if one did.
    pub(crate) by: Option<PrincipalId>,
    pub(crate) reason: Option<String>,
    /// The answer to a question, if one was given.
    pub(crate) content: Option<Map<String, Value>>,
}

impl Decided {
    /// By nobody.
    pub(crate) const fn by_nobody(decision: ApprovalDecision) -> Self {
        Self {
            decision,
            by: None,
            reason: None,
            content: None,
        }
    }

    /// Writes it down.
    pub(super) fn write(self, approval: &mut JobApproval) {
        approval.decision = Some(self.decision);
        approval.by = self.by.map(|by| by.to_string());
        approval.reason = self.reason;
        approval.content = self.content;
    }
}

/// Something that a person is asked: leave, or the answer to a question. The first decision counts.
pub(crate) struct Pending {
    pub(crate) id: Uuid,
    decision: OnceLock<Decided>,
    decided: CancellationToken,
    /// Is cancelled once the decision is committed, or never will be.
    settled: CancellationToken,
    /// Shown by its run, if it is of one.
    waits: Mutex<Option<Waits>>,
}

impl Pending {
    pub(super) fn new(id: Uuid) -> Self {
        Self {
            id,
            decision: OnceLock::new(),
            decided: CancellationToken::new(),
            settled: CancellationToken::new(),
            waits: Mutex::default(),
        }
    }

    /// Decides, unless somebody did before; the decision that counts comes back, and whether it is
    /// this one.
    pub(crate) fn decide(&self, own: Decided) -> (&Decided, bool) {
        let mut first = false;
        let counts = self.decision.get_or_init(|| {
            first = true;
            own
        });
        self.decided.cancel();
        (counts, first)
    }

    /// Waits until somebody decided.
    pub(crate) async fn decided(&self) -> Decided {
        self.decided.cancelled().await;
        // The decision is set before the token is cancelled.
        let decision = self.decision.get().cloned();
        decision.unwrap_or(Decided::by_nobody(ApprovalDecision::Cancelled))
    }

    pub(super) fn is_decided(&self) -> bool {
        self.decided.is_cancelled()
    }

    /// Its run shows that somebody is asked until it is settled.
    pub(super) fn show(&self, waits: Option<Waits>) {
        *self.waits.lock() = waits;
    }

    /// The decision is committed, or never will be.
    pub(crate) fn settle(&self) {
        self.waits.lock().take();
        self.settled.cancel();
    }

    /// Waits for [`Pending::settle`].
    pub(crate) async fn settled(&self) {
        self.settled.cancelled().await;
    }
}

/// One of those for whom a run waits; dropped, it does not any more.
pub(crate) struct Waits(watch::Sender<usize>);

impl Waits {
    pub(super) fn of(count: &watch::Sender<usize>) -> Self {
        count.send_modify(|count| *count += 1);
        Self(count.clone())
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_decision_counts() {
        let pending = Pending::new(Uuid::from_u128(1));
        let decide = |decision| pending.decide(Decided::by_nobody(decision));
        let (counts, first) = decide(ApprovalDecision::Deny);
        assert_eq!((counts.decision, first), (ApprovalDecision::Deny, true));
        let (counts, first) = decide(ApprovalDecision::Allow);
        assert_eq!((counts.decision, first), (ApprovalDecision::Deny, false));
        assert_eq!(pending.decided().await.decision, ApprovalDecision::Deny);
    }
}
