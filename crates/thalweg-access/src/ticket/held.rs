use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use thalweg_log::{PrincipalId, Timestamp};
use uuid::Uuid;

use super::TicketError;
use crate::Identity;
use crate::store::SecretHash;

/// The most tickets of a principal: as many as they may have streams.
const MOST_OF_ONE: usize = 50;
/// The most tickets in all, of about 400 bytes each.
const MOST: usize = 100_000;

/// Every ticket that was given out and not forgotten, by the hash of it.
#[derive(Default)]
pub(crate) struct Tickets {
    by_hash: HashMap<SecretHash, Ticket>,
    /// In the order of their last use.
    order: BTreeMap<u64, SecretHash>,
    of: HashMap<PrincipalId, BTreeSet<u64>>,
    /// In the order in which they were made: by when each has to be used first.
    unused: VecDeque<(Timestamp, SecretHash)>,
    next: u64,
}

#[derive(Clone)]
pub(super) struct Ticket {
    pub(super) identity: Identity,
    pub(super) bound: [u8; 32],
    pub(super) is_used: bool,
    stream: Option<Uuid>,
    place: u64,
}

impl Tickets {
    pub(super) fn add(
        &mut self,
        hash: SecretHash,
        identity: Identity,
        bound: [u8; 32],
        first_use: Timestamp,
        now: Timestamp,
    ) {
        self.sweep(now);
        let of = self.of.get(&identity.principal);
        if let Some(oldest) = of
            .filter(|of| of.len() >= MOST_OF_ONE)
            .and_then(BTreeSet::first)
        {
            let oldest = self.order.get(oldest).copied();
            oldest.inspect(|oldest| self.forget(oldest));
        }
        if self.by_hash.len() >= MOST {
            let oldest = self.order.first_key_value().map(|(_, hash)| *hash);
            oldest.inspect(|oldest| self.forget(oldest));
        }
        let ticket = Ticket {
            identity,
            bound,
            is_used: false,
            stream: None,
            place: 0,
        };
        self.by_hash.insert(hash, ticket);
        self.unused.push_back((first_use, hash));
        self.touch(&hash);
    }

    /// The ticket of this hash, if it was used in time.
    pub(super) fn find(&mut self, hash: &SecretHash, now: Timestamp) -> Option<&Ticket> {
        self.sweep(now);
        self.by_hash.get(hash)
    }

    /// Uses a ticket for a stream: the one that it was used for before.
    pub(super) fn take(
        &mut self,
        hash: &SecretHash,
        goes_on: bool,
        stream: Uuid,
    ) -> Result<Option<Uuid>, TicketError> {
        let ticket = self.by_hash.get_mut(hash).ok_or(TicketError::Unknown)?;
        if ticket.is_used && !goes_on {
            return Err(TicketError::Used);
        }
        ticket.is_used = true;
        let before = ticket.stream.replace(stream);
        self.touch(hash);
        Ok(before)
    }

    pub(super) fn forget(&mut self, hash: &SecretHash) {
        let Some(ticket) = self.by_hash.remove(hash) else {
            return;
        };
        self.order.remove(&ticket.place);
        let principal = &ticket.identity.principal;
        if let Some(of) = self.of.get_mut(principal) {
            of.remove(&ticket.place);
            if of.is_empty() {
                self.of.remove(principal);
            }
        }
    }

    /// Forgets what was not used in time. Each ticket is looked at once.
    fn sweep(&mut self, now: Timestamp) {
        while let Some((first_use, hash)) = self.unused.front().copied() {
            if first_use > now {
                return;
            }
            self.unused.pop_front();
            let is_used = self.by_hash.get(&hash).is_some_and(|ticket| ticket.is_used);
            if !is_used {
                self.forget(&hash);
            }
        }
    }

    /// Makes a ticket the last used.
    fn touch(&mut self, hash: &SecretHash) {
        let Some(ticket) = self.by_hash.get_mut(hash) else {
            return;
        };
        // No place is 0, which a new one has.
        self.next += 1;
        let place = std::mem::replace(&mut ticket.place, self.next);
        self.order.remove(&place);
        self.order.insert(ticket.place, *hash);
        let of = self.of.entry(ticket.identity.principal.clone());
        let of = of.or_default();
        of.remove(&place);
        of.insert(ticket.place);
    }
}
