//! Service keys: programs that ask in their own name.

mod scopes;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use thalweg_log::{PrincipalId, StoreError, Timestamp};
use thalweg_wire::{AccessRole, FieldError, NewServiceKey};
use uuid::Uuid;

pub use self::scopes::{InvalidScope, Scope};

pub(crate) use self::scopes::Scopes;
use crate::account::{Over, hash_of};
use crate::store::{KeyRow, SecretHash};
use crate::{Access, Identity, Known, Means, Unauthenticated, cookie};

/// How every key begins, so that it is known for one in a log or a repository.
pub(crate) const MARK: &str = "tlk_";
/// How much of a key is shown again.
const PREFIX: usize = MARK.len() + 8;
/// The most keys.
const MOST_KEYS: usize = 200;
/// The most scopes of a key.
const MOST_SCOPES: usize = 20;
/// The longest name and scope, in characters.
const LONGEST: usize = 80;
const LONGEST_SCOPE: usize = 200;
/// How exactly it is kept when a key was last used.
const SEEN: Duration = Duration::from_secs(5 * 60);

/// Why no key was made, or deleted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFailure {
    /// No such key.
    #[error("there is no such key")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// As many are there as may be.
    #[error("at most {MOST_KEYS} keys can be there at a time")]
    Full,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The keys in memory, so that knowing one costs no look into the store.
#[derive(Default)]
pub(crate) struct Keys(Mutex<HashMap<SecretHash, Live>>);

struct Live {
    row: KeyRow,
    scopes: Arc<Scopes>,
}

impl Keys {
    pub(crate) fn of(rows: Vec<KeyRow>) -> Self {
        let keys = Self::default();
        for row in rows {
            keys.add(row);
        }
        keys
    }

    fn add(&self, row: KeyRow) {
        // What was kept was found to be right; should a later version know fewer scopes, the key may less.
        let scopes = Arc::new(Scopes::read(&row.scopes).unwrap_or_default());
        self.0.lock().insert(row.hash, Live { row, scopes });
    }

    fn has(&self, id: Uuid, now: Timestamp) -> bool {
        let keys = self.0.lock();
        keys.values()
            .any(|live| live.row.id == id && !live.is_over(now))
    }
}

impl Live {
    fn is_over(&self, now: Timestamp) -> bool {
        self.row.expires_at.is_some_and(|end| end <= now)
    }
}

impl Access {
    /// Every key, the newest first.
    pub fn list_keys(&self) -> Vec<KeyRow> {
        let keys = self.keys.0.lock();
        let mut rows: Vec<_> = keys.values().map(|live| live.row.clone()).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.id));
        rows
    }

    /// Makes a key, which is given out here and never again.
    ///
    /// # Errors
    /// [`KeyFailure`], each with its cause.
    pub async fn make_key(&self, new: NewServiceKey) -> Result<(KeyRow, String), KeyFailure> {
        let now = self.clock.now();
        let faults = faults(&new, now);
        if !faults.is_empty() {
            return Err(KeyFailure::Invalid(faults));
        }
        let _changes = self.changes.lock().await;
        if self.keys.0.lock().len() >= MOST_KEYS {
            return Err(KeyFailure::Full);
        }
        let key = format!("{MARK}{}", cookie::new_secret(self.entropy.as_ref()));
        let row = KeyRow {
            id: self.ids.next(),
            name: new.name.trim().into(),
            hash: hash_of(&key),
            prefix: key[..PREFIX].into(),
            scopes: new.scopes,
            created_at: now,
            expires_at: new.expires_at.map(|end| end.0),
            last_used_at: None,
        };
        self.accounts.add_key(row.clone()).await?;
        self.keys.add(row.clone());
        Ok((row, key))
    }

    /// Deletes a key: it counts no more, and its streams have to end.
    ///
    /// # Errors
    /// [`KeyFailure`], each with its cause.
    pub async fn delete_key(&self, id: Uuid) -> Result<Over, KeyFailure> {
        let _changes = self.changes.lock().await;
        if !self.accounts.delete_key(id).await? {
            return Err(KeyFailure::NotFound);
        }
        self.keys.0.lock().retain(|_, live| live.row.id != id);
        Ok(Over(vec![id]))
    }

    /// The program whose key makes it this principal.
    pub(crate) fn known_key(&self, principal: &PrincipalId) -> Option<Known> {
        let now = self.clock.now();
        let keys = self.keys.0.lock();
        let mut identities = keys.values().filter(|live| !live.is_over(now));
        let identity = identities
            .find(|live| principal_of(live.row.id) == *principal)?
            .identity();
        Some(Known {
            principal: identity.principal,
            role: identity.role,
            grants: identity.grants,
        })
    }

    /// Whether a key that counted when it was seen still does.
    pub(crate) fn key_counts(&self, id: Uuid) -> bool {
        self.keys.has(id, self.clock.now())
    }

    /// Who is known by a service key.
    pub(crate) async fn by_key(&self, key: &str) -> Result<Identity, Unauthenticated> {
        let (now, hash) = (self.clock.now(), hash_of(key));
        let (identity, seen) = {
            let mut keys = self.keys.0.lock();
            let live = keys.get_mut(&hash).ok_or(Unauthenticated::Key)?;
            if live.is_over(now) {
                return Err(Unauthenticated::Key);
            }
            let last = live.row.last_used_at;
            let is_due = last.is_none_or(|last| now.since(last) >= SEEN);
            if is_due {
                live.row.last_used_at = Some(now);
            }
            (live.identity(), is_due.then_some(live.row.id))
        };
        if let Some(id) = seen
            && let Err(error) = self.accounts.touch_key(id, now).await
        {
            tracing::warn!(%error, "when a key was last used could not be kept");
        }
        Ok(identity)
    }
}

impl Live {
    fn identity(&self) -> Identity {
        let principal = principal_of(self.row.id);
        let grants = &self.scopes.grants;
        Identity {
            credential: Some(self.row.id),
            expires_at: self.row.expires_at,
            grants: (!grants.is_empty()).then(|| Arc::new(grants.clone())),
            scopes: Some(Arc::clone(&self.scopes)),
            ..Identity::new(principal, AccessRole::Service, Means::Key)
        }
    }
}

fn principal_of(key: Uuid) -> PrincipalId {
    let id = format!("key-{}", key.as_simple());
    // A word and hexadecimal digits.
    id.parse().expect("an id of letters and digits")
}

impl Identity {
    /// Whether the credential lets its holder do what needs this scope. Only keys have scopes.
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.has(scope))
    }
}

fn faults(new: &NewServiceKey, now: Timestamp) -> Vec<FieldError> {
    let fault = |path: String, message: String| FieldError { path, message };
    let mut faults = Vec::new();
    if !(1..=LONGEST).contains(&new.name.trim().chars().count()) {
        faults.push(fault("name".into(), format!("1 to {LONGEST} characters")));
    }
    if !(1..=MOST_SCOPES).contains(&new.scopes.len()) {
        faults.push(fault("scopes".into(), format!("1 to {MOST_SCOPES} scopes")));
    }
    for (at, scope) in new.scopes.iter().enumerate().take(MOST_SCOPES) {
        let long = scope.chars().count() > LONGEST_SCOPE;
        if let (true, _) | (_, Err(_)) = (long, Scopes::read(std::slice::from_ref(scope))) {
            faults.push(fault(format!("scopes[{at}]"), InvalidScope.to_string()));
        }
    }
    if new.expires_at.is_some_and(|end| end.0 <= now) {
        faults.push(fault("expiresAt".into(), "a time to come".into()));
    }
    faults
}
