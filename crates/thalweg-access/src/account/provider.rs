use std::sync::Arc;

use http::HeaderMap;
use thalweg_log::StoreError;

use super::made::{Newcomer, taken};
use super::names::check_name;
use super::{Device, Entered, RegisterError};
use crate::oidc::{Arrived, Profile};
use crate::store::ProviderLogin;
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
                let entered = self.admit(arrived, headers, device).await?;
                Ok((entered, true))
            }
        }
    }

    /// Makes an account without a password. The lock of changes is held.
    async fn admit(
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
        let newcomer = Newcomer {
            name: self.free_name(&arrived.profile).await?,
            display_name: arrived.profile.display_name,
            password: None,
            login: Some(arrived.login),
        };
        let made = self.make_account(leave, newcomer, headers, device).await;
        made.map_err(|error| match error {
            RegisterError::Store(error) => error.into(),
            // It was looked at under the same lock.
            RegisterError::NameTaken => taken().into(),
            _ => ProviderError::NotInvited,
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
