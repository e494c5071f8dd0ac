use std::sync::Arc;

use thalweg_log::StoreError;
use thalweg_wire::{AccessRole, AccountPatch, FieldError};
use uuid::Uuid;

use super::Over;
use super::names::fault;
use crate::store::AccountRow;
use crate::{Access, may_change_account, may_give};

/// Why somebody's account was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManageError {
    /// No such account.
    #[error("there is no such account")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Nobody changes the owner's account, and only the owner an admin's.
    #[error("only the owner may give or take the role admin, and nobody the owner's")]
    Forbidden,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The role of an account that is given by somebody.
pub(super) fn check_role(role: AccessRole) -> Result<(), FieldError> {
    match role {
        AccessRole::Admin | AccessRole::Member | AccessRole::Viewer => Ok(()),
        AccessRole::Owner | AccessRole::Guest | AccessRole::Service => {
            Err(fault("role", "`admin`, `member` or `viewer`"))
        }
    }
}

impl Access {
    /// At most `limit` accounts, newest first, after the one of id `after`; and the id to go on
    /// after, if there are more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_accounts(
        &self,
        after: Option<Uuid>,
        limit: usize,
    ) -> Result<(Vec<AccountRow>, Option<Uuid>), StoreError> {
        let mut rows = self.accounts.accounts(after, limit + 1).await?;
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().map(|row| row.id).filter(|_| has_more);
        Ok((rows, next))
    }

    /// Changes what somebody may do, in the name of somebody with the role `by`. An account that is
    /// disabled has no sessions any more.
    ///
    /// # Errors
    /// [`ManageError`], each with its cause.
    pub async fn change_account(
        &self,
        by: AccessRole,
        id: Uuid,
        patch: AccountPatch,
    ) -> Result<(Arc<AccountRow>, Over), ManageError> {
        let _changes = self.changes.lock().await;
        let kept = self.accounts.account(id).await?;
        let (row, _) = kept.ok_or(ManageError::NotFound)?;
        if let Some(role) = patch.role {
            check_role(role).map_err(|fault| ManageError::Invalid(vec![fault]))?;
        }
        let may =
            may_change_account(by, row.role) && patch.role.is_none_or(|role| may_give(by, role));
        if !may {
            return Err(ManageError::Forbidden);
        }
        let row = AccountRow {
            role: patch.role.unwrap_or(row.role),
            disabled: patch.disabled.unwrap_or(row.disabled),
            ..row
        };
        let row = self.change(row).await?.ok_or(ManageError::NotFound)?;
        let over = if row.disabled {
            self.end(self.ids_of(id)).await?
        } else {
            Over::default()
        };
        Ok((row, over))
    }

    /// The account `id`, if somebody with the role `by` may delete it.
    ///
    /// # Errors
    /// [`ManageError`], each with its cause.
    pub async fn deletable(&self, by: AccessRole, id: Uuid) -> Result<AccountRow, ManageError> {
        let kept = self.accounts.account(id).await?;
        let (row, _) = kept.ok_or(ManageError::NotFound)?;
        if may_change_account(by, row.role) {
            Ok(row)
        } else {
            Err(ManageError::Forbidden)
        }
    }

    fn ids_of(&self, account: Uuid) -> Vec<Uuid> {
        self.book.lock().ids_of(account)
    }
}
