use std::time::Duration;

use thalweg_log::StoreError;
use thalweg_wire::{AccessRole, FieldError};
use uuid::Uuid;

use super::hash_of;
use super::users::check_role;
use crate::store::InvitationRow;
use crate::{Access, cookie, may_give};

/// How long an invitation counts.
const INVITATION_LIFE: Duration = Duration::from_secs(7 * 24 * 3_600);
/// The most invitations that are open.
const MOST_INVITATIONS: usize = 200;

/// Why no invitation was made, or taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// No such invitation.
    #[error("there is no such invitation")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Only the owner invites an admin.
    #[error("only the owner may invite an admin")]
    Forbidden,
    /// As many are open as may be.
    #[error("at most {MOST_INVITATIONS} invitations are open at a time")]
    Full,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Access {
    /// Every invitation that was not used, newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_invitations(&self) -> Result<Vec<InvitationRow>, StoreError> {
        self.accounts.invitations(self.clock.now()).await
    }

    /// Makes an invitation in the name of somebody with the role `by`. Its token is given out here and
    /// never again.
    ///
    /// # Errors
    /// [`InvitationError`], each with its cause.
    pub async fn invite(
        &self,
        by: AccessRole,
        role: AccessRole,
    ) -> Result<(InvitationRow, String), InvitationError> {
        check_role(role).map_err(|fault| InvitationError::Invalid(vec![fault]))?;
        if !may_give(by, role) {
            return Err(InvitationError::Forbidden);
        }
        let _changes = self.changes.lock().await;
        let now = self.clock.now();
        if self.accounts.invitations(now).await?.len() >= MOST_INVITATIONS {
            return Err(InvitationError::Full);
        }
        let token = cookie::new_secret(self.entropy.as_ref());
        let row = InvitationRow {
            id: self.ids.next(),
            hash: hash_of(&token),
            role,
            created_at: now,
            expires_at: now.plus(INVITATION_LIFE),
        };
        self.accounts.add_invitation(row.clone()).await?;
        Ok((row, token))
    }

    /// Takes an invitation back, in the name of somebody with the role `by`.
    ///
    /// # Errors
    /// [`InvitationError`], each with its cause.
    pub async fn withdraw(&self, by: AccessRole, id: Uuid) -> Result<(), InvitationError> {
        let _changes = self.changes.lock().await;
        let invitations = self.accounts.invitations(self.clock.now()).await?;
        let found = invitations.into_iter().find(|row| row.id == id);
        let found = found.ok_or(InvitationError::NotFound)?;
        if !may_give(by, found.role) {
            return Err(InvitationError::Forbidden);
        }
        let gone = self.accounts.delete_invitation(id).await?;
        gone.then_some(()).ok_or(InvitationError::NotFound)
    }
}
