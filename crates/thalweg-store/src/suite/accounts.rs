//! Accounts, sessions and invitations.

use thalweg_access::{
    AccountRow, AddedAccount, InvitationRow, KeyRow, NewAccount, ProviderLogin, SessionRow,
};
use thalweg_log::Timestamp;
use thalweg_wire::AccessRole;
use uuid::Uuid;

use super::Store;
use super::build::{id, person};

fn at(ms: u64) -> Timestamp {
    Timestamp::from_millis(ms)
}

/// An account that `n` makes its own.
pub fn account(n: u128, name: &str) -> AccountRow {
    AccountRow {
        id: id(n),
        principal: person(&format!("user-{n}")),
        name: name.into(),
        display_name: None,
        role: AccessRole::Member,
        created_at: at(1),
        disabled: false,
        last_seen_at: None,
        has_password: true,
    }
}

/// A session of the account `of` that ends at `ends`.
pub fn session(n: u8, of: u128, ends: u64) -> SessionRow {
    SessionRow {
        id: id(n.into()),
        account: id(of),
        hash: [n; 32],
        created_at: at(1),
        last_seen_at: at(2),
        expires_at: at(ends),
        user_agent: Some("A browser".into()),
        address: None,
    }
}

/// What makes the account `n` with a session of the number `s`.
pub fn new(n: u128, name: &str, s: u8) -> NewAccount {
    NewAccount {
        account: account(n, name),
        password: Some(format!("hash of {name}")),
        login: None,
        session: session(s, n, 100),
        invitation: None,
        over: Vec::new(),
    }
}

fn invitation(n: u8, role: AccessRole, made: u64, ends: u64) -> InvitationRow {
    InvitationRow {
        id: id(n.into()),
        hash: [n; 32],
        role,
        created_at: at(made),
        expires_at: at(ends),
    }
}

async fn add(store: &dyn Store, new: NewAccount) -> AddedAccount {
    store.add_account(new).await.expect("answered")
}

/// The ids of the sessions that are kept.
async fn sessions(store: &dyn Store) -> Vec<Uuid> {
    let kept = store.kept_access(at(0)).await.expect("readable");
    let mut ids: Vec<_> = kept.sessions.iter().map(|session| session.id).collect();
    ids.sort_unstable();
    ids
}

#[expect(missing_docs, reason = "a test; its name says it")]
pub async fn an_account_is_found_by_its_name_whatever_the_case(store: &dyn Store) {
    let ann = new(10, "Ann@Example.org", 1);
    assert_eq!(add(store, ann.clone()).await, AddedAccount::Added);
    let found = store.account_named("ann@example.ORG").await;
    let expected = Some((ann.account.clone(), ann.password.clone()));
    assert_eq!(found, Ok(expected.clone()));
    assert_eq!(store.account(id(10)).await, Ok(expected));
    assert_eq!(store.account_named("ann").await, Ok(None));
    assert_eq!(store.account(id(11)).await, Ok(None));
    let kept = store.kept_access(at(0)).await.expect("readable");
    assert_eq!(kept.sessions, [ann.session]);
    assert_eq!(kept.accounts, std::slice::from_ref(&ann.account));
    assert_eq!(kept.principals, [ann.account.principal]);
}

#[expect(missing_docs, reason = "a test; its name says it")]
pub async fn a_name_and_a_principal_are_one_accounts(store: &dyn Store) {
    add(store, new(10, "ann", 1)).await;
    let again = new(11, "ANN", 2);
    assert_eq!(add(store, again).await, AddedAccount::NameTaken);
    let mut other = new(11, "bob", 2);
    other.account.principal = account(10, "").principal;
    let taken = AddedAccount::PrincipalTaken;
    assert_eq!(add(store, other.clone()).await, taken);
    assert_eq!(sessions(store).await, [id(1)], "nothing was changed");
    assert_eq!(store.delete_account(id(10)).await, Ok(true));
    assert_eq!(store.delete_account(id(10)).await, Ok(false));
    assert!(sessions(store).await.is_empty());
    assert_eq!(add(store, other).await, taken, "it stays taken");
    assert_eq!(add(store, new(12, "ann", 3)).await, AddedAccount::Added);
}

#[expect(missing_docs, reason = "a test; its name says it")]
pub async fn an_account_without_a_password_is_found_by_the_providers_word(store: &dyn Store) {
    let login = |issuer: &str, subject: &str| ProviderLogin {
        issuer: issuer.into(),
        subject: subject.into(),
    };
    let ann = login("https://id.example", "a");
    let by_login = |n, name: &str, s| NewAccount {
        account: AccountRow {
            has_password: false,
            ..account(n, name)
        },
        password: None,
        login: Some(ann.clone()),
        ..new(n, name, s)
    };
    let first = by_login(10, "ann", 1);
    assert_eq!(add(store, first.clone()).await, AddedAccount::Added);
    let again = by_login(11, "another", 2);
    assert_eq!(add(store, again).await, AddedAccount::LoginTaken);
    assert_eq!(store.account(id(11)).await, Ok(None), "nothing was changed");
    let found = store.account_of_login(ann.clone()).await;
    assert_eq!(found, Ok(Some(first.account.clone())));
    let found = store.account_named("Ann").await;
    assert_eq!(found, Ok(Some((first.account, None))));
    for other in [
        login("https://id.example", "A"),
        login("https://id.example/", "a"),
        login("a", "https://id.example"),
    ] {
        let found = store.account_of_login(other.clone()).await;
        assert_eq!(found, Ok(None), "{other:?}");
    }
    assert_eq!(store.delete_account(id(10)).await, Ok(true));
    assert_eq!(store.account_of_login(ann.clone()).await, Ok(None));
    assert_eq!(
        add(store, by_login(12, "ann", 3)).await,
        AddedAccount::Added
    );
}

