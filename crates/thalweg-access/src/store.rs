use async_trait::async_trait;
use thalweg_log::{PrincipalId, StoreError, Timestamp};
use thalweg_wire::AccessRole;
use uuid::Uuid;

/// SHA-256 of a secret that was given out once. The secret itself is kept nowhere.
pub type SecretHash = [u8; 32];

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
    /// Whether they sign in with a password; else with an identity provider.
    pub has_password: bool,
}

/// Whose account is signed in to by an identity provider's word: what the two of them call somebody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderLogin {
    /// The provider (`iss`), to the letter.
    pub issuer: String,
    /// Whom it means (`sub`): never given to somebody else, and nothing else of what it tells is.
    pub subject: String,
}

/// A place where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub account: Uuid,
    /// Of the token in its cookie.
    pub hash: SecretHash,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last used, to within five minutes.
    pub last_seen_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// What the browser called itself.
    pub user_agent: Option<String>,
    /// From which address they signed in.
    pub address: Option<String>,
}

/// Leave to make one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// Its id.
    pub id: Uuid,
    /// Of its token.
    pub hash: SecretHash,
    /// What the new account may do.
    pub role: AccessRole,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a program is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Of the key.
    pub hash: SecretHash,
    /// How the key begins.
    pub prefix: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, if it does by itself.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to within five minutes.
    pub last_used_at: Option<Timestamp>,
}

/// An account to be kept, with its first session.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// It.
    pub account: AccountRow,
    /// What its password is checked with, a PHC string; none for an account that has none.
    pub password: Option<String>,
    /// By whose word somebody is signed in to it.
    pub login: Option<ProviderLogin>,
    /// Where they are signed in from now on.
    pub session: SessionRow,
    /// The invitation that is used up.
    pub invitation: Option<Uuid>,
    /// Sessions that are over.
    pub over: Vec<Uuid>,
}

/// What came of keeping an account. Nothing was changed unless it was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddedAccount {
    /// It is kept.
    Added,
    /// Another account has the name, whatever the case.
    NameTaken,
    /// Another account has the principal.
    PrincipalTaken,
    /// The invitation is not there any more.
    InvitationGone,
    /// Another account is signed in to by the same word of the provider.
    LoginTaken,
}

/// What access knows without asking, as it was kept.
#[derive(Debug, Clone, Default)]
pub struct KeptAccess {
    /// Every session.
    pub sessions: Vec<SessionRow>,
    /// The accounts that have one.
    pub accounts: Vec<AccountRow>,
    /// Every principal that was ever an account's, also of accounts that are gone: nobody is known by
    /// another credential as one of these.
    pub principals: Vec<PrincipalId>,
}

/// An account, and its password's PHC string, if it has one.
pub type FoundAccount = (AccountRow, Option<String>);

/// What access must remember over a restart. Each call is one transaction.
///
/// # Errors
/// Every call fails with [`StoreError`] if the store cannot be read or written; nothing is changed
/// then.
#[async_trait]
pub trait AccountStore: Send + Sync + 'static {
    /// The server's own secret, which signs the owner's cookie. `fresh` is stored and returned if
    /// there is none yet; else the stored one is returned.
    async fn server_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError>;

    /// What access keeps in memory. Sessions that ended at or before `now` are forgotten.
    async fn kept_access(&self, now: Timestamp) -> Result<KeptAccess, StoreError>;

    /// The account of this name, whatever the case, and its password's PHC string, if it has one.
    async fn account_named(&self, name: &str) -> Result<Option<FoundAccount>, StoreError>;

    /// The account of this id, and its password's PHC string, if it has one.
    async fn account(&self, id: Uuid) -> Result<Option<FoundAccount>, StoreError>;

    /// The account that is signed in to so.
    async fn account_of_login(
        &self,
        login: ProviderLogin,
    ) -> Result<Option<AccountRow>, StoreError>;

    /// At most `limit` accounts whose ids are before `before`, the greatest id first.
    async fn accounts(
        &self,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<AccountRow>, StoreError>;

    /// Keeps an account.
    async fn add_account(&self, new: NewAccount) -> Result<AddedAccount, StoreError>;

    /// Replaces name to be called by, role and whether an account is disabled; `false` if there is none.
    async fn change_account(&self, account: AccountRow) -> Result<bool, StoreError>;

    /// Replaces the password of an account that has one and ends all of its sessions but `but`.
    async fn change_password(
        &self,
        account: Uuid,
        password: String,
        but: Option<Uuid>,
    ) -> Result<(), StoreError>;

    /// Forgets an account, how it was signed in to and its sessions; its principal stays taken. `false` if there is none.
    async fn delete_account(&self, id: Uuid) -> Result<bool, StoreError>;

    /// Keeps a session, and ends those of `over`.
    async fn add_session(&self, session: SessionRow, over: Vec<Uuid>) -> Result<(), StoreError>;

    /// Keeps when a session was last used and when it ends now, and that its account was seen then.
    async fn touch_session(
        &self,
        id: Uuid,
        seen: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StoreError>;

    /// Ends sessions; those that are not there are no failure.
    async fn end_sessions(&self, ids: Vec<Uuid>) -> Result<(), StoreError>;

    /// Keeps an invitation, and forgets those that ended before it was made.
    async fn add_invitation(&self, invitation: InvitationRow) -> Result<(), StoreError>;

    /// Every invitation that ends after `now`, the greatest id first.
    async fn invitations(&self, now: Timestamp) -> Result<Vec<InvitationRow>, StoreError>;

    /// Forgets an invitation; `false` if there is none.
    async fn delete_invitation(&self, id: Uuid) -> Result<bool, StoreError>;

    /// Keeps a service key.
    async fn add_key(&self, key: KeyRow) -> Result<(), StoreError>;

    /// Every service key, the greatest id first; those that ended as well.
    async fn keys(&self) -> Result<Vec<KeyRow>, StoreError>;

    /// Forgets a service key; `false` if there is none.
    async fn delete_key(&self, id: Uuid) -> Result<bool, StoreError>;

    /// Keeps when a key was last used.
    async fn touch_key(&self, id: Uuid, used: Timestamp) -> Result<(), StoreError>;
}
