use std::net::IpAddr;

use thalweg_log::{PrincipalId, Timestamp};
use thalweg_wire::{AccessRole, AuditActor, AuditEntry, AuditOutcome};

use crate::{AccountRow, Identity};

/// The longest target and detail of an entry, in bytes.
const TEXT: usize = 512;

/// What can be done. The words are stored and sent: add, never rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditAction {
    /// The trail began; the detail names the log that it is of.
    Began,
    /// Entries are missing: they came faster than they could be written. The detail says how many.
    Lost,
    /// A request was refused: for where it came from, or for who asked.
    Refused,
    /// The owner's one-time link was used.
    OwnerClaimed,
    /// Somebody signed in.
    SignedIn,
    /// Somebody signed out.
    SignedOut,
    /// A session was ended by somebody, from another one or as an administrator.
    SessionRevoked,
    /// An account was made.
    AccountMade,
    /// An account's name, password, role or right to sign in was changed.
    AccountChanged,
    /// An account was deleted.
    AccountDeleted,
    /// A service key was made.
    KeyMade,
    /// A service key was deleted.
    KeyDeleted,
    /// An invitation was made.
    InvitationMade,
    /// An invitation was deleted.
    InvitationDeleted,
    /// A run was stopped.
    RunStopped,
    /// A job was stopped.
    JobStopped,
    /// A call that waited was allowed or denied, or a question was answered.
    ApprovalDecided,
    /// Whether a tool may be called, or is switched on, was changed.
    ToolChanged,
    /// A definition of where tools come from was made.
    SourceMade,
    /// A definition of where tools come from was changed.
    SourceChanged,
    /// A definition of where tools come from was deleted.
    SourceDeleted,
    /// A conversation was taken out as a file.
    ConversationExported,
    /// A conversation was deleted.
    ConversationDeleted,
    /// The deletion of a conversation was taken back.
    ConversationRestored,
    /// Something was published to others.
    Published,
}

impl AuditAction {
    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Began => "audit.began",
            Self::Lost => "audit.lost",
            Self::Refused => "request.refused",
            Self::OwnerClaimed => "owner.claimed",
            Self::SignedIn => "session.opened",
            Self::SignedOut => "session.closed",
            Self::SessionRevoked => "session.revoked",
            Self::AccountMade => "account.made",
            Self::AccountChanged => "account.changed",
            Self::AccountDeleted => "account.deleted",
            Self::KeyMade => "key.made",
            Self::KeyDeleted => "key.deleted",
            Self::InvitationMade => "invitation.made",
            Self::InvitationDeleted => "invitation.deleted",
            Self::RunStopped => "run.stopped",
            Self::JobStopped => "job.stopped",
            Self::ApprovalDecided => "approval.decided",
            Self::ToolChanged => "tool.changed",
            Self::SourceMade => "source.made",
            Self::SourceChanged => "source.changed",
            Self::SourceDeleted => "source.deleted",
            Self::ConversationExported => "conversation.exported",
            Self::ConversationDeleted => "conversation.deleted",
            Self::ConversationRestored => "conversation.restored",
            Self::Published => "event.published",
        }
    }
}

/// Who did something, for the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor(AuditActor);

impl Actor {
    /// A principal in a role, the role as it is called on the wire.
    pub fn new(id: &PrincipalId, role: &str) -> Self {
        Self::of(id.as_str(), role)
    }

    /// The holder of an account.
    pub fn account(row: &AccountRow) -> Self {
        Self::new(&row.principal, word(row.role)).named(&row.name)
    }

    /// Somebody without a credential.
    pub fn nobody() -> Self {
        Self::of("nobody", "nobody")
    }

    /// The server by itself.
    pub fn server() -> Self {
        Self::of("server", "server")
    }

    /// The same, with the name of their account.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.0.name = Some(cut(name));
        self
    }

    fn of(id: &str, role: &str) -> Self {
        Self(AuditActor {
            id: id.into(),
            role: role.into(),
            name: None,
        })
    }
}

/// A role as it is called on the wire.
const fn word(role: AccessRole) -> &'static str {
    match role {
        AccessRole::Owner => "owner",
        AccessRole::Admin => "admin",
        AccessRole::Member => "member",
        AccessRole::Viewer => "viewer",
        AccessRole::Guest => "guest",
        AccessRole::Service => "service",
    }
}

impl From<&Identity> for Actor {
    fn from(identity: &Identity) -> Self {
        let actor = Self::new(&identity.principal, word(identity.role));
        match &identity.account {
            Some(row) => actor.named(&row.name),
            None => actor,
        }
    }
}

/// An entry that is to be written to the trail. Holds no secret: no token, no password, no prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    action: AuditAction,
    actor: Actor,
    outcome: AuditOutcome,
    target: Option<String>,
    address: Option<String>,
    request_id: Option<String>,
    detail: Option<String>,
}

impl Note {
    /// Something that was done.
    pub const fn done(action: AuditAction, actor: Actor) -> Self {
        Self {
            action,
            actor,
            outcome: AuditOutcome::Ok,
            target: None,
            address: None,
            request_id: None,
            detail: None,
        }
    }

    /// Something that was refused.
    pub fn refused(action: AuditAction, actor: Actor) -> Self {
        let mut note = Self::done(action, actor);
        note.outcome = AuditOutcome::Refused;
        note
    }

    /// What it was done to. Longer texts are cut to 512 bytes, as they are in a detail.
    #[must_use]
    pub fn target(mut self, target: impl AsRef<str>) -> Self {
        self.target = Some(cut(target.as_ref()));
        self
    }

    /// Where it came from.
    #[must_use]
    pub fn from(mut self, address: Option<IpAddr>, request_id: &str) -> Self {
        self.address = address.map(|address| address.to_canonical().to_string());
        self.request_id = Some(cut(request_id));
        self
    }

    /// More, in a few words.
    #[must_use]
    pub fn detail(mut self, detail: impl AsRef<str>) -> Self {
        self.detail = Some(cut(detail.as_ref()));
        self
    }

    /// The detail with more behind it.
    pub(super) fn detail_with(self, more: &str) -> Self {
        let detail = match &self.detail {
            Some(detail) => format!("{detail}; {more}"),
            None => more.to_owned(),
        };
        self.detail(detail)
    }

    pub(super) fn into_entry(self, seq: u64, at: Timestamp) -> AuditEntry {
        AuditEntry {
            seq,
            at: at.into(),
            action: self.action.as_str().into(),
            actor: self.actor.0,
            target: self.target,
            outcome: self.outcome,
            address: self.address,
            request_id: self.request_id,
            detail: self.detail,
        }
    }
}

fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(TEXT)].to_owned()
}
