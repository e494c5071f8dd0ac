//! Tickets: leave to follow one stream by its address alone, for a browser's `EventSource`, which sends
//! no header, and no cookie to another origin.
//!
//! They lie in memory and nowhere else: a restart forgets them, and whoever comes with one that was
//! forgotten asks for another.

mod held;

use std::time::Duration;

use sha2::{Digest, Sha256};
use thalweg_log::Timestamp;
use uuid::Uuid;

pub(crate) use self::held::Tickets;
use crate::account::hash_of;
use crate::store::SecretHash;
use crate::{Access, Identity, Means, Unauthenticated, cookie};

/// How every ticket begins, so that it is known for one in a log.
const MARK: &str = "tlt_";
/// By when a ticket has to be used first.
const FIRST_USE: Duration = Duration::from_secs(30);

/// What a ticket is for. Only a hash of it is kept, so that a long selection costs no more than a short
/// one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketFor {
    /// The origin whose pages may use it, as browsers write it; `None` for the server's own, and for
    /// programs, which have none.
    pub origin: Option<String>,
    /// The path that is asked, without the query.
    pub path: String,
    /// What of the query chooses what is read, in any order.
    pub selection: Vec<(String, String)>,
}

/// Which ticket a request came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shown {
    hash: SecretHash,
    goes_on: bool,
}

/// Why a ticket does not count. Each message may be shown to who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// There is none, or not any more.
    #[error("there is no such ticket, or it counts no more; ask for another")]
    Unknown,
    /// It is for something else.
    #[error("the ticket is for another path, selection or origin; ask for one for this")]
    Elsewhere,
    /// It was used, and who comes does not go on from a place.
    #[error("the ticket was used: it counts again only with `Last-Event-ID`; ask for another")]
    Used,
}

impl TicketFor {
    fn hash(&self) -> [u8; 32] {
        let mut selection: Vec<_> = self.selection.iter().collect();
        selection.sort_unstable();
        let origin = self.origin.as_ref().map(|origin| origin.to_lowercase());
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            // Lengths, so that no two of them are written alike.
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        };
        add(origin.as_deref().unwrap_or_default());
        add(&self.path);
        for (name, value) in selection {
            add(name);
            add(value);
        }
        hash.finalize().into()
    }
}

impl Access {
    /// Makes a ticket of `identity`, which is given out here and never again, and by when it has to be
    /// used first.
    ///
    /// At most 50 of a principal and 100,000 in all are held; one more takes the place of the one that
    /// was not used for longest. Its stream goes on, but does not come back by itself.
    pub fn make_ticket(&self, identity: &Identity, bound: &TicketFor) -> (String, Timestamp) {
        let ticket = format!("{MARK}{}", cookie::new_secret(self.entropy.as_ref()));
        let now = self.clock.now();
        let first_use = now.plus(FIRST_USE);
        let identity = Identity {
            set_cookie: None,
            ..identity.clone()
        };
        let mut tickets = self.tickets.lock();
        tickets.add(hash_of(&ticket), identity, bound.hash(), first_use, now);
        (ticket, first_use)
    }

    /// Who is known by a ticket; `goes_on` tells whether they go on from an event that they had.
    ///
    /// Asking uses nothing up: [`Access::use_ticket`] does.
    ///
    /// # Errors
    /// [`Unauthenticated::Ticket`] if it does not count, or not for this.
    pub fn by_ticket(
        &self,
        ticket: &str,
        bound: &TicketFor,
        goes_on: bool,
    ) -> Result<Identity, Unauthenticated> {
        let (hash, now) = (hash_of(ticket), self.clock.now());
        let known = self.tickets.lock().find(&hash, now).cloned();
        let known = known.ok_or(TicketError::Unknown)?;
        if known.bound != bound.hash() {
            return Err(TicketError::Elsewhere.into());
        }
        if known.is_used && !goes_on {
            return Err(TicketError::Used.into());
        }
        let Some(identity) = self.as_now(known.identity, now) else {
            self.tickets.lock().forget(&hash);
            return Err(TicketError::Unknown.into());
        };
        Ok(Identity {
            ticket: Some(Shown { hash, goes_on }),
            ..identity
        })
    }

    /// Uses a ticket for a stream, if who asks came with one: the stream that it is used for until now,
    /// which has to end.
    ///
    /// # Errors
    /// [`Unauthenticated::Ticket`] if it was used or forgotten since it was looked at.
    pub fn use_ticket(
        &self,
        identity: &Identity,
        stream: Uuid,
    ) -> Result<Option<Uuid>, Unauthenticated> {
        let Some(Shown { hash, goes_on }) = identity.ticket else {
            return Ok(None);
        };
        Ok(self.tickets.lock().take(&hash, goes_on, stream)?)
    }

    /// Somebody as they are now, by the credential that they had when they were given a ticket; nothing
    /// if it counts no more.
    fn as_now(&self, identity: Identity, now: Timestamp) -> Option<Identity> {
        match (identity.means, identity.credential) {
            (Means::Session, Some(id)) => {
                let (account, end) = self.book.lock().standing_of(id, now)?;
                return Some(Identity {
                    role: account.role,
                    account: Some(account),
                    expires_at: Some(end),
                    ..identity
                });
            }
            (Means::Key, Some(id)) if !self.key_counts(id) => return None,
            (Means::Guest, _) if self.book.lock().is_taken(&identity.principal) => return None,
            (Means::OwnerLink, _) if self.config.accounts.is_some() && self.owner_has_account() => {
                return None;
            }
            _ => {}
        }
        let counts = identity.expires_at.is_none_or(|end| end > now);
        counts.then_some(identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_for_what_is_chosen_in_any_order_and_for_nothing_else() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let bound = TicketFor {
            origin: Some("https://App.example".into()),
            path: "/api/events".into(),
            selection: vec![pair("channel", "room:a"), pair("channel", "room:b")],
        };
        let same = TicketFor {
            origin: Some("https://app.example".into()),
            selection: bound.selection.iter().rev().cloned().collect(),
            ..bound.clone()
        };
        assert_eq!(bound.hash(), same.hash());
        let others = [
            TicketFor {
                origin: None,
                ..bound.clone()
            },
            TicketFor {
                path: "/api/event".into(),
                ..bound.clone()
            },
            TicketFor {
                selection: bound.selection[..1].to_vec(),
                ..bound.clone()
            },
            TicketFor {
                selection: vec![pair("channel", "room:a"), pair("type", "room:b")],
                ..bound.clone()
            },
            TicketFor {
                selection: vec![pair("channel", "room:achannel"), pair("room:b", "")],
                ..bound.clone()
            },
        ];
        for other in others {
            assert_ne!(bound.hash(), other.hash(), "{other:?}");
        }
    }
}
