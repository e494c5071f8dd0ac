use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use thalweg_log::{PrincipalId, Timestamp};
use thalweg_wire::AccessRole;
use uuid::Uuid;

use crate::store::{AccountRow, KeptAccess, SecretHash, SessionRow};

/// How long a session counts after it was last prolonged.
pub(crate) const SESSION_LIFE: Duration = Duration::from_secs(30 * 24 * 3_600);
/// How often a session is prolonged by being used.
const PROLONG_EVERY: Duration = Duration::from_secs(24 * 3_600);
/// How often it is kept when a session was last used.
const SEEN_EVERY: Duration = Duration::from_secs(5 * 60);
/// The most sessions of one account; the one that was not used for longest goes.
const MOST_SESSIONS: usize = 100;

/// Every session that counts, so that knowing somebody costs no read, and who has an account.
#[derive(Debug, Default)]
pub(crate) struct Book {
    sessions: HashMap<SecretHash, Entry>,
    hashes: HashMap<Uuid, SecretHash>,
    /// The sessions of each account that has some.
    of_account: HashMap<Uuid, Vec<SecretHash>>,
    /// Principals that an account has or had and that could be known by another credential: guests,
    /// and the owner.
    taken: HashSet<PrincipalId>,
    /// Sessions whose last use is to be kept.
    due: Vec<Uuid>,
}

#[derive(Debug)]
struct Entry {
    session: SessionRow,
    account: Arc<AccountRow>,
}

/// A session that counts, as a request sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Live {
    pub(crate) id: Uuid,
    pub(crate) account: Arc<AccountRow>,
    pub(crate) expires_at: Timestamp,
    /// This use gave it its whole life again.
    pub(crate) is_prolonged: bool,
}

/// When a session was last used, and when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) id: Uuid,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

impl Book {
    pub(crate) fn of(kept: KeptAccess) -> Self {
        let mut book = Self::default();
        let accounts: HashMap<_, _> = kept
            .accounts
            .into_iter()
            .map(|account| (account.id, Arc::new(account)))
            .collect();
        for session in kept.sessions {
            if let Some(account) = accounts.get(&session.account) {
                book.add(session, Arc::clone(account));
            }
        }
        for principal in &kept.principals {
            book.take(principal);
        }
        book
    }

    /// Nobody is known as `principal` any more but by their account.
    pub(crate) fn take(&mut self, principal: &PrincipalId) {
        if !principal.as_str().starts_with(OWN) {
            self.taken.insert(principal.clone());
        }
    }

    pub(crate) fn is_taken(&self, principal: &PrincipalId) -> bool {
        self.taken.contains(principal)
    }

    /// The session of this token; one that is used now is used until `now`.
    pub(crate) fn use_session(&mut self, hash: &SecretHash, now: Timestamp) -> Option<Live> {
        let entry = self.sessions.get_mut(hash)?;
        let session = &mut entry.session;
        if session.expires_at <= now || entry.account.disabled {
            return None;
        }
        let whole = now.plus(SESSION_LIFE);
        let is_prolonged = whole.since(session.expires_at) >= PROLONG_EVERY;
        if is_prolonged {
            session.expires_at = whole;
        }
        if is_prolonged || now.since(session.last_seen_at) >= SEEN_EVERY {
            session.last_seen_at = now;
            self.due.push(session.id);
        }
        Some(Live {
            id: session.id,
            account: Arc::clone(&entry.account),
            expires_at: session.expires_at,
            is_prolonged,
        })
    }

    /// Gives a session that counts its whole life again; when it ends now.
    pub(crate) fn prolong(&mut self, id: Uuid, now: Timestamp) -> Option<Timestamp> {
        let session = &mut self.sessions.get_mut(self.hashes.get(&id)?)?.session;
        if session.expires_at <= now {
            return None;
        }
        session.expires_at = now.plus(SESSION_LIFE);
        session.last_seen_at = now;
        self.due.push(id);
        Some(session.expires_at)
    }

