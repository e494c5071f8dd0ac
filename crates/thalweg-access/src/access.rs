use std::sync::Arc;

use http::HeaderMap;
use parking_lot::Mutex;
use thalweg_log::{Clock, Entropy, Ids, PrincipalId, StoreError, Timestamp};
use thalweg_wire::AccessRole;

use crate::account::{AccountsConfig, Book, Live, Passwords, hash_of};
use crate::cookie::{self, Session};
use crate::keys::Keys;
use crate::ticket::Tickets;
use crate::{
    AccountStore, Gate, Identity, Means, Oidc, Rules, Tokens, Unauthenticated, read_cookie,
};

/// Who somebody without a credential is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The one owner. Only on loopback.
    Local,
    /// A guest of their own, known again by a cookie.
    Guests,
    /// Nobody: who asks has to sign in.
    Nobody,
}

/// How access is set up.
#[derive(Debug, Clone)]
pub struct AccessConfig {
    /// Who somebody without a credential is.
    pub mode: Mode,
    /// Accounts of its own, if there are any.
    pub accounts: Option<AccountsConfig>,
    /// From where the server may be asked.
    pub gate: Gate,
    /// Whether people reach the server over TLS; cookies are then sent over nothing else.
    pub secure: bool,
}

/// A credential that was prolonged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// When it ends now.
    pub expires_at: Timestamp,
    /// The `Set-Cookie` to answer with.
    pub set_cookie: String,
}

/// Decides who is asking. Cheap to share.
pub struct Access {
    pub(crate) config: AccessConfig,
    secret: [u8; 32],
    /// SHA-256 of the token in the owner's link, until it is used.
    pub(crate) link: Mutex<Option<[u8; 32]>>,
    pub(crate) keys: Keys,
    tokens: Option<Tokens>,
    oidc: Option<Oidc>,
    rules: Rules,
    pub(crate) accounts: Arc<dyn AccountStore>,
    pub(crate) book: Mutex<Book>,
    pub(crate) tickets: Mutex<Tickets>,
    pub(crate) passwords: Passwords,
    /// Held by whoever changes accounts or sessions: store and memory change in the same order.
    pub(crate) changes: tokio::sync::Mutex<()>,
    pub(crate) ids: Ids,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
}

