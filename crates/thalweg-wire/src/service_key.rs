use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Time;

/// What a program is known by that asks in its own name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceKey {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// How the key begins, to know it by.
    pub prefix: String,
    /// What it may do: `read`, `chat`, `tools`, or channels and verbs such as `room:team-*=publish+subscribe`.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Time,
    /// When it ends; absent: when it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// When it was last used, to within five minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Time>,
    /// The key itself. Shown once, when it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// The service keys, the newest first.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceKeyList {
    /// The keys, at most 200.
    pub items: Vec<ServiceKey>,
}

/// A service key to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewServiceKey {
    /// What it is to be called, 1 to 80 characters.
    pub name: String,
    /// What it may do, 1 to 20 scopes.
    pub scopes: Vec<String>,
    /// When it ends; absent: when it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}
