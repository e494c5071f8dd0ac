use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jsonwebtoken::Header;
use parking_lot::Mutex;
use thalweg_log::Timestamp;
use tracing::{info, warn};

use super::{TokenError, VerifyKeys};

/// After how long keys are fetched again, although they do.
const FRESH: Duration = Duration::from_secs(3_600);
/// How long keys count that cannot be fetched again.
const STALE: Duration = Duration::from_secs(24 * 3_600);
/// How long fetching rests, so that tokens with invented keys make no load on the issuer.
const REST: Duration = Duration::from_secs(10);

/// Fetches a JSON Web Key Set.
#[async_trait]
pub trait FetchKeys: Send + Sync + 'static {
    /// The set, as JSON.
    ///
    /// # Errors
    /// In words for the log why it cannot be had.
    async fn fetch(&self) -> Result<String, String>;
}

/// A set of keys that is fetched, and its number: one more with each fetch that brought something.
type Numbered = (Arc<VerifyKeys>, u64);

/// Keys that are fetched when they are needed, and again as they change.
pub(crate) struct Jwks {
    from: Arc<dyn FetchKeys>,
    held: Mutex<Held>,
    /// Held while one fetch is under way.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Held {
    keys: Option<Arc<VerifyKeys>>,
    number: u64,
    fetched: Timestamp,
    tried: Option<Timestamp>,
}

impl Jwks {
    pub(crate) fn new(from: Arc<dyn FetchKeys>) -> Self {
        Self {
            from,
            held: Mutex::default(),
            fetching: tokio::sync::Mutex::default(),
        }
    }

    /// The keys among which is one for this head, if there is any.
    pub(crate) async fn for_head(
        &self,
        head: &Header,
        now: Timestamp,
    ) -> Result<Numbered, TokenError> {
        let held = self.held(now);
        match held {
            Some((keys, fresh)) if knows(&keys, head) => {
                // Whoever comes meanwhile is served with the older ones.
                if !fresh && let Ok(_one) = self.fetching.try_lock() {
                    self.fetch(now).await;
                }
            }
            _ => {
                let _one = self.fetching.lock().await;
                let known = self.held(now).is_some_and(|(keys, _)| knows(&keys, head));
                if !known {
                    self.fetch(now).await;
                }
            }
        }
        let (keys, _) = self.held(now).ok_or(TokenError::NoKeys)?;
        Ok(keys)
    }

    /// What is held and counts, and whether it is fresh.
    fn held(&self, now: Timestamp) -> Option<(Numbered, bool)> {
        let held = self.held.lock();
        let age = now.since(held.fetched);
        let keys = held.keys.as_ref().filter(|_| age < STALE)?;
        Some(((Arc::clone(keys), held.number), age < FRESH))
    }

    async fn fetch(&self, now: Timestamp) {
        {
            let mut held = self.held.lock();
            if held.tried.is_some_and(|tried| now.since(tried) < REST) {
                return;
            }
            held.tried = Some(now);
        }
        let fetched = self.from.fetch().await;
        let keys = fetched.and_then(|json| VerifyKeys::jwks(&json).map_err(|e| e.to_string()));
        match keys {
            Ok(keys) => {
                let mut held = self.held.lock();
                held.keys = Some(Arc::new(keys));
                held.number += 1;
                held.fetched = now;
                info!("fetched the keys of the tokens' issuer");
            }
            Err(cause) => warn!(%cause, "the keys of the tokens' issuer cannot be fetched"),
        }
    }
}

fn knows((keys, _): &Numbered, head: &Header) -> bool {
    keys.of(head).next().is_some()
}
