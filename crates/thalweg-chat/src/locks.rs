use std::sync::Arc;

use thalweg_log::PrincipalId;
use tokio::sync::{Mutex, OwnedMutexGuard};
use uuid::Uuid;

use crate::key::Key;

/// How many conversations can change at the same instant, at most.
const STRIPES: usize = 512;

/// One changer of a conversation at a time, in this process: what is read of it under the lock is
/// still so when the change that follows from it is committed.
///
/// Between processes the lease on the data decides, and for runs the fence in the log.
pub(crate) struct Locks(Vec<Arc<Mutex<()>>>);

impl Locks {
    pub(crate) fn new() -> Self {
        Self((0..STRIPES).map(|_| Arc::default()).collect())
    }

    /// Waits for the conversation's lock. Do not ask for a second one while holding it.
    pub(crate) async fn hold(&self, conversation: Uuid) -> OwnedMutexGuard<()> {
        // The last bytes of an id are random.
        let [.., high, low] = conversation.into_bytes();
        self.stripe(u16::from_be_bytes([high, low])).await
    }

    /// Waits for the lock of what belongs to a person and to no conversation.
    pub(crate) async fn hold_for(&self, person: &PrincipalId) -> OwnedMutexGuard<()> {
        self.stripe(hash(person.as_str())).await
    }

    /// Waits for the lock of what is asked under an idempotency key and of no conversation.
    pub(crate) async fn hold_key(&self, key: &Key) -> OwnedMutexGuard<()> {
        self.stripe(hash(key.as_str())).await
    }

    async fn stripe(&self, hash: u16) -> OwnedMutexGuard<()> {
        Arc::clone(&self.0[usize::from(hash) % STRIPES])
            .lock_owned()
            .await
    }
}

fn hash(name: &str) -> u16 {
    let add = |hash: u16, byte| hash.wrapping_mul(31).wrapping_add(u16::from(byte));
    name.bytes().fold(0, add)
}
