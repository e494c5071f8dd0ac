#![doc = include_str!("../README.md")]

mod access;
mod account;
mod audit;
mod bearer;
mod cookie;
mod explain;
mod gate;
mod identity;
mod keys;
mod limits;
mod oidc;
mod proxies;
mod role;
mod rules;
mod store;
mod ticket;
mod tokens;

pub use access::{Access, AccessConfig, Mode, Renewal};
pub use account::{
    AccountsConfig, Device, Entered, InvitationError, LoginError, ManageError, Over,
    OwnAccountError, PasswordCost, PasswordError, ProviderError, RegisterError, folded,
};
pub use audit::{
    Actor, Audit, AuditAction, AuditSearch, AuditSink, AuditWriter, Broken, ChainEnd, Note,
    SinkFailed, SunkEntry,
};
pub use cookie::{COOKIE, read_cookie};
pub use explain::Known;
pub use gate::{Gate, Refusal};
pub use identity::{Identity, Means, Unauthenticated};
pub use keys::{InvalidScope, KeyFailure, Scope};
pub use limits::{Key, Left, Limit, Limited, Limits, LimitsConfig, Rate, Rates, Standing};
pub use oidc::{
    Arrived, AskProvider, NoAnswer, OIDC_CALLBACK, Oidc, OidcConfig, OidcError, Profile, SentOut,
    TurnedAway, is_own_path,
};
pub use proxies::{InvalidNetwork, TrustedProxies};
pub use role::{Action, may, may_change_account, may_give};
pub use rules::{Asking, ChannelPattern, Decision, Grants, InvalidPattern, Rule, Rules, Verb};
pub use store::{
    AccountRow, AccountStore, AddedAccount, FoundAccount, InvitationRow, KeptAccess, KeyRow,
    NewAccount, ProviderLogin, SecretHash, SessionRow,
};
pub use ticket::{TicketError, TicketFor};
pub use tokens::{
    ClaimRules, FetchKeys, IssueError, KeyError, KeySource, NewToken, Shown, SigningKey,
    TokenError, TokenIdentity, Tokens, VerifyKeys, inspect,
};
