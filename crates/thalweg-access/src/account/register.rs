use http::HeaderMap;
use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::{AccessRole, FieldError, Register, Registration};
use uuid::Uuid;

use super::made::Newcomer;
use super::names::{check_name, check_password, display_name};
use super::{Device, Entered, OWN, PasswordError, hash_of};
use crate::Access;
use crate::cookie::Session;

/// Why no account was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisterError {
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// It takes an invitation.
    #[error("an invitation is needed")]
    NoToken,
    /// The token is none, was used, or is over.
    #[error("the invitation is none, was used or is over")]
    BadToken,
    /// Another account has the name.
    #[error("the name is taken")]
    NameTaken,
    /// The password was not hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// By what leave an account is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leave {
    /// The owner's one-time link, or the cookie that came of it.
    Owner,
    /// An invitation.
    Invited(Uuid, AccessRole),
    /// None is needed.
    Open,
}

impl Access {
    /// Makes an account and signs its holder in. A guest keeps their principal, and so what is theirs;
    /// whoever comes by the owner's link gets the owner's.
    ///
    /// # Errors
    /// [`RegisterError`], each with its cause; nothing is used up then.
    pub async fn register(
        &self,
        asked: Register,
        headers: &HeaderMap,
        device: Device,
    ) -> Result<Entered, RegisterError> {
        let Register {
            name,
            password,
            display_name: display,
            token,
        } = asked;
        let mut faults: Vec<_> = [check_name(&name), check_password(&password)]
            .into_iter()
            .flatten()
            .collect();
        let display = display_name(display.as_deref().unwrap_or_default());
        let display = display.unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        if !faults.is_empty() {
            return Err(RegisterError::Invalid(faults));
        }
        // Before anything that costs work, or tells which names there are.
        let leave = self.leave(token.as_deref(), headers).await?;
        if self.accounts.account_named(&name).await?.is_some() {
            return Err(RegisterError::NameTaken);
        }
        let password = self.passwords.hash(password).await?;
        let _changes = self.changes.lock().await;
        // It may have been used up in the meantime.
        if self.leave(token.as_deref(), headers).await? != leave {
            return Err(RegisterError::BadToken);
        }
        let newcomer = Newcomer {
            name,
            display_name: display,
            password: Some(password),
            login: None,
        };
        self.make_account(leave, newcomer, headers, device).await
    }

    /// By what leave this request may make an account.
    pub(super) async fn leave(
        &self,
        token: Option<&str>,
        headers: &HeaderMap,
    ) -> Result<Leave, RegisterError> {
        let Some(token) = token else {
            // Who came by the link has used it up, and is the owner all the same.
            let by_link = matches!(self.cookie_of(headers), Some(Session::Owner { .. }));
            return match self.config.accounts.unwrap_or_default().registration {
                _ if by_link && !self.owner_has_account() => Ok(Leave::Owner),
                Registration::Open => Ok(Leave::Open),
                Registration::Invite => Err(RegisterError::NoToken),
            };
        };
        let hash = hash_of(token);
        if *self.link.lock() == Some(hash) && !self.owner_has_account() {
            return Ok(Leave::Owner);
        }
        let invitations = self.accounts.invitations(self.clock.now()).await?;
        let found = invitations.into_iter().find(|row| row.hash == hash);
        let found = found.ok_or(RegisterError::BadToken)?;
        Ok(Leave::Invited(found.id, found.role))
    }

    /// Whose data is that of a new account: the guest's who makes it, else nobody's yet.
    pub(super) fn principal(&self, account: Uuid, headers: &HeaderMap) -> PrincipalId {
        if let Some(Session::Guest(guest)) = self.cookie_of(headers)
            && !self.book.lock().is_taken(&guest)
        {
            return guest;
        }
        let id = format!("{OWN}{}", account.as_simple());
        // A word and hexadecimal digits.
        id.parse().expect("an id of letters and digits")
    }
}
