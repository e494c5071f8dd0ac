use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use thalweg_log::Entropy;
use tokio::sync::Semaphore;

use super::names::fits_password;

/// How many passwords are hashed at once. Each takes a core for some 20 ms, and its memory.
const AT_ONCE: usize = 2;
/// How many may wait for that: what comes then is turned away, so that a flood of sign-ins costs no
/// more than this.
const WAITING: usize = 16;
/// The salt of the work that is done for a name that is nobody's.
const NOBODYS_SALT: &[u8; 16] = b"a name of nobody";

/// What hashing one password costs whoever guesses, and this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// How often it is gone over.
    pub passes: u32,
}

impl Default for PasswordCost {
    /// 19 MiB, gone over twice. Source: OWASP Password Storage Cheat Sheet, Argon2id.
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
        }
    }
}

/// Why a password was neither hashed nor checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// As many wait as may.
    #[error("too many passwords are being checked")]
    Busy,
    /// The library refused, or the work broke off. It says nothing of the password.
    #[error("a password could not be hashed: {0}")]
    Failed(String),
}

/// Hashes and checks passwords with Argon2id, a few at a time, on threads for blocking work.
pub(crate) struct Passwords {
    cost: PasswordCost,
    entropy: Arc<dyn Entropy>,
    /// Those that wait, and those that are worked on.
    admitted: Arc<Semaphore>,
    working: Arc<Semaphore>,
}

impl Passwords {
    pub(crate) fn new(cost: PasswordCost, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            cost,
            entropy,
            admitted: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            working: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// The PHC string by which `password` can be checked.
    pub(crate) async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        let hasher = self.hasher()?;
        let hash = move || {
            let hash = hasher.hash_password_with_salt(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(failed)
        };
        self.work(hash).await?
    }

    /// Whether `password` is the one of `hash`. Without a hash it is not, after the same work: how
    /// long it takes does not tell whether a name is somebody's.
    pub(crate) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, PasswordError> {
        let hasher = self.hasher()?;
        let check = move || {
            // What is longer than any password is nobody's, and not hashed.
            let fits = fits_password(&password);
            let given = if fits { password.as_bytes() } else { b"" };
            let Some(hash) = hash else {
                let hash = hasher.hash_password_with_salt(given, NOBODYS_SALT);
                return hash.map(|_| false).map_err(failed);
            };
            let hash = PasswordHash::new(&hash).map_err(failed)?;
            // Its own cost counts, whatever it is today.
            Ok(hasher.verify_password(given, &hash).is_ok() && fits)
        };
        self.work(check).await?
    }

    fn hasher(&self) -> Result<Argon2<'static>, PasswordError> {
        let PasswordCost { memory_kib, passes } = self.cost;
        let params = Params::new(memory_kib, passes, 1, None).map_err(failed)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// Does `work` when it is its turn. The place is given back when the work is done, also if
    /// whoever asked has gone.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned();
        let admitted = admitted.map_err(|_| PasswordError::Busy)?;
        let turn = Arc::clone(&self.working).acquire_owned().await;
        let turn = turn.map_err(failed)?;
        let done = tokio::task::spawn_blocking(move || {
            let _places = (admitted, turn);
            work()
        });
        done.await.map_err(failed)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failed(error: impl ToString) -> PasswordError {
    PasswordError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use thalweg_log::SeededEntropy;

    use super::*;

    fn passwords() -> Passwords {
        let cost = PasswordCost {
            memory_kib: 8,
            passes: 1,
        };
        Passwords::new(cost, Arc::new(SeededEntropy::new(1)))
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_no_other_is() {
        let passwords = passwords();
        let word = || "correct horse".to_owned();
        let hash = passwords.hash(word()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{hash}");
        assert_ne!(passwords.hash(word()).await, Ok(hash.clone()), "own salts");
        let check = async |word: String, hash| passwords.verify(word, hash).await;
        assert_eq!(check(word(), Some(hash.clone())).await, Ok(true));
        for wrong in ["correct horsf", "", "Correct horse"] {
            assert_eq!(check(wrong.into(), Some(hash.clone())).await, Ok(false));
        }
        assert_eq!(check(word(), None).await, Ok(false));
        assert_eq!(check("x".repeat(100_000), Some(hash)).await, Ok(false));
    }

    #[tokio::test]
    async fn a_hash_counts_with_the_cost_it_was_made_with() {
        let hash = passwords().hash("correct horse".into()).await;
        let dearer = Passwords::new(PasswordCost::default(), Arc::new(SeededEntropy::new(2)));
        let known = dearer.verify("correct horse".into(), hash.ok()).await;
        assert_eq!(known, Ok(true));
    }

    #[tokio::test]
    async fn a_flood_is_turned_away_and_leaves_no_trace() {
        let passwords = passwords();
        let held = passwords.working.acquire_many(2).await.expect("places");
        let asked = (0..=AT_ONCE + WAITING).map(|_| passwords.verify("x".into(), None));
        let mut asked: Vec<_> = asked.map(Box::pin).collect();
        let last = asked.pop().expect("one too many");
        for one in &mut asked {
            assert!(futures_poll(one).is_none(), "it waits");
        }
        assert_eq!(last.await, Err(PasswordError::Busy));
        drop(held);
        for one in asked {
            assert_eq!(one.await, Ok(false));
        }
        assert_eq!(passwords.verify("x".into(), None).await, Ok(false));
    }

    fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        match std::pin::Pin::new(future).poll(&mut cx) {
            std::task::Poll::Ready(value) => Some(value),
            std::task::Poll::Pending => None,
        }
    }
}
