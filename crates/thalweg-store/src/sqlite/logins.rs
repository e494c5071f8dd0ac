//! By whose word somebody is signed in to an account.

use rusqlite::Connection;
use thalweg_access::{AccountRow, ProviderLogin};
use thalweg_log::StoreError;
use uuid::Uuid;

use super::accounts::{ACCOUNT, account};
use super::query::one;
use super::upkeep::execute;

/// The account that is signed in to so.
pub(super) fn account_of(
    conn: &Connection,
    login: &ProviderLogin,
) -> Result<Option<AccountRow>, StoreError> {
    let ProviderLogin { issuer, subject } = login;
    let of_login = "SELECT account FROM account_logins WHERE issuer = ? AND subject = ?";
    let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE id = ({of_login})");
    one(conn, &sql, (issuer, subject), account)
}

pub(super) fn add(
    conn: &Connection,
    login: &ProviderLogin,
    account: Uuid,
) -> Result<(), StoreError> {
    let ProviderLogin { issuer, subject } = login;
    let sql = "INSERT INTO account_logins (issuer, subject, account) VALUES (?, ?, ?)";
    execute(conn, sql, (issuer, subject, account.as_bytes())).map(drop)
}

/// Nobody is signed in to an account by anybody's word any more.
pub(super) fn forget(conn: &Connection, account: Uuid) -> Result<(), StoreError> {
    let sql = "DELETE FROM account_logins WHERE account = ?";
    execute(conn, sql, [account.as_bytes()]).map(drop)
}
