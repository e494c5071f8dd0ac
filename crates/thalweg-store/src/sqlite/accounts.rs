use async_trait::async_trait;
use rusqlite::{Connection, Row};
use thalweg_access::{
    AccountRow, AccountStore, AddedAccount, FoundAccount, InvitationRow, KeptAccess, KeyRow,
    NewAccount, ProviderLogin, SessionRow, folded,
};
use thalweg_log::{StoreError, Timestamp};
use thalweg_wire::AccessRole;
use uuid::Uuid;

use super::query::{all, millis, one, time, unreadable};
use super::upkeep::execute;
use super::writer::Writer;
use super::{SqliteStore, logins, service_keys};
use crate::error::corrupt;

pub(super) const ACCOUNT: &str =
    "id, principal, name, display_name, role, created_at, disabled, last_seen_at, password <> ''";
const ACCOUNT_COLUMNS: &str =
    "id, principal, name, display_name, role, created_at, disabled, last_seen_at";
const SESSION: &str =
    "id, account, hash, created_at, last_seen_at, expires_at, user_agent, address";

impl SqliteStore {
    /// Changes something in one transaction.
    async fn change<T, F>(&self, change: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let work = move |writer: &mut Writer| writer.transaction(|writer| change(&writer.conn));
        self.writer.run(work).await
    }

    async fn look<T, F>(&self, look: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.readers.run(look).await
    }
}

#[async_trait]
impl AccountStore for SqliteStore {
    async fn server_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError> {
        self.change(move |conn| {
            let sql = "UPDATE meta SET secret = ? WHERE secret IS NULL";
            execute(conn, sql, [fresh])?;
            one(conn, "SELECT secret FROM meta", [], |row| row.get(0))?
                .ok_or_else(|| corrupt("the server's secret"))
        })
        .await
    }

    async fn kept_access(&self, now: Timestamp) -> Result<KeptAccess, StoreError> {
        self.change(move |conn| {
            let sql = "DELETE FROM sessions WHERE expires_at <= ?";
            execute(conn, sql, [millis(now)])?;
            let of_sessions = "WHERE id IN (SELECT account FROM sessions)";
            Ok(KeptAccess {
                sessions: all(
                    conn,
                    &format!("SELECT {SESSION} FROM sessions"),
                    [],
                    session,
                )?,
                accounts: all(
                    conn,
                    &format!("SELECT {ACCOUNT} FROM accounts {of_sessions}"),
                    [],
                    account,
                )?,
                principals: all(conn, "SELECT id FROM account_principals", [], |row| {
                    let id: String = row.get(0)?;
                    id.parse().map_err(|_| unreadable("a principal"))
                })?,
            })
        })
        .await
    }

    async fn account_named(&self, name: &str) -> Result<Option<FoundAccount>, StoreError> {
        let name = folded(name);
        let sql = format!("SELECT {ACCOUNT}, password FROM accounts WHERE folded = ?");
        self.look(move |conn| one(conn, &sql, [name], with_password))
            .await
    }

    async fn account(&self, id: Uuid) -> Result<Option<FoundAccount>, StoreError> {
        let sql = format!("SELECT {ACCOUNT}, password FROM accounts WHERE id = ?");
        self.look(move |conn| one(conn, &sql, [id.as_bytes()], with_password))
            .await
    }

    async fn account_of_login(
        &self,
        login: ProviderLogin,
    ) -> Result<Option<AccountRow>, StoreError> {
        self.look(move |conn| logins::account_of(conn, &login))
            .await
    }

    async fn accounts(
        &self,
        before: Option<Uuid>,
        limit: usize,
    ) -> Result<Vec<AccountRow>, StoreError> {
        let before = before.unwrap_or(Uuid::max());
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE id < ? ORDER BY id DESC LIMIT ?");
        self.look(move |conn| all(conn, &sql, (before.as_bytes(), limit), account))
            .await
    }

    async fn add_account(&self, new: NewAccount) -> Result<AddedAccount, StoreError> {
        self.change(move |conn| add_account(conn, &new)).await
    }

