use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use thalweg_log::{IdempotencyRecord, LogStore, PrincipalId, StoreError, Timestamp};

use crate::events::json;

/// A key that makes repeating a request harmless, with what was asked under it.
pub(crate) struct Key {
    by: PrincipalId,
    key: String,
    hash: [u8; 32],
    at: Timestamp,
}

/// What was found under a key.
pub(crate) enum Found<T> {
    /// The same request, with its answer.
    Same(T),
    /// Another request.
    Other,
}

impl Key {
    /// `operation` tells requests of different kinds apart; the request is hashed as the JSON that
    /// its type writes, so order and white space of the body do not count.
    pub(crate) fn new(
        by: &PrincipalId,
        key: String,
        operation: &str,
        request: &impl Serialize,
        at: Timestamp,
    ) -> Self {
        let mut hash = Sha256::new();
        hash.update(operation);
        hash.update([0]);
        hash.update(json(request));
        Self {
            by: by.clone(),
            key,
            hash: hash.finalize().into(),
            at,
        }
    }

    /// The key as it was given.
    pub(crate) fn as_str(&self) -> &str {
        &self.key
    }

    /// What to append together with the effect.
    pub(crate) fn record(&self, answer: &impl Serialize) -> IdempotencyRecord {
        IdempotencyRecord {
            principal: self.by.clone(),
            key: self.key.clone(),
            request_hash: self.hash,
            answer: json(answer),
            at: self.at,
        }
    }

    /// Looks the key up.
    pub(crate) async fn recall<T: DeserializeOwned>(
        &self,
        store: &dyn LogStore,
    ) -> Result<Option<Found<T>>, StoreError> {
        let record = store.recall(&self.by, &self.key, self.at).await?;
        record.map(|record| self.read(&record)).transpose()
    }

    /// Compares a record of the same key with this request.
    pub(crate) fn read<T: DeserializeOwned>(
        &self,
        record: &IdempotencyRecord,
    ) -> Result<Found<T>, StoreError> {
        if record.request_hash != self.hash {
            return Ok(Found::Other);
        }
        let answer = serde_json::from_slice(&record.answer)
            .map_err(|_| StoreError::Corrupt("the answer under an idempotency key".into()))?;
        Ok(Found::Same(answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_request_or_operation_under_the_key_is_told_apart() {
        let owner = PrincipalId::owner();
        let key = |operation: &str, request: &str| {
            Key::new(
                &owner,
                "k".into(),
                operation,
                &request,
                Timestamp::default(),
            )
        };
        let record = key("start", "a").record(&42);
        let found = |operation, request| key(operation, request).read::<u32>(&record);
        assert!(matches!(found("start", "a"), Ok(Found::Same(42))));
        assert!(matches!(found("start", "b"), Ok(Found::Other)));
        assert!(matches!(found("add", "a"), Ok(Found::Other)));
    }
}
