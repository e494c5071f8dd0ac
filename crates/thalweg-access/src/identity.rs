use std::sync::Arc;

use thalweg_log::{PrincipalId, Timestamp};
use thalweg_wire::AccessRole;
use uuid::Uuid;

use crate::keys::Scopes;
use crate::rules::Grants;
use crate::ticket::{Shown, TicketError};
use crate::{AccountRow, TokenError};

/// By what somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// By nothing: on a local server everyone is the owner.
    Nothing,
    /// A guest's cookie.
    Guest,
    /// The cookie of the owner's one-time link.
    OwnerLink,
    /// The cookie of a session: they signed in.
    Session,
    /// A token that somebody else signed.
    Token,
    /// A service key.
    Key,
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Their id.
    pub principal: PrincipalId,
    /// What they may do.
    pub role: AccessRole,
    /// By what they are known.
    pub means: Means,
    /// What can be taken back, and ends their streams then: the id of their session.
    pub credential: Option<Uuid>,
    /// When the credential ends.
    pub expires_at: Option<Timestamp>,
    /// Their account, if they signed in.
    pub account: Option<Arc<AccountRow>>,
    /// What the credential itself allows on channels, if it does.
    pub grants: Option<Arc<Grants>>,
    /// What the credential is limited to, if it is a key.
    pub(crate) scopes: Option<Arc<Scopes>>,
    /// The ticket that they came with, if they did.
    pub(crate) ticket: Option<Shown>,
    /// A `Set-Cookie` to answer with: a guest is new, or a session was prolonged.
    pub set_cookie: Option<String>,
}

impl Identity {
    pub(crate) const fn new(principal: PrincipalId, role: AccessRole, means: Means) -> Self {
        Self {
            principal,
            role,
            means,
            credential: None,
            expires_at: None,
            account: None,
            grants: None,
            scopes: None,
            ticket: None,
            set_cookie: None,
        }
    }

    /// Whether it is the owner, and known by what only a person at the server's terminal can have
    /// begun: the cookie of the one-time link, or the account that was made with it. Where everyone
    /// is the owner, a program that can reach the server is one too; what executes or opens something
    /// needs this proof that a person meant it.
    pub fn is_proven_owner(&self) -> bool {
        self.role == AccessRole::Owner && matches!(self.means, Means::OwnerLink | Means::Session)
    }
}

/// Nobody is known by these headers, and nobody is somebody by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unauthenticated {
    /// There is no credential.
    #[error("sign in first")]
    Missing,
    /// There is one, and it counts no more, or never did.
    #[error("the session is over; sign in again")]
    Over,
    /// There is a token, and this server was not given a key for any.
    #[error("this server takes no tokens")]
    NoTokens,
    /// There is a service key that counts no more, or never did.
    #[error("there is no such key")]
    Key,
    /// There is a token that does not count.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// There is a ticket that does not count, or not for this.
    #[error(transparent)]
    Ticket(#[from] TicketError),
}