    /// What is to be kept of sessions that were used, once.
    pub(crate) fn take_due(&mut self) -> Vec<Seen> {
        if self.due.is_empty() {
            return Vec::new();
        }
        let due = std::mem::take(&mut self.due);
        let seen = |id: Uuid| {
            let session = &self.sessions.get(self.hashes.get(&id)?)?.session;
            Some(Seen {
                id,
                at: session.last_seen_at,
                expires_at: session.expires_at,
            })
        };
        due.into_iter().filter_map(seen).collect()
    }

    /// What a session's account may do now; nothing if the session is over.
    pub(crate) fn role_of(&self, id: Uuid, now: Timestamp) -> Option<AccessRole> {
        self.standing_of(id, now).map(|(account, _)| account.role)
    }

    /// A session's account and when it ends now; nothing if it is over. Asking does not use it.
    pub(crate) fn standing_of(
        &self,
        id: Uuid,
        now: Timestamp,
    ) -> Option<(Arc<AccountRow>, Timestamp)> {
        let entry = self.sessions.get(self.hashes.get(&id)?)?;
        let counts = entry.session.expires_at > now && !entry.account.disabled;
        counts.then(|| (Arc::clone(&entry.account), entry.session.expires_at))
    }

    /// The id of the session of this token, whether or not it still counts.
    pub(crate) fn id_of(&self, hash: &SecretHash) -> Option<Uuid> {
        self.sessions.get(hash).map(|entry| entry.session.id)
    }

    /// The sessions of an account that count, the last used first.
    pub(crate) fn sessions_of(&self, account: Uuid, now: Timestamp) -> Vec<SessionRow> {
        let hashes = self.of_account.get(&account).into_iter().flatten();
        let entries = hashes.filter_map(|hash| self.sessions.get(hash));
        let mut rows: Vec<_> = entries
            .map(|entry| entry.session.clone())
            .filter(|session| session.expires_at > now)
            .collect();
        rows.sort_by_key(|session| std::cmp::Reverse((session.last_seen_at, session.id)));
        rows
    }

    /// Those that have to go before an account gets one session more: what ended, and the one that
    /// was not used for longest if there are as many as may be.
    pub(crate) fn makes_room(&self, account: Uuid, now: Timestamp) -> Vec<Uuid> {
        let live = self.sessions_of(account, now);
        let stay = &live[..live.len().min(MOST_SESSIONS - 1)];
        let hashes = self.of_account.get(&account).into_iter().flatten();
        let ids = hashes.filter_map(|hash| self.id_of(hash));
        ids.filter(|id| !stay.iter().any(|session| session.id == *id))
            .collect()
    }

    pub(crate) fn add(&mut self, session: SessionRow, account: Arc<AccountRow>) {
        self.hashes.insert(session.id, session.hash);
        let of_account = self.of_account.entry(session.account).or_default();
        of_account.push(session.hash);
        self.sessions
            .insert(session.hash, Entry { session, account });
    }

    /// Forgets sessions.
    pub(crate) fn end(&mut self, ids: &[Uuid]) {
        for id in ids {
            let hash = self.hashes.remove(id);
            let Some(entry) = hash.and_then(|hash| self.sessions.remove(&hash)) else {
                continue;
            };
            let account = entry.session.account;
            if let Some(of_account) = self.of_account.get_mut(&account) {
                of_account.retain(|hash| *hash != entry.session.hash);
                if of_account.is_empty() {
                    self.of_account.remove(&account);
                }
            }
        }
    }

    /// All sessions of an account, also those that do not count.
    pub(crate) fn ids_of(&self, account: Uuid) -> Vec<Uuid> {
        let hashes = self.of_account.get(&account).into_iter().flatten();
        hashes.filter_map(|hash| self.id_of(hash)).collect()
    }

    /// An account is another one now.
    pub(crate) fn change(&mut self, account: &Arc<AccountRow>) {
        for hash in self.of_account.get(&account.id).into_iter().flatten() {
            if let Some(entry) = self.sessions.get_mut(hash) {
                entry.account = Arc::clone(account);
            }
        }
    }
}

/// How the principals begin that are made for accounts. Nothing but a session is known as one.
pub(crate) const OWN: &str = "account-";

#[cfg(test)]
mod tests {
    use super::*;

    fn at(days: u64) -> Timestamp {
        Timestamp::default().plus(Duration::from_secs(days * 24 * 3_600))
    }

