use std::sync::Arc;
use std::time::Duration;

use thalweg_log::StoreError;
use thalweg_wire::{AccessRole, ChangePassword, DeleteAccount, FieldError, ProfilePatch};
use uuid::Uuid;

use super::names::{check_password, display_name, fault, folded};
use super::{Over, PasswordError};
use crate::Access;
use crate::store::{AccountRow, SessionRow};

/// How long ago somebody signed in who need not show again that it is them.
const JUST_NOW: Duration = Duration::from_secs(10 * 60);

/// Why nothing was changed of one's own account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OwnAccountError {
    /// It is gone, or there is no such session.
    #[error("there is no such thing")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// It has no password: its holder signs in with an identity provider.
    #[error("the account has no password")]
    NoPassword,
    /// Its holder did not sign in just now.
    #[error("the session is too old")]
    SignInAgain,
    /// The owner's account stays.
    #[error("the owner's account cannot be deleted")]
    Owner,
    /// The password was neither checked nor hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Access {
    /// The sessions of an account, the last used first.
    pub fn sessions_of(&self, account: Uuid) -> Vec<SessionRow> {
        self.book.lock().sessions_of(account, self.clock.now())
    }

    /// Ends one session of an account.
    ///
    /// # Errors
    /// [`OwnAccountError::NotFound`] also for somebody else's; [`OwnAccountError::Store`].
    pub async fn end_session(&self, account: Uuid, id: Uuid) -> Result<Over, OwnAccountError> {
        let _changes = self.changes.lock().await;
        if !self.book.lock().ids_of(account).contains(&id) {
            return Err(OwnAccountError::NotFound);
        }
        Ok(self.end(vec![id]).await?)
    }

    /// Ends all sessions of an account but the one that asks.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was ended then.
    pub async fn end_other_sessions(&self, account: Uuid, but: Uuid) -> Result<Over, StoreError> {
        let _changes = self.changes.lock().await;
        let mut ids = self.book.lock().ids_of(account);
        ids.retain(|id| *id != but);
        self.end(ids).await
    }

    /// Changes a password; all sessions but `but` are over.
    ///
    /// # Errors
    /// [`OwnAccountError`], each with its cause.
    pub async fn change_password(
        &self,
        account: Uuid,
        change: ChangePassword,
        but: Uuid,
    ) -> Result<Over, OwnAccountError> {
        let ChangePassword { current, password } = change;
        if let Some(fault) = check_password(&password) {
            return Err(OwnAccountError::Invalid(vec![fault]));
        }
        let old = self.check_own(account, current, "current").await?;
        let hash = self.passwords.hash(password).await?;
        let _changes = self.changes.lock().await;
        self.still(account, &old).await?;
        let accounts = &self.accounts;
        accounts.change_password(account, hash, Some(but)).await?;
        let mut book = self.book.lock();
        let mut over = book.ids_of(account);
        over.retain(|id| *id != but);
        book.end(&over);
        Ok(Over(over))
    }

    /// Changes what somebody says of themselves.
    ///
    /// # Errors
    /// [`OwnAccountError`], each with its cause.
    pub async fn change_profile(
        &self,
        account: Uuid,
        patch: ProfilePatch,
    ) -> Result<Arc<AccountRow>, OwnAccountError> {
        let named = patch.display_name.as_deref().map(display_name).transpose();
        let named = named.map_err(|fault| OwnAccountError::Invalid(vec![fault]))?;
        let _changes = self.changes.lock().await;
        let kept = self.accounts.account(account).await?;
        let (row, _) = kept.ok_or(OwnAccountError::NotFound)?;
        let Some(display_name) = named else {
            return Ok(Arc::new(row));
        };
        let row = AccountRow {
            display_name,
            ..row
        };
        self.change(row).await?.ok_or(OwnAccountError::NotFound)
    }

    /// Whether the holder of an account, who wants it deleted, gave its password. Of an account without
    /// one, its name, and `session` has to be new.
    ///
    /// # Errors
    /// [`OwnAccountError`], each with its cause; [`OwnAccountError::Owner`] for the owner's.
    pub async fn check_deletion(
        &self,
        account: &AccountRow,
        session: Uuid,
        given: DeleteAccount,
    ) -> Result<(), OwnAccountError> {
        if account.role == AccessRole::Owner {
            return Err(OwnAccountError::Owner);
        }
        if account.has_password {
            let password = given.password.unwrap_or_default();
            let checked = self.check_own(account.id, password, "password");
            return checked.await.map(drop);
        }
        let named = given.name.unwrap_or_default();
        if folded(&named) != folded(&account.name) {
            let wrong = fault("name", "this is not the account's name");
            return Err(OwnAccountError::Invalid(vec![wrong]));
        }
        let now = self.clock.now();
        let sessions = self.book.lock().sessions_of(account.id, now);
        let is_new = |row: &SessionRow| row.id == session && now.since(row.created_at) < JUST_NOW;
        let is_new = sessions.iter().any(is_new);
        is_new.then_some(()).ok_or(OwnAccountError::SignInAgain)
    }

    /// Forgets an account; its sessions are over, and its principal is nobody's for ever.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was changed then.
    pub async fn forget_account(&self, account: Uuid) -> Result<Over, StoreError> {
        let _changes = self.changes.lock().await;
        self.accounts.delete_account(account).await?;
        let mut book = self.book.lock();
        let over = book.ids_of(account);
        book.end(&over);
        Ok(Over(over))
    }

    /// Keeps what changed of an account; `None` if it is gone. The lock of changes is held.
    pub(super) async fn change(
        &self,
        row: AccountRow,
    ) -> Result<Option<Arc<AccountRow>>, StoreError> {
        if !self.accounts.change_account(row.clone()).await? {
            return Ok(None);
        }
        let row = Arc::new(row);
        self.book.lock().change(&row);
        Ok(Some(row))
    }

    /// The hash of an account's password, if the one that was given at `path` is right.
    async fn check_own(
        &self,
        account: Uuid,
        given: String,
        path: &str,
    ) -> Result<String, OwnAccountError> {
        let kept = self.accounts.account(account).await?;
        let (_, hash) = kept.ok_or(OwnAccountError::NotFound)?;
        let hash = hash.ok_or(OwnAccountError::NoPassword)?;
        if self.passwords.verify(given, Some(hash.clone())).await? {
            return Ok(hash);
        }
        let wrong = fault(path, "this is not your password");
        Err(OwnAccountError::Invalid(vec![wrong]))
    }

    /// Whether an account still has the password that was checked. The lock of changes is held.
    async fn still(&self, account: Uuid, hash: &str) -> Result<(), OwnAccountError> {
        let kept = self.accounts.account(account).await?;
        let same = kept.is_some_and(|(_, now)| now.as_deref() == Some(hash));
        same.then_some(()).ok_or(OwnAccountError::NotFound)
    }
}
