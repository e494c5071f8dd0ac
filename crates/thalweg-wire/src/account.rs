use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{AccessRole, Time};

/// Who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Whoever holds an invitation, or the owner's one-time link.
    #[default]
    Invite,
    /// Everybody.
    Open,
}

/// An identity provider with which people sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderInfo {
    /// What it is called.
    pub name: String,
}

/// How people sign in to this server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuthInfo {
    /// Whether there are accounts of its own.
    pub accounts: bool,
    /// Whether somebody without a credential is a guest.
    pub guests: bool,
    /// Who may make an account.
    pub registration: Registration,
    /// Whether the owner has an account.
    pub owner_claimed: bool,
    /// The identity provider with which people sign in as well, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oidc: Option<ProviderInfo>,
}

/// Somebody wants to sign in with the identity provider.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProviderSignIn {
    /// To which path of the page they return, with a query or without; `/chat` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_to: Option<String>,
    /// The token of an invitation, or of the owner's one-time link, for who has no account yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// Where somebody signs in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProviderPage {
    /// The identity provider's page, to which the browser has to go within ten minutes and once.
    pub url: String,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// What they sign in with, unique whatever the case.
    pub name: String,
    /// What they want to be called, 1 to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// What they may do.
    pub role: AccessRole,
    /// When it came into being.
    pub created_at: Time,
    /// Whether nobody can sign in to it for now.
    pub disabled: bool,
    /// When they were last here, to within five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<Time>,
    /// Whether it has no password, because they sign in with the identity provider.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provider: bool,
}

/// Accounts, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountPage {
    /// The accounts.
    pub items: Vec<Account>,
    /// Pages the list; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What to change of somebody's account; absent fields stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccountPatch {
    /// `admin`, `member` or `viewer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<AccessRole>,
    /// Whether nobody can sign in to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// What to change of one's own account; absent fields stay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProfilePatch {
    /// What to be called, 1 to 80 characters; empty: nothing but the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}

/// An account to make.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Register {
    /// What to sign in with: 2 to 64 of `A-Z a-z 0-9 . _ @ + -`.
    pub name: String,
    /// 10 to 256 characters.
    pub password: String,
    /// What to be called, 1 to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The token of an invitation, or of the owner's one-time link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// Somebody signs in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Login {
    /// The account's name, whatever the case.
    pub name: String,
    /// Its password.
    pub password: String,
}

/// A new password for one's own account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePassword {
    /// The password so far.
    pub current: String,
    /// The new one, 10 to 256 characters.
    pub password: String,
}

/// One's own account is to be deleted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeleteAccount {
    /// Its password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Its name instead, if it has no password: then its holder must have signed in within ten minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The session that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionRef {
    /// Its id.
    pub id: Uuid,
    /// When it ends unless it is used before.
    pub expires_at: Time,
}

/// Somebody has signed in. The cookie of the session comes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignedIn {
    /// Who.
    pub account: Account,
    /// Where.
    pub session: SessionRef,
}

/// A place where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// When they signed in.
    pub created_at: Time,
    /// When it was last used, to within five minutes.
    pub last_seen_at: Time,
    /// When it ends unless it is used before.
    pub expires_at: Time,
    /// What the browser called itself when they signed in, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// From which address they signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// One's own sessions, the last used first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionList {
    /// The sessions, at most 100.
    pub items: Vec<Session>,
}

/// Leave to make one account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// Its id.
    pub id: Uuid,
    /// What the new account may do.
    pub role: AccessRole,
    /// When it was made.
    pub created_at: Time,
    /// When it ends unless it is used before.
    pub expires_at: Time,
    /// What to register with. Shown once, when it is made; the link is `/chat#invite=TOKEN`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// The invitations that were not used yet, newest first.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitationList {
    /// The invitations, at most 200.
    pub items: Vec<Invitation>,
}

/// An invitation to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewInvitation {
    /// `admin`, `member` or `viewer`.
    pub role: AccessRole,
}
