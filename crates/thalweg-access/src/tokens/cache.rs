use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use thalweg_log::Timestamp;

use super::TokenIdentity;
use crate::store::SecretHash;

/// The most tokens that are remembered.
const MOST: usize = 10_000;
/// How long a token is remembered whose key may be withdrawn.
const FETCHED_LIFE: Duration = Duration::from_secs(10 * 60);

/// Tokens that were verified, by their hash, until they end or the keys change.
#[derive(Default)]
pub(super) struct Cache(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// Of which set of keys they are: one more with each change.
    set: u64,
    tokens: HashMap<SecretHash, Entry>,
}

struct Entry {
    identity: Arc<TokenIdentity>,
    until: Timestamp,
}

impl Cache {
    pub(super) fn get(&self, name: &SecretHash, now: Timestamp) -> Option<Arc<TokenIdentity>> {
        let mut known = self.0.lock();
        let entry = known.tokens.get(name)?;
        if entry.until > now {
            return Some(Arc::clone(&entry.identity));
        }
        known.tokens.remove(name);
        None
    }

    /// Remembers a token that was verified by the fetched set of keys of this number, or by keys that
    /// do not change.
    pub(super) fn put(
        &self,
        name: SecretHash,
        identity: Arc<TokenIdentity>,
        set: Option<u64>,
        now: Timestamp,
    ) {
        let mut known = self.0.lock();
        let number = set.unwrap_or(0);
        if known.set < number {
            // A key that was withdrawn counts no more.
            known.tokens.clear();
            known.set = number;
        }
        if known.tokens.len() >= MOST {
            known.tokens.retain(|_, entry| entry.until > now);
        }
        if known.set == number && known.tokens.len() < MOST {
            let end = identity.expires_at;
            let until = set.map_or(end, |_| end.min(now.plus(FETCHED_LIFE)));
            known.tokens.insert(name, Entry { identity, until });
        }
    }
}
