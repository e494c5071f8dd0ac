use std::sync::Arc;

use http::HeaderMap;
use thalweg_log::StoreError;
use thalweg_wire::Login;

use super::names::check_name;
use super::{Device, Entered, Over, PasswordError};
use crate::store::{AccountRow, NewAccount};
use crate::{Access, cookie};

/// Why somebody was not signed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// The name, the password or both are wrong, or the account is disabled: nobody is told which.
    #[error("the name or the password is wrong")]
    Wrong {
        /// The account that was tried, if there is one of that name. Not what was typed, which may be a
        /// password in the wrong field; never told to who asked.
        tried: Option<Arc<AccountRow>>,
    },
    /// The password was not checked.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Access {
    /// Signs somebody in. A session that the browser had is over.
    ///
    /// A wrong name takes as long as a wrong password.
    ///
    /// # Errors
    /// [`LoginError`], each with its cause.
    pub async fn login(
        &self,
        login: Login,
        headers: &HeaderMap,
        device: Device,
    ) -> Result<Entered, LoginError> {
        let Login { name, password } = login;
        // What is no name is nobody's, and the store need not be asked; the work is done all the same.
        let found = match check_name(&name) {
            None => self.accounts.account_named(&name).await?,
            Some(_) => None,
        };
        let hash = found.as_ref().and_then(|(_, hash)| hash.clone());
        let is_right = self.passwords.verify(password, hash).await?;
        let (account, hash) = match (found, is_right) {
            (Some(found), true) => found,
            (found, _) => {
                let tried = found.map(|(account, _)| Arc::new(account));
                return Err(LoginError::Wrong { tried });
            }
        };
        let _changes = self.changes.lock().await;
        // While the password was checked it may have been changed, or the account disabled.
        match self.accounts.account(account.id).await? {
            Some((account, now)) if now == hash && !account.disabled => {
                Ok(self.enter(Arc::new(account), headers, device).await?)
            }
            now => {
                let tried = now.map(|(account, _)| Arc::new(account));
                Err(LoginError::Wrong { tried })
            }
        }
    }

    /// Ends the session of a request, whatever it is good for.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was ended then.
    pub async fn logout(&self, headers: &HeaderMap) -> Result<Over, StoreError> {
        let _changes = self.changes.lock().await;
        let session = self.earlier_session(headers);
        self.end(session.into_iter().collect()).await
    }

    /// The `Set-Cookie` that makes a browser forget its cookie.
    pub fn forget_cookie(&self) -> String {
        cookie::no_cookie(self.config.secure)
    }

    /// Gives an account one session more. The lock of changes is held.
    pub(super) async fn enter(
        &self,
        account: Arc<AccountRow>,
        headers: &HeaderMap,
        device: Device,
    ) -> Result<Entered, StoreError> {
        let (session, set_cookie) = self.new_session(account.id, device);
        let mut over = self.book.lock().makes_room(account.id, self.clock.now());
        over.extend(self.earlier_session(headers));
        self.accounts
            .add_session(session.clone(), over.clone())
            .await?;
        let (id, expires_at) = (session.id, session.expires_at);
        let mut book = self.book.lock();
        book.end(&over);
        book.add(session, Arc::clone(&account));
        drop(book);
        Ok(Entered {
            account,
            session: id,
            expires_at,
            set_cookie,
            over: Over(over),
            moved: None,
        })
    }

    /// What is known of an account that was just added. The lock of changes is held.
    pub(super) fn entered(&self, new: NewAccount) -> Entered {
        let NewAccount {
            account,
            session,
            over,
            ..
        } = new;
        let account = Arc::new(account);
        let (id, expires_at) = (session.id, session.expires_at);
        let mut book = self.book.lock();
        book.end(&over);
        let was_taken = book.is_taken(&account.principal);
        book.take(&account.principal);
        let moved =
            (!was_taken && book.is_taken(&account.principal)).then(|| account.principal.clone());
        book.add(session, Arc::clone(&account));
        drop(book);
        Entered {
            account,
            session: id,
            expires_at,
            set_cookie: String::new(),
            over: Over(over),
            moved,
        }
    }
}
