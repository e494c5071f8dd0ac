use std::time::Duration;

use async_trait::async_trait;
use thalweg_log::{ManualClock, SeededEntropy};

use uuid::Uuid;

use super::*;
use crate::KeyRow;
use crate::store::{
    AccountRow, AddedAccount, FoundAccount, InvitationRow, KeptAccess, NewAccount, ProviderLogin,
    SessionRow,
};

/// Remembers nothing: what is tested here needs no account.
struct Fresh;

const NOT_HERE: Result<(), StoreError> = Err(StoreError::Closed);

#[async_trait]
impl AccountStore for Fresh {
    async fn server_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError> {
        Ok(fresh)
    }

    async fn kept_access(&self, _: Timestamp) -> Result<KeptAccess, StoreError> {
        Ok(KeptAccess::default())
    }

    async fn account_named(&self, _: &str) -> Result<Option<FoundAccount>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn account_of_login(&self, _: ProviderLogin) -> Result<Option<AccountRow>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn account(&self, _: Uuid) -> Result<Option<FoundAccount>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn accounts(&self, _: Option<Uuid>, _: usize) -> Result<Vec<AccountRow>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn add_account(&self, _: NewAccount) -> Result<AddedAccount, StoreError> {
        Err(StoreError::Closed)
    }

    async fn change_account(&self, _: AccountRow) -> Result<bool, StoreError> {
        Err(StoreError::Closed)
    }

    async fn change_password(&self, _: Uuid, _: String, _: Option<Uuid>) -> Result<(), StoreError> {
        NOT_HERE
    }

    async fn delete_account(&self, _: Uuid) -> Result<bool, StoreError> {
        Err(StoreError::Closed)
    }

    async fn add_session(&self, _: SessionRow, _: Vec<Uuid>) -> Result<(), StoreError> {
        NOT_HERE
    }

    async fn touch_session(&self, _: Uuid, _: Timestamp, _: Timestamp) -> Result<(), StoreError> {
        NOT_HERE
    }

    async fn end_sessions(&self, _: Vec<Uuid>) -> Result<(), StoreError> {
        NOT_HERE
    }

    async fn add_invitation(&self, _: InvitationRow) -> Result<(), StoreError> {
        NOT_HERE
    }

    async fn invitations(&self, _: Timestamp) -> Result<Vec<InvitationRow>, StoreError> {
        Err(StoreError::Closed)
    }

    async fn delete_invitation(&self, _: Uuid) -> Result<bool, StoreError> {
        Err(StoreError::Closed)
    }

    async fn add_key(&self, _: KeyRow) -> Result<(), StoreError> {
        NOT_HERE
    }

    async fn keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        Ok(Vec::new())
    }

    async fn delete_key(&self, _: Uuid) -> Result<bool, StoreError> {
        Err(StoreError::Closed)
    }

    async fn touch_key(&self, _: Uuid, _: Timestamp) -> Result<(), StoreError> {
        NOT_HERE
    }
}

async fn access(mode: Mode) -> Access {
    access_at(mode, Arc::new(ManualClock::new(0))).await
}

async fn access_at(mode: Mode, clock: Arc<ManualClock>) -> Access {
    let config = AccessConfig {
        mode,
        accounts: None,
        gate: Gate::default(),
        secure: false,
    };
    let entropy = Arc::new(SeededEntropy::new(1));
    Access::open(config, Arc::new(Fresh), clock, entropy)
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
    let renewal = access
        .renew(&owner, &HeaderMap::new())
        .await
        .expect("it still counts");
    assert!(renewal.expires_at > end);
    let renewed = known(&access, &headers(&renewal.set_cookie));
    assert_eq!(renewed.role, AccessRole::Owner);
    assert_eq!(renewed.expires_at, Some(renewal.expires_at));
    clock.advance(Duration::from_millis(1));
    assert_eq!(
        access.renew(&owner, &HeaderMap::new()).await,
        None,
        "it ended after it was seen"
    );
    let guest = known(&access, &HeaderMap::new());
    assert_eq!(
        access.renew(&guest, &HeaderMap::new()).await,
        None,
        "a guest's has no end"
    );
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
