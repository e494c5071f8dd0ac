use http::HeaderMap;
use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::AccessRole;

use super::register::Leave;
use super::{Device, Entered, RegisterError};
use crate::Access;
use crate::store::{AccountRow, AddedAccount, NewAccount, ProviderLogin};

/// Who gets an account: what was checked of it.
pub(super) struct Newcomer {
    pub(super) name: String,
    pub(super) display_name: Option<String>,
    /// What the password is checked with; none for who has none.
    pub(super) password: Option<String>,
    /// By whose word they are signed in, if it is a provider's.
    pub(super) login: Option<ProviderLogin>,
}

impl Access {
    /// Makes an account by this leave and signs its holder in. The lock of changes is held.
    ///
    /// # Errors
    /// [`RegisterError::NameTaken`], [`RegisterError::BadToken`] or [`RegisterError::Store`]; nothing is
    /// used up then.
    pub(super) async fn make_account(
        &self,
        leave: Leave,
        newcomer: Newcomer,
        headers: &HeaderMap,
        device: Device,
    ) -> Result<Entered, RegisterError> {
        let id = self.ids.next();
        let (principal, role, invitation) = match leave {
            Leave::Owner => (PrincipalId::owner(), AccessRole::Owner, None),
            Leave::Invited(id_of, role) => (self.principal(id, headers), role, Some(id_of)),
            Leave::Open => (self.principal(id, headers), AccessRole::Member, None),
        };
        let (session, set_cookie) = self.new_session(id, device);
        let new = NewAccount {
            account: AccountRow {
                id,
                principal,
                name: newcomer.name,
                display_name: newcomer.display_name,
                role,
                created_at: session.created_at,
                disabled: false,
                last_seen_at: Some(session.created_at),
                has_password: newcomer.password.is_some(),
            },
            password: newcomer.password,
            login: newcomer.login,
            session,
            invitation,
            over: self.earlier_session(headers).into_iter().collect(),
        };
        match self.accounts.add_account(new.clone()).await? {
            AddedAccount::Added => {}
            AddedAccount::NameTaken => return Err(RegisterError::NameTaken),
            AddedAccount::InvitationGone => return Err(RegisterError::BadToken),
            AddedAccount::PrincipalTaken | AddedAccount::LoginTaken => return Err(taken().into()),
        }
        if leave == Leave::Owner {
            *self.link.lock() = None;
        }
        Ok(Entered {
            set_cookie,
            ..self.entered(new)
        })
    }
}

/// Something that was looked at under the same lock is not as it was.
pub(super) fn taken() -> StoreError {
    StoreError::Failed("what a new account was to have is taken".into())
}