    async fn change_account(&self, account: AccountRow) -> Result<bool, StoreError> {
        let sql = "UPDATE accounts SET display_name = ?, role = ?, disabled = ? WHERE id = ?";
        self.change(move |conn| {
            let AccountRow {
                id,
                display_name,
                role,
                disabled,
                ..
            } = account;
            let row = (display_name, word(role)?, disabled, id.as_bytes());
            Ok(execute(conn, sql, row)? > 0)
        })
        .await
    }

    async fn change_password(
        &self,
        account: Uuid,
        password: String,
        but: Option<Uuid>,
    ) -> Result<(), StoreError> {
        self.change(move |conn| {
            let sql = "UPDATE accounts SET password = ? WHERE id = ?";
            execute(conn, sql, (password, account.as_bytes()))?;
            let sql = "DELETE FROM sessions WHERE account = ? AND id IS NOT ?";
            let but = but.map(Uuid::into_bytes);
            execute(conn, sql, (account.as_bytes(), but)).map(drop)
        })
        .await
    }

    async fn delete_account(&self, id: Uuid) -> Result<bool, StoreError> {
        self.change(move |conn| {
            logins::forget(conn, id)?;
            let sql = "DELETE FROM sessions WHERE account = ?";
            execute(conn, sql, [id.as_bytes()])?;
            Ok(execute(conn, "DELETE FROM accounts WHERE id = ?", [id.as_bytes()])? > 0)
        })
        .await
    }

    async fn add_session(&self, session: SessionRow, over: Vec<Uuid>) -> Result<(), StoreError> {
        self.change(move |conn| {
            end_sessions(conn, &over)?;
            insert_session(conn, &session)
        })
        .await
    }

    async fn touch_session(
        &self,
        id: Uuid,
        seen: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        self.change(move |conn| {
            let sql = "UPDATE sessions SET last_seen_at = ?, expires_at = ? WHERE id = ?";
            execute(conn, sql, (millis(seen), millis(expires), id.as_bytes()))?;
            let sql = "UPDATE accounts SET last_seen_at = ?
                WHERE id = (SELECT account FROM sessions WHERE id = ?)";
            execute(conn, sql, (millis(seen), id.as_bytes())).map(drop)
        })
        .await
    }

    async fn end_sessions(&self, ids: Vec<Uuid>) -> Result<(), StoreError> {
        self.change(move |conn| end_sessions(conn, &ids)).await
    }

    async fn add_invitation(&self, invitation: InvitationRow) -> Result<(), StoreError> {
        self.change(move |conn| {
            let made = millis(invitation.created_at);
            let sql = "DELETE FROM invitations WHERE expires_at <= ?";
            execute(conn, sql, [made])?;
            let sql = "INSERT INTO invitations (id, hash, role, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?)";
            let row = (
                invitation.id.as_bytes(),
                invitation.hash,
                word(invitation.role)?,
                made,
                millis(invitation.expires_at),
            );
            execute(conn, sql, row).map(drop)
        })
        .await
    }

    async fn invitations(&self, now: Timestamp) -> Result<Vec<InvitationRow>, StoreError> {
        let sql = "SELECT id, hash, role, created_at, expires_at FROM invitations
            WHERE expires_at > ? ORDER BY id DESC";
        self.look(move |conn| {
            all(conn, sql, [millis(now)], |row| {
                Ok(InvitationRow {
                    id: Uuid::from_bytes(row.get(0)?),
                    hash: row.get(1)?,
                    role: role(row.get(2)?)?,
                    created_at: time(row.get(3)?),
                    expires_at: time(row.get(4)?),
                })
            })
        })
        .await
    }

    async fn delete_invitation(&self, id: Uuid) -> Result<bool, StoreError> {
        let sql = "DELETE FROM invitations WHERE id = ?";
        self.change(move |conn| Ok(execute(conn, sql, [id.as_bytes()])? > 0))
            .await
    }

    async fn add_key(&self, key: KeyRow) -> Result<(), StoreError> {
        self.change(move |conn| service_keys::add(conn, &key)).await
    }

    async fn keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        self.look(service_keys::all).await
    }

    async fn delete_key(&self, id: Uuid) -> Result<bool, StoreError> {
        self.change(move |conn| service_keys::delete(conn, id))
            .await
    }

    async fn touch_key(&self, id: Uuid, used: Timestamp) -> Result<(), StoreError> {
        self.change(move |conn| service_keys::touch(conn, id, used))
            .await
    }
}

