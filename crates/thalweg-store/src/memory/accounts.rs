use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use thalweg_access::{
    AccountRow, AccountStore, AddedAccount, FoundAccount, InvitationRow, KeptAccess, KeyRow,
    NewAccount, ProviderLogin, SessionRow, folded,
};
use thalweg_log::{PrincipalId, StoreError, Timestamp};
use uuid::Uuid;

use super::MemoryStore;

/// What access must remember.
#[derive(Debug, Default)]
pub(super) struct Kept {
    secret: Option<[u8; 32]>,
    accounts: BTreeMap<Uuid, FoundAccount>,
    logins: BTreeMap<ProviderLogin, Uuid>,
    principals: BTreeSet<PrincipalId>,
    sessions: BTreeMap<Uuid, SessionRow>,
    invitations: BTreeMap<Uuid, InvitationRow>,
    keys: BTreeMap<Uuid, KeyRow>,
}

impl Kept {
    fn end_sessions(&mut self, ids: &[Uuid]) {
        self.sessions.retain(|id, _| !ids.contains(id));
    }

    fn add(&mut self, new: NewAccount) -> AddedAccount {
        let name = folded(&new.account.name);
        let mut names = self.accounts.values().map(|(row, _)| folded(&row.name));
        if names.any(|taken| taken == name) {
            return AddedAccount::NameTaken;
        }
        if self.principals.contains(&new.account.principal) {
            return AddedAccount::PrincipalTaken;
        }
        let login = new.login;
        if login
            .as_ref()
            .is_some_and(|login| self.logins.contains_key(login))
        {
            return AddedAccount::LoginTaken;
        }
        if let Some(id) = new.invitation
            && self.invitations.remove(&id).is_none()
        {
            return AddedAccount::InvitationGone;
        }
        self.end_sessions(&new.over);
        self.logins
            .extend(login.map(|login| (login, new.account.id)));
        self.principals.insert(new.account.principal.clone());
        self.sessions.insert(new.session.id, new.session);
        self.accounts
            .insert(new.account.id, (new.account, new.password));
        AddedAccount::Added
    }
}

#[async_trait]
impl AccountStore for MemoryStore {
    async fn server_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError> {
        Ok(*self.state()?.access.secret.get_or_insert(fresh))
    }

    async fn kept_access(&self, now: Timestamp) -> Result<KeptAccess, StoreError> {
        let kept = &mut self.state()?.access;
        kept.sessions.retain(|_, session| session.expires_at > now);
        let sessions: Vec<_> = kept.sessions.values().cloned().collect();
        let has_one = |id| sessions.iter().any(|session| session.account == id);
        let accounts = kept.accounts.values().map(|(row, _)| row);
        Ok(KeptAccess {
            accounts: accounts.filter(|row| has_one(row.id)).cloned().collect(),
            principals: kept.principals.iter().cloned().collect(),
            sessions,
        })
    }

    async fn account_named(&self, name: &str) -> Result<Option<FoundAccount>, StoreError> {
        let state = self.state()?;
        let mut accounts = state.access.accounts.values();
        let named = accounts.find(|(row, _)| folded(&row.name) == folded(name));
        Ok(named.cloned())
    }

    async fn account(&self, id: Uuid) -> Result<Option<FoundAccount>, StoreError> {
        Ok(self.state()?.access.accounts.get(&id).cloned())
    }

    async fn account_of_login(
        &self,
        login: ProviderLogin,
    ) -> Result<Option<AccountRow>, StoreError> {
        let kept = &self.state()?.access;
        let account = kept.logins.get(&login).and_then(|id| kept.accounts.get(id));
        Ok(account.map(|(row, _)| row.clone()))
    }

    async fn accounts(
        &self,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<AccountRow>, StoreError> {
        let state = self.state()?;
        let before = before.unwrap_or(Uuid::max());
        let rows = state.access.accounts.range(..before).rev();
        Ok(rows.take(limit).map(|(_, (row, _))| row.clone()).collect())
    }

    async fn add_account(&self, new: NewAccount) -> Result<AddedAccount, StoreError> {
        Ok(self.state()?.access.add(new))
    }

    async fn change_account(&self, account: AccountRow) -> Result<bool, StoreError> {
        let mut state = self.state()?;
        let Some((row, _)) = state.access.accounts.get_mut(&account.id) else {
            return Ok(false);
        };
        row.display_name = account.display_name;
        row.role = account.role;
        row.disabled = account.disabled;
        Ok(true)
    }

    async fn change_password(
        &self,
        account: Uuid,
        password: String,
        but: Option<Uuid>,
    ) -> Result<(), StoreError> {
        let kept = &mut self.state()?.access;
        if let Some((_, kept)) = kept.accounts.get_mut(&account) {
            *kept = Some(password);
        }
        kept.sessions
            .retain(|id, session| session.account != account || Some(*id) == but);
        Ok(())
    }

    async fn delete_account(&self, id: Uuid) -> Result<bool, StoreError> {
        let kept = &mut self.state()?.access;
        kept.sessions.retain(|_, session| session.account != id);
        kept.logins.retain(|_, account| *account != id);
        Ok(kept.accounts.remove(&id).is_some())
    }

    async fn add_session(&self, session: SessionRow, over: Vec<Uuid>) -> Result<(), StoreError> {
        let kept = &mut self.state()?.access;
        kept.end_sessions(&over);
        kept.sessions.insert(session.id, session);
        Ok(())
    }

    async fn touch_session(
        &self,
        id: Uuid,
        seen: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let kept = &mut self.state()?.access;
        if let Some(session) = kept.sessions.get_mut(&id) {
            session.last_seen_at = seen;
            session.expires_at = expires;
            if let Some((account, _)) = kept.accounts.get_mut(&session.account) {
                account.last_seen_at = Some(seen);
            }
        }
        Ok(())
    }

    async fn end_sessions(&self, ids: Vec<Uuid>) -> Result<(), StoreError> {
        self.state()?.access.end_sessions(&ids);
        Ok(())
    }

    async fn add_invitation(&self, invitation: InvitationRow) -> Result<(), StoreError> {
        let kept = &mut self.state()?.access.invitations;
        kept.retain(|_, row| row.expires_at > invitation.created_at);
        kept.insert(invitation.id, invitation);
        Ok(())
    }

    async fn invitations(&self, now: Timestamp) -> Result<Vec<InvitationRow>, StoreError> {
        let state = self.state()?;
        let rows = state.access.invitations.values().rev();
        Ok(rows.filter(|row| row.expires_at > now).cloned().collect())
    }

    async fn delete_invitation(&self, id: Uuid) -> Result<bool, StoreError> {
        Ok(self.state()?.access.invitations.remove(&id).is_some())
    }

    async fn add_key(&self, key: KeyRow) -> Result<(), StoreError> {
        self.state()?.access.keys.insert(key.id, key);
        Ok(())
    }

    async fn keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        Ok(self.state()?.access.keys.values().rev().cloned().collect())
    }

    async fn delete_key(&self, id: Uuid) -> Result<bool, StoreError> {
        Ok(self.state()?.access.keys.remove(&id).is_some())
    }

    async fn touch_key(&self, id: Uuid, used: Timestamp) -> Result<(), StoreError> {
        if let Some(row) = self.state()?.access.keys.get_mut(&id) {
            row.last_used_at = Some(used);
        }
        Ok(())
    }
}