#[expect(missing_docs, reason = "a test; its name says it")]
pub async fn a_service_key_is_kept_until_it_is_deleted(store: &dyn Store) {
    let key = |n: u8, ends: Option<u64>| KeyRow {
        id: id(n.into()),
        name: format!("program {n}"),
        hash: [n; 32],
        prefix: format!("tlk_{n}"),
        scopes: vec!["read".into(), "room:*=publish".into()],
        created_at: at(5),
        expires_at: ends.map(at),
        last_used_at: None,
    };
    let (first, mut second) = (key(1, None), key(2, Some(9)));
    store.add_key(first.clone()).await.expect("kept");
    store.add_key(second.clone()).await.expect("kept");
    store.touch_key(id(2), at(7)).await.expect("kept");
    second.last_used_at = Some(at(7));
    assert_eq!(store.keys().await, Ok(vec![second, first.clone()]));
    assert_eq!(store.delete_key(id(2)).await, Ok(true));
    assert_eq!(store.delete_key(id(2)).await, Ok(false));
    assert_eq!(store.keys().await, Ok(vec![first]));
}

#[expect(missing_docs, reason = "a test; its name says it")]
pub async fn an_invitation_is_used_once_and_ends(store: &dyn Store) {
    let first = invitation(1, AccessRole::Viewer, 1, 100);
    let second = invitation(2, AccessRole::Admin, 2, 50);
    for row in [&first, &second] {
        store.add_invitation(row.clone()).await.expect("kept");
    }
    let open = store.invitations(at(10)).await;
    assert_eq!(open, Ok(vec![second, first.clone()]));
    assert_eq!(store.invitations(at(50)).await, Ok(vec![first.clone()]));
    let using = |n, s| NewAccount {
        invitation: Some(first.id),
        ..new(n, &format!("a{n}"), s)
    };
    assert_eq!(add(store, using(10, 1)).await, AddedAccount::Added);
    assert_eq!(add(store, using(11, 2)).await, AddedAccount::InvitationGone);
    assert_eq!(store.account(id(11)).await, Ok(None));
    assert_eq!(store.invitations(at(50)).await, Ok(vec![]));
    let third = invitation(3, AccessRole::Member, 60, 100);
    store.add_invitation(third).await.expect("kept");
    let all = store.invitations(at(0)).await.expect("readable");
    assert_eq!(all.len(), 1, "the second is forgotten");
    assert_eq!(store.delete_invitation(id(3)).await, Ok(true));
    assert_eq!(store.delete_invitation(id(3)).await, Ok(false));
}

#[expect(missing_docs, reason = "a test; its name says it")]
pub async fn sessions_end_with_what_ends_them(store: &dyn Store) {
    add(store, new(10, "ann", 1)).await;
    let mut bob = new(20, "bob", 5);
    bob.over = vec![id(1)];
    add(store, bob).await;
    assert_eq!(sessions(store).await, [id(5)]);
    for n in [2, 3, 4] {
        let added = store.add_session(session(n, 10, 100), Vec::new()).await;
        assert_eq!(added, Ok(()));
    }
    let added = store.add_session(session(6, 10, 200), vec![id(2)]).await;
    assert_eq!(added, Ok(()));
    assert_eq!(sessions(store).await, [id(3), id(4), id(5), id(6)]);
    let ended = store.end_sessions(vec![id(3), id(99)]).await;
    assert_eq!(ended, Ok(()));
    let changed = store
        .change_password(id(10), "another".into(), Some(id(6)))
        .await;
    assert_eq!(changed, Ok(()));
    assert_eq!(sessions(store).await, [id(5), id(6)]);
    let found = store.account(id(10)).await.expect("readable");
    assert_eq!(found.map(|(_, hash)| hash), Some(Some("another".into())));
    let touched = store.touch_session(id(5), at(50), at(150)).await;
    assert_eq!(touched, Ok(()));
    let kept = store.kept_access(at(150)).await.expect("readable");
    assert_eq!(kept.sessions.len(), 1, "what ended is forgotten");
    assert_eq!(kept.accounts.len(), 1, "and who has none is not told");
    assert_eq!(sessions(store).await, [id(6)]);
    let (bob, _) = store.account(id(20)).await.expect("readable").expect("bob");
    assert_eq!(bob.last_seen_at, Some(at(50)));
}

#[expect(missing_docs, reason = "a test; its name says it")]
pub async fn accounts_are_listed_newest_first_and_changed(store: &dyn Store) {
    for n in [10_u8, 20, 30] {
        add(store, new(n.into(), &format!("a{n}"), n)).await;
    }
    let list = async |before, limit| {
        let rows = store.accounts(before, limit).await.expect("readable");
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(list(None, 2).await, [id(30), id(20)]);
    assert_eq!(list(Some(id(20)), 2).await, [id(10)]);
    assert!(list(Some(id(10)), 2).await.is_empty());
    let changed = AccountRow {
        display_name: Some("Ann".into()),
        role: AccessRole::Viewer,
        disabled: true,
        // These stay.
        name: "other".into(),
        last_seen_at: Some(at(77)),
        ..account(20, "a20")
    };
    assert_eq!(store.change_account(changed.clone()).await, Ok(true));
    let found = store.account(id(20)).await.expect("readable");
    let expected = AccountRow {
        name: "a20".into(),
        last_seen_at: None,
        ..changed
    };
    assert_eq!(found, Some((expected, Some("hash of a20".into()))));
    assert_eq!(store.change_account(account(40, "a40")).await, Ok(false));
}