fn add_account(conn: &Connection, new: &NewAccount) -> Result<AddedAccount, StoreError> {
    let NewAccount {
        account,
        password,
        login,
        session,
        invitation,
        over,
    } = new;
    let is_there = |sql: &str, key: &str| {
        let found = one(conn, sql, [key], |_| Ok(()))?;
        Ok::<_, StoreError>(found.is_some())
    };
    let name = folded(&account.name);
    if is_there("SELECT 1 FROM accounts WHERE folded = ?", &name)? {
        return Ok(AddedAccount::NameTaken);
    }
    let principal = account.principal.as_str();
    if is_there("SELECT 1 FROM account_principals WHERE id = ?", principal)? {
        return Ok(AddedAccount::PrincipalTaken);
    }
    if let Some(login) = login
        && logins::account_of(conn, login)?.is_some()
    {
        return Ok(AddedAccount::LoginTaken);
    }
    if let Some(invitation) = invitation {
        let sql = "DELETE FROM invitations WHERE id = ?";
        if execute(conn, sql, [invitation.as_bytes()])? == 0 {
            return Ok(AddedAccount::InvitationGone);
        }
    }
    let sql = "INSERT INTO account_principals (id) VALUES (?)";
    execute(conn, sql, [principal])?;
    let sql = format!(
        "INSERT INTO accounts ({ACCOUNT_COLUMNS}, folded, password) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    );
    let row = (
        account.id.as_bytes(),
        principal,
        &account.name,
        &account.display_name,
        word(account.role)?,
        millis(account.created_at),
        account.disabled,
        account.last_seen_at.map(millis),
        name,
        password.as_deref().unwrap_or_default(),
    );
    execute(conn, &sql, row)?;
    if let Some(login) = login {
        logins::add(conn, login, account.id)?;
    }
    end_sessions(conn, over)?;
    insert_session(conn, session)?;
    Ok(AddedAccount::Added)
}

fn insert_session(conn: &Connection, session: &SessionRow) -> Result<(), StoreError> {
    let sql = format!("INSERT INTO sessions ({SESSION}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    let row = (
        session.id.as_bytes(),
        session.account.as_bytes(),
        session.hash,
        millis(session.created_at),
        millis(session.last_seen_at),
        millis(session.expires_at),
        &session.user_agent,
        &session.address,
    );
    execute(conn, &sql, row).map(drop)
}

fn end_sessions(conn: &Connection, ids: &[Uuid]) -> Result<(), StoreError> {
    for id in ids {
        execute(conn, "DELETE FROM sessions WHERE id = ?", [id.as_bytes()])?;
    }
    Ok(())
}

pub(super) fn account(row: &Row<'_>) -> rusqlite::Result<AccountRow> {
    let principal: String = row.get(1)?;
    Ok(AccountRow {
        id: Uuid::from_bytes(row.get(0)?),
        principal: principal.parse().map_err(|_| unreadable("a principal"))?,
        name: row.get(2)?,
        display_name: row.get(3)?,
        role: role(row.get(4)?)?,
        created_at: time(row.get(5)?),
        disabled: row.get(6)?,
        last_seen_at: row.get::<_, Option<i64>>(7)?.map(time),
        has_password: row.get(8)?,
    })
}

/// An empty hash is that of an account without a password: no hash is empty.
fn with_password(row: &Row<'_>) -> rusqlite::Result<FoundAccount> {
    let account = account(row)?;
    let hash: String = row.get(9)?;
    let hash = account.has_password.then_some(hash);
    Ok((account, hash))
}

fn session(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    Ok(SessionRow {
        id: Uuid::from_bytes(row.get(0)?),
        account: Uuid::from_bytes(row.get(1)?),
        hash: row.get(2)?,
        created_at: time(row.get(3)?),
        last_seen_at: time(row.get(4)?),
        expires_at: time(row.get(5)?),
        user_agent: row.get(6)?,
        address: row.get(7)?,
    })
}

/// A role as it is stored: its word on the wire.
fn word(role: AccessRole) -> Result<String, StoreError> {
    match serde_json::to_value(role) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Failed("a role has no word".into())),
    }
}

fn role(word: String) -> rusqlite::Result<AccessRole> {
    serde_json::from_value(serde_json::Value::String(word)).map_err(|_| unreadable("a role"))
}