impl Access {
    /// Reads the server's secret, or makes it, and which sessions there are.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read or written.
    pub async fn open(
        config: AccessConfig,
        accounts: Arc<dyn AccountStore>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StoreError> {
        let mut fresh = [0; 32];
        entropy.fill(&mut fresh);
        let secret = accounts.server_secret(fresh).await?;
        let book = Book::of(accounts.kept_access(clock.now()).await?);
        let keys = Keys::of(accounts.keys().await?);
        let cost = config.accounts.unwrap_or_default().cost;
        Ok(Self {
            config,
            secret,
            link: Mutex::new(None),
            keys,
            tokens: None,
            oidc: None,
            rules: Rules::default(),
            accounts,
            book: Mutex::new(book),
            tickets: Mutex::default(),
            passwords: Passwords::new(cost, Arc::clone(&entropy)),
            changes: tokio::sync::Mutex::default(),
            ids: Ids::new(Arc::clone(&clock), Arc::clone(&entropy)),
            clock,
            entropy,
        })
    }

    /// Takes external tokens as well.
    #[must_use]
    pub fn with_tokens(mut self, tokens: Tokens) -> Self {
        self.tokens = Some(tokens);
        self
    }

    /// Lets people sign in with an identity provider as well; there have to be accounts.
    #[must_use]
    pub fn with_oidc(mut self, oidc: Oidc) -> Self {
        self.oidc = Some(oidc);
        self
    }

    /// The identity provider with which people sign in, if there is one.
    pub const fn oidc(&self) -> Option<&Oidc> {
        self.oidc.as_ref()
    }

    /// Decides on channels by these rules.
    #[must_use]
    pub fn with_rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    pub(crate) const fn tokens(&self) -> Option<&Tokens> {
        self.tokens.as_ref()
    }

    /// What is allowed on channels.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Whether people reach the server over TLS.
    pub const fn is_secure(&self) -> bool {
        self.config.secure
    }

    /// From where the server may be asked.
    pub const fn gate(&self) -> &Gate {
        &self.config.gate
    }

    /// Who somebody without a credential is.
    pub const fn mode(&self) -> Mode {
        self.config.mode
    }

    /// Who sent these headers. Somebody without a credential is the owner, a new guest or nobody, as
    /// the server was set up.
    ///
    /// Where there are accounts, a credential that counts no more is nobody's: whoever was signed in
    /// does not become somebody else unawares.
    ///
    /// # Errors
    /// [`Unauthenticated`] if they are nobody.
    pub fn identify(&self, headers: &HeaderMap) -> Result<Identity, Unauthenticated> {
        let session = self.cookie_of(headers);
        if self.config.accounts.is_some() {
            match session {
                Some(Session::Account(hash)) => {
                    let live = self.book.lock().use_session(&hash, self.clock.now());
                    let live = live.ok_or(Unauthenticated::Over)?;
                    return Ok(self.signed_in(&live, headers));
                }
                Some(Session::Owner { .. }) if self.owner_has_account() => {
                    return Err(Unauthenticated::Over);
                }
                _ => {}
            }
        }
        match (self.config.mode, session) {
            (_, Some(Session::Owner { expires_at })) => Ok(owner(Some(expires_at))),
            (Mode::Local, _) => Ok(owner(None)),
            (Mode::Guests, Some(Session::Guest(principal))) => {
                if !self.book.lock().is_taken(&principal) {
                    Ok(guest(principal, None))
                } else if self.config.accounts.is_some() {
                    Err(Unauthenticated::Over)
                } else {
                    Ok(self.new_guest())
                }
            }
            (Mode::Guests, _) => Ok(self.new_guest()),
            (Mode::Nobody, _) if read_cookie(headers).is_some() => Err(Unauthenticated::Over),
            (Mode::Nobody, _) => Err(Unauthenticated::Missing),
        }
    }

    /// Whether a credential that counted when it was seen still does, and for what: a session may be
    /// over since then, and its account have another role.
    pub fn role_now(&self, identity: &Identity) -> Option<AccessRole> {
        match (identity.means, identity.credential) {
            (Means::Session, Some(id)) => self.book.lock().role_of(id, self.clock.now()),
            (Means::Key, Some(id)) => self.key_counts(id).then_some(identity.role),
            _ => Some(identity.role),
        }
    }

    /// Keeps when sessions were last used, if there is something to keep. What cannot be kept is
    /// logged: it changes nothing for whoever asks.
    pub async fn keep_seen(&self) {
        let due = self.book.lock().take_due();
        for seen in due {
            let kept = self
                .accounts
                .touch_session(seen.id, seen.at, seen.expires_at);
            if let Err(error) = kept.await {
                tracing::warn!(%error, "when a session was last used could not be kept");
            }
        }
    }

    pub(crate) fn cookie_of(&self, headers: &HeaderMap) -> Option<Session> {
        cookie::parse(read_cookie(headers)?, &self.secret, self.clock.now())
    }

    fn signed_in(&self, live: &Live, headers: &HeaderMap) -> Identity {
        let secure = self.config.secure;
        let again = || cookie::same_session_cookie(headers, secure);
        Identity {
            credential: Some(live.id),
            expires_at: Some(live.expires_at),
            set_cookie: live.is_prolonged.then(again).flatten(),
            account: Some(Arc::clone(&live.account)),
            ..Identity::new(
                live.account.principal.clone(),
                live.account.role,
                Means::Session,
            )
        }
    }

    /// Makes the token of a new one-time link; an earlier one counts no more.
    pub fn new_owner_link(&self) -> String {
        let token = cookie::new_secret(self.entropy.as_ref());
        *self.link.lock() = Some(hash_of(&token));
        token
    }

    /// Uses up the token of the one-time link: the `Set-Cookie` of the owner, or nothing if the
    /// token is not the one or was used.
    pub fn claim_owner(&self, token: &str) -> Option<String> {
        let mut link = self.link.lock();
        if *link != Some(hash_of(token)) {
            return None;
        }
        *link = None;
        let now = self.clock.now();
        Some(cookie::owner_cookie(&self.secret, now, self.config.secure).1)
    }

    /// Gives a credential that still counts its whole life again; nothing if it ended or has no end.
    ///
    /// The time is asked anew: a credential can end between the head of a request, by which its
    /// sender was identified, and the last byte of its body.
    pub async fn renew(&self, identity: &Identity, headers: &HeaderMap) -> Option<Renewal> {
        let now = self.clock.now();
        identity.expires_at.filter(|end| *end > now)?;
        let secure = self.config.secure;
        let (expires_at, set_cookie) = match (identity.means, identity.credential) {
            (Means::OwnerLink, _) => cookie::owner_cookie(&self.secret, now, secure),
            (Means::Session, Some(id)) => {
                let end = self.book.lock().prolong(id, now)?;
                (end, cookie::same_session_cookie(headers, secure)?)
            }
            _ => return None,
        };
        self.keep_seen().await;
        Some(Renewal {
            expires_at,
            set_cookie,
        })
    }

    fn new_guest(&self) -> Identity {
        let (principal, set) = cookie::new_guest(self.entropy.as_ref(), self.config.secure);
        // The id is made of hexadecimal digits, so it always is one.
        guest(principal.expect("an id of hexadecimal digits"), Some(set))
    }
}

fn owner(expires_at: Option<Timestamp>) -> Identity {
    let means = match expires_at {
        Some(_) => Means::OwnerLink,
        None => Means::Nothing,
    };
    Identity {
        expires_at,
        ..Identity::new(PrincipalId::owner(), AccessRole::Owner, means)
    }
}

fn guest(principal: PrincipalId, set_cookie: Option<String>) -> Identity {
    Identity {
        set_cookie,
        ..Identity::new(principal, AccessRole::Guest, Means::Guest)
    }
}

#[cfg(test)]
mod tests;
