use async_trait::async_trait;
use thalweg_log::{PrincipalId, StoreError, Timestamp};
use thalweg_wire::AccessRole;
use uuid::Uuid;

/// Somebody who can sign in, without their password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// The account's id.
    pub id: Uuid,
    /// Whose data is theirs: an id of its own, a guest's who registered, or the owner's.
    pub principal: PrincipalId,
    /// What they sign in with, as they wrote it.
    pub name: String,
    /// What they want to be called.
    pub display_name: Option<String>,
    /// What they may do.
    pub role: AccessRole,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether nobody can sign in to it.
    pub disabled: bool,
    /// When they were last here, to within five minutes.
    pub last_seen_at: Option<Timestamp>,
}

/// What access must remember over a restart.
#[async_trait]
pub trait AccountStore: Send + Sync + 'static {
    /// The server's own secret, which signs the owner's cookie. `fresh` is stored and returned if
    /// there is none yet; else the stored one is returned.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read or written.
    async fn server_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError>;
}
