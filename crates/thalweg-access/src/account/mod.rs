//! Accounts: who has one, where they are signed in, and who looks after them.
//!
//! Sessions that count lie in memory, so that knowing somebody reads nothing. What changes an account
//! or its sessions goes through one lock, to the store first and then to memory; what it ended is
//! given to the caller, whose streams have to end.

mod book;
mod invitations;
mod made;
mod names;
mod own;
mod password;
mod provider;
mod register;
mod sign_in;
mod users;

use std::sync::Arc;

use http::HeaderMap;
use sha2::{Digest, Sha256};
use thalweg_log::{PrincipalId, StoreError, Timestamp};
use thalweg_wire::Registration;
use uuid::Uuid;

pub(crate) use self::book::{Book, Live, OWN, SESSION_LIFE};
pub use self::invitations::InvitationError;
pub use self::names::folded;
pub(crate) use self::names::{check_name, display_name};
pub use self::own::OwnAccountError;
pub(crate) use self::password::Passwords;
pub use self::password::{PasswordCost, PasswordError};
pub use self::provider::ProviderError;
pub use self::register::RegisterError;
pub use self::sign_in::LoginError;
pub use self::users::ManageError;
use crate::store::{AccountRow, SecretHash, SessionRow};
use crate::{Access, cookie};

/// How accounts are set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountsConfig {
    /// Who may make one.
    pub registration: Registration,
    /// What hashing a password costs.
    pub cost: PasswordCost,
}

/// From where somebody signs in, as far as they say; shown to them in the list of their sessions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// What the browser calls itself.
    pub user_agent: Option<String>,
    /// Their address.
    pub address: Option<String>,
}

/// Sessions that are over: whoever asked ends their streams.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use = "streams of a session that is over must end"]
pub struct Over(pub Vec<Uuid>);

/// Somebody has signed in.
#[derive(Debug, Clone)]
#[must_use = "streams of what is over must end"]
pub struct Entered {
    /// Who.
    pub account: Arc<AccountRow>,
    /// The id of their session.
    pub session: Uuid,
    /// When it ends.
    pub expires_at: Timestamp,
    /// The `Set-Cookie` to answer with.
    pub set_cookie: String,
    /// Sessions that are over: the one that the browser had, and what was too much.
    pub over: Over,
    /// Who can be known by nothing but this account from now on: their streams have to come again.
    pub moved: Option<PrincipalId>,
}

/// The longest `user_agent`, in characters.
const USER_AGENT: usize = 200;

impl Access {
    /// How accounts are set up, if there are any.
    pub const fn accounts(&self) -> Option<&AccountsConfig> {
        self.config.accounts.as_ref()
    }

    /// Whether the owner has an account.
    pub fn owner_has_account(&self) -> bool {
        self.book.lock().is_taken(&PrincipalId::owner())
    }

    /// Makes a session of an account. Its cookie is given out here and never again.
    fn new_session(&self, account: Uuid, device: Device) -> (SessionRow, String) {
        let token = cookie::new_secret(self.entropy.as_ref());
        let now = self.clock.now();
        let set_cookie = cookie::session_cookie(&token, self.config.secure);
        let short = |text: String| text.chars().take(USER_AGENT).collect();
        let session = SessionRow {
            id: self.ids.next(),
            account,
            hash: hash_of(&token),
            created_at: now,
            last_seen_at: now,
            expires_at: now.plus(SESSION_LIFE),
            user_agent: device.user_agent.map(short),
            address: device.address,
        };
        (session, set_cookie)
    }

    /// The session that a browser has already, which is over when it gets another one.
    fn earlier_session(&self, headers: &HeaderMap) -> Option<Uuid> {
        let hash = cookie::session_hash(crate::read_cookie(headers)?)?;
        self.book.lock().id_of(&hash)
    }

    /// Ends sessions, in the store and then in memory. The lock of changes is held.
    async fn end(&self, ids: Vec<Uuid>) -> Result<Over, StoreError> {
        if !ids.is_empty() {
            self.accounts.end_sessions(ids.clone()).await?;
            self.book.lock().end(&ids);
        }
        Ok(Over(ids))
    }
}

/// What is kept of a token that was given out.
pub(crate) fn hash_of(token: &str) -> SecretHash {
    Sha256::digest(token.as_bytes()).into()
}
