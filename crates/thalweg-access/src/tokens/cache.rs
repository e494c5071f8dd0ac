use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use thalweg_log::Timestamp;

use super::TokenIdentity;

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
    tokens: HashMap<[u8; 32], Entry>,
}

struct Entry {
    identity: Arc<TokenIdentity>,
    until: Timestamp,
}

impl Cache {
    /// Under which a token is remembered.
    pub(super) fn name(token: &str) -> [u8; 32] {
        Sha256::digest(token.as_bytes()).into()
    }

    pub(super) fn get(&self, name: &[u8; 32], now: Timestamp) -> Option<Arc<TokenIdentity>> {
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
        name: [u8; 32],
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