    fn account() -> Arc<AccountRow> {
        Arc::new(AccountRow {
            id: Uuid::from_u128(7),
            principal: "account-7".parse().expect("an id"),
            name: "ann".into(),
            display_name: None,
            role: AccessRole::Member,
            created_at: at(0),
            disabled: false,
            last_seen_at: None,
            has_password: true,
        })
    }

    fn session(n: u8, now: Timestamp) -> SessionRow {
        SessionRow {
            id: Uuid::from_u128(n.into()),
            account: account().id,
            hash: [n; 32],
            created_at: now,
            last_seen_at: now,
            expires_at: now.plus(SESSION_LIFE),
            user_agent: None,
            address: None,
        }
    }

    #[test]
    fn a_session_slides_once_a_day_and_ends_after_its_life() {
        let mut book = Book::default();
        book.add(session(1, at(0)), account());
        let used = |book: &mut Book, now| book.use_session(&[1; 32], now);
        let nearly = at(1).minus(Duration::from_millis(1));
        let live = used(&mut book, nearly).expect("it counts");
        assert_eq!((live.expires_at, live.is_prolonged), (at(30), false));
        let live = used(&mut book, at(1)).expect("it counts");
        assert_eq!((live.expires_at, live.is_prolonged), (at(31), true));
        let live = used(&mut book, at(1)).expect("it counts");
        assert_eq!((live.expires_at, live.is_prolonged), (at(31), false));
        let nearly = at(31).minus(Duration::from_millis(1));
        assert_eq!(book.role_of(live.id, nearly), Some(AccessRole::Member));
        assert_eq!(book.role_of(live.id, at(31)), None);
        assert_eq!(used(&mut book, at(31)), None);
        assert_eq!(book.prolong(live.id, at(31)), None);
    }

    #[test]
    fn its_last_use_is_kept_once_in_five_minutes() {
        let mut book = Book::default();
        book.add(session(1, at(0)), account());
        let minutes = |n: u64| at(0).plus(Duration::from_secs(60 * n));
        let mut due = |n| {
            book.use_session(&[1; 32], minutes(n)).expect("it counts");
            book.take_due()
        };
        assert_eq!((due(0), due(4)), (vec![], vec![]));
        let expires_at = at(30);
        let id = Uuid::from_u128(1);
        let seen = |n| Seen {
            id,
            at: minutes(n),
            expires_at,
        };
        assert_eq!((due(5), due(9)), (vec![seen(5)], vec![]));
        assert_eq!(due(10), [seen(10)]);
    }

    #[test]
    fn the_hundredth_session_is_the_last_and_ended_ones_go_first() {
        let mut book = Book::default();
        for n in 0..100 {
            let now = at(0).plus(Duration::from_secs(n.into()));
            book.add(session(n, now), account());
        }
        let id = account().id;
        let oldest = Uuid::from_u128(0);
        assert_eq!(book.makes_room(id, at(1)), [oldest]);
        book.use_session(&[0; 32], at(1)).expect("it counts");
        assert_eq!(book.makes_room(id, at(1)), [Uuid::from_u128(1)]);
        let ended = book.makes_room(id, at(30).plus(Duration::from_secs(50)));
        assert_eq!(ended.len(), 50, "one was prolonged, and 49 have not ended");
        book.end(&ended);
        assert_eq!(book.ids_of(id).len(), 50);
        assert!(book.makes_room(id, at(30)).is_empty());
    }

    #[test]
    fn what_ended_is_known_no_more_and_neither_are_the_disabled() {
        let mut book = Book::default();
        book.add(session(1, at(0)), account());
        book.add(session(2, at(0)), account());
        book.end(&[Uuid::from_u128(1)]);
        assert_eq!(book.use_session(&[1; 32], at(0)), None);
        assert!(book.use_session(&[2; 32], at(0)).is_some());
        let disabled = AccountRow {
            disabled: true,
            ..(*account()).clone()
        };
        book.change(&Arc::new(disabled));
        assert_eq!(book.use_session(&[2; 32], at(0)), None);
        assert_eq!(book.role_of(Uuid::from_u128(2), at(0)), None);
    }
}
