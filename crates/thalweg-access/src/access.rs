use std::sync::Arc;

use http::HeaderMap;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};
use thalweg_log::{Clock, Entropy, PrincipalId, StoreError, Timestamp};
use thalweg_wire::AccessRole;

use crate::cookie::{self, Session, hex};
use crate::{AccountStore, Gate, Identity, Means, Rules, Tokens, Unauthenticated, read_cookie};

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
    config: AccessConfig,
    secret: [u8; 32],
    /// SHA-256 of the token in the owner's link, until it is used.
    link: Mutex<Option<[u8; 32]>>,
    tokens: Option<Tokens>,
    rules: Rules,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Access {
    /// Reads the server's secret, or makes it.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read or written.
    pub async fn open(
        config: AccessConfig,
        accounts: &dyn AccountStore,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StoreError> {
        let mut fresh = [0; 32];
        entropy.fill(&mut fresh);
        let secret = accounts.server_secret(fresh).await?;
        Ok(Self {
            config,
            secret,
            link: Mutex::new(None),
            tokens: None,
            rules: Rules::default(),
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

    /// From where the server may be asked.
    pub const fn gate(&self) -> &Gate {
        &self.config.gate
    }

    /// Who sent these headers. Somebody without a credential that counts is the owner or a new
    /// guest, as the server was set up.
    ///
    /// # Errors
    /// [`Unauthenticated`] where somebody without a credential is nobody.
    pub fn identify(&self, headers: &HeaderMap) -> Result<Identity, Unauthenticated> {
        let now = self.clock.now();
        let value = read_cookie(headers);
        let session = value.and_then(|value| cookie::parse(value, &self.secret, now));
        match (self.config.mode, session) {
            (_, Some(Session::Owner { expires_at })) => Ok(owner(Some(expires_at))),
            (Mode::Local, _) => Ok(owner(None)),
            (Mode::Guests, Some(Session::Guest(principal))) => Ok(guest(principal, None)),
            (Mode::Guests, None) => Ok(self.new_guest()),
            (Mode::Nobody, _) if value.is_some() => Err(Unauthenticated::Over),
            (Mode::Nobody, _) => Err(Unauthenticated::Missing),
        }
    }

    /// Makes the token of a new one-time link; an earlier one counts no more.
    pub fn new_owner_link(&self) -> String {
        let mut raw = [0; 32];
        self.entropy.fill(&mut raw);
        let token = hex(&raw);
        *self.link.lock() = Some(Sha256::digest(token.as_bytes()).into());
        token
    }

    /// Uses up the token of the one-time link: the `Set-Cookie` of the owner, or nothing if the
    /// token is not the one or was used.
    pub fn claim_owner(&self, token: &str) -> Option<String> {
        let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        let mut link = self.link.lock();
        if *link != Some(hash) {
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
    pub fn renew(&self, identity: &Identity) -> Option<Renewal> {
        let now = self.clock.now();
        if identity.means != Means::OwnerLink {
            return None;
        }
        identity.expires_at.filter(|end| *end > now)?;
        let (expires_at, set_cookie) = cookie::owner_cookie(&self.secret, now, self.config.secure);
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
mod tests {
    use std::time::Duration;

    use async_trait::async_trait;
    use thalweg_log::{ManualClock, SeededEntropy};

    use super::*;

    struct Fresh;

    #[async_trait]
    impl AccountStore for Fresh {
        async fn server_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError> {
            Ok(fresh)
        }
    }

    async fn access(mode: Mode) -> Access {
        access_at(mode, Arc::new(ManualClock::new(0))).await
    }

    async fn access_at(mode: Mode, clock: Arc<ManualClock>) -> Access {
        let config = AccessConfig {
            mode,
            gate: Gate::default(),
            secure: false,
        };
        let entropy = Arc::new(SeededEntropy::new(1));
        Access::open(config, &Fresh, clock, entropy)
            .await
            .expect("a secret")
    }

    fn known(access: &Access, headers: &HeaderMap) -> Identity {
        access.identify(headers).expect("somebody")
    }

    fn headers(set_cookie: &str) -> HeaderMap {
        let pair = set_cookie.split(';').next().expect("a pair");
        HeaderMap::from_iter([(http::header::COOKIE, pair.parse().expect("a header"))])
    }

    #[tokio::test]
    async fn each_guest_is_their_own_and_known_again() {
        let access = access(Mode::Guests).await;
        let (one, two) = (
            known(&access, &HeaderMap::new()),
            known(&access, &HeaderMap::new()),
        );
        assert_ne!(one.principal, two.principal);
        let again = known(
            &access,
            &headers(one.set_cookie.as_deref().expect("a cookie")),
        );
        assert_eq!((again.principal, again.set_cookie), (one.principal, None));
    }

    #[tokio::test]
    async fn the_owners_link_works_once() {
        let access = access(Mode::Guests).await;
        let token = access.new_owner_link();
        assert_eq!(access.claim_owner("guess"), None);
        let set = access.claim_owner(&token).expect("the owner's cookie");
        assert_eq!(access.claim_owner(&token), None);
        let owner = known(&access, &headers(&set));
        assert_eq!(
            (owner.principal, owner.role),
            (PrincipalId::owner(), AccessRole::Owner)
        );
    }

    #[tokio::test]
    async fn a_credential_is_renewed_while_it_counts_and_not_after() {
        let clock = Arc::new(ManualClock::new(0));
        let access = access_at(Mode::Guests, Arc::clone(&clock)).await;
        let set = access.claim_owner(&access.new_owner_link());
        let owner = known(&access, &headers(&set.expect("the owner's cookie")));
        let end = owner.expires_at.expect("an end");
        clock.advance(end.since(Timestamp::default()) - Duration::from_millis(1));
        let renewal = access.renew(&owner).expect("it still counts");
        assert!(renewal.expires_at > end);
        let renewed = known(&access, &headers(&renewal.set_cookie));
        assert_eq!(renewed.role, AccessRole::Owner);
        assert_eq!(renewed.expires_at, Some(renewal.expires_at));
        clock.advance(Duration::from_millis(1));
        assert_eq!(access.renew(&owner), None, "it ended after it was seen");
        let guest = known(&access, &HeaderMap::new());
        assert_eq!(access.renew(&guest), None, "a guest's has no end");
    }

    #[tokio::test]
    async fn locally_everyone_is_the_owner() {
        let identity = known(&access(Mode::Local).await, &HeaderMap::new());
        assert!(!identity.is_proven_owner());
        assert_eq!(
            (identity.role, identity.set_cookie),
            (AccessRole::Owner, None)
        );
    }

    #[tokio::test]
    async fn without_guests_nobody_is_somebody_without_a_credential() {
        let access = access(Mode::Nobody).await;
        let nobody = access.identify(&HeaderMap::new());
        assert_eq!(nobody, Err(Unauthenticated::Missing));
        let stranger = access.identify(&headers("thalweg_session=x"));
        assert_eq!(stranger, Err(Unauthenticated::Over));
        let set = access.claim_owner(&access.new_owner_link());
        let owner = known(&access, &headers(&set.expect("the owner's cookie")));
        assert!(owner.is_proven_owner());
    }

    #[tokio::test]
    async fn only_the_link_proves_the_owner() {
        for mode in [Mode::Local, Mode::Guests] {
            let access = access(mode).await;
            let set = access.claim_owner(&access.new_owner_link());
            let own = headers(&set.expect("the owner's cookie"));
            assert!(known(&access, &own).is_proven_owner());
            let nobody = known(&access, &HeaderMap::new());
            assert!(!nobody.is_proven_owner(), "{mode:?}");
        }
    }
}
