use std::sync::Arc;

use http::HeaderMap;
use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::AccessRole;

use super::names::check_name;
use super::register::Leave;
use super::{Device, Entered, RegisterError};
use crate::oidc::{Arrived, Profile};
use crate::store::{AccountRow, AddedAccount, NewAccount, ProviderLogin};
use crate::{Access, cookie};

/// How often a name is tried before none is found, which chance does not bring about.
const TRIES: usize = 8;

/// Why somebody whom the identity provider knows was not let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// They have no account, and no invitation to make one.
    #[error("an invitation is needed")]
    NotInvited,
    /// Nobody can sign in to their account.
    #[error("the account is disabled")]
    Disabled,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Access {
    /// Whether somebody whom the provider knows has an account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_known(&self, login: ProviderLogin) -> Result<bool, StoreError> {
        let found = self.accounts.account_of_login(login).await?;
        Ok(found.is_some())
    }

    /// Signs somebody in whom the identity provider knows; and whether that made their account.
    ///
    /// Issuer and subject alone decide whose account it is: a name or an address of mail can be given
    /// to somebody else. Who has none gets one by the same leave as anybody who registers, and a guest
    /// keeps their principal.
    ///
    /// # Errors
    /// [`ProviderError`], each with its cause; nothing is used up then.
    pub async fn enter_from_provider(
        &self,
        arrived: Arrived,
        headers: &HeaderMap,
        device: Device,
    ) -> Result<(Entered, bool), ProviderError> {
        let _changes = self.changes.lock().await;
        let login = arrived.login.clone();
        match self.accounts.account_of_login(login).await? {
            Some(account) if account.disabled => Err(ProviderError::Disabled),
            Some(account) => {
                let entered = self.enter(Arc::new(account), headers, device).await?;
                Ok((entered, false))
            }
            None => {
                let entered = self.make_account(arrived, headers, device).await?;
                Ok((entered, true))
            }
        }
    }

    /// Makes an account without a password. The lock of changes is held.
    async fn make_account(
        &self,
        arrived: Arrived,
        headers: &HeaderMap,
        device: Device,
    ) -> Result<Entered, ProviderError> {
        let leave = match self.leave(arrived.token.as_deref(), headers).await {
            Ok(leave) => leave,
            Err(RegisterError::Store(error)) => return Err(error.into()),
            // There is no other reason why leave is not given.
            Err(_) => return Err(ProviderError::NotInvited),
        };
        let name = self.free_name(&arrived.profile).await?;
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
                name,
                display_name: arrived.profile.display_name,
                role,
                created_at: session.created_at,
                disabled: false,
                last_seen_at: Some(session.created_at),
                has_password: false,
            },
            password: None,
            login: Some(arrived.login),
            session,
            invitation,
            over: self.earlier_session(headers).into_iter().collect(),
        };
        match self.accounts.add_account(new.clone()).await? {
            AddedAccount::Added => {}
            AddedAccount::InvitationGone => return Err(ProviderError::NotInvited),
            // All of these were looked at under the same lock.
            AddedAccount::NameTaken | AddedAccount::PrincipalTaken | AddedAccount::LoginTaken => {
                return Err(taken().into());
            }
        }
        if leave == Leave::Owner {
            *self.link.lock() = None;
        }
        Ok(Entered {
            set_cookie,
            ..self.entered(new)
        })
    }

    /// What a new account is called: as the provider calls its holder, if that is free and does.
    async fn free_name(&self, profile: &Profile) -> Result<String, StoreError> {
        let wanted = profile.name.clone();
        if let Some(name) = &wanted
            && self.accounts.account_named(name).await?.is_none()
        {
            return Ok(name.clone());
        }
        let stem = wanted.as_deref().unwrap_or("user");
        for _ in 0..TRIES {
            let more = cookie::new_secret(self.entropy.as_ref());
            let name = format!("{stem}-{}", &more[..6]);
            // One that would be too long becomes another.
            let name = match check_name(&name) {
                None => name,
                Some(_) => format!("user-{}", &more[..12]),
            };
            if self.accounts.account_named(&name).await?.is_none() {
                return Ok(name);
            }
        }
        Err(taken())
    }
}

fn taken() -> StoreError {
    StoreError::Failed("what a new account was to have is taken".into())
}
