use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thalweg_log::{ChannelKind, Event, EventClass, Position, PrincipalId, Timestamp};
use thalweg_wire::{
    ChatMessage, Conversation, Deleted, Done, DoneStatus, DraftNotice, HttpTool, HttpToolNews,
    McpServer, McpServerNews, NameDeleted, Queue, Role, Run, Template, ToolChoice, kind,
};
use uuid::Uuid;

use crate::drafts::DraftPrivate;
use crate::{DonePrivate, DraftRow, JobRow, Kept, QueuedPrivate, QueuedRow, SourceKind};

/// What an event changes in the rows that people query. A store applies it in the append's own
/// transaction, and again from nothing in the rebuild check, so log and rows cannot disagree.
#[derive(Debug, Clone, PartialEq)]
pub enum RowChange {
    /// Writes title, pin, archive, model, instructions, times and owner, and takes back a deletion.
    /// The run is left alone, and the leaf if the event does not name one.
    PutConversation {
        /// The conversation; its `runId`, `leafId` and `asOf` do not count.
        conversation: Box<Conversation>,
        /// Whose it is.
        owner: PrincipalId,
        /// Whether its title is there to stay, if the event says so; else as before, and true for
        /// a conversation that no event ever said it of.
        named: Option<bool>,
        /// The event's place, which orders the list of conversations.
        position: Position,
        /// Whether a conversation that is there keeps its place in the list.
        stays: bool,
        /// Its leaf, if the event says so.
        leaf: Option<Uuid>,
    },
    /// Marks a conversation as deleted.
    DeleteConversation {
        /// The conversation.
        id: Uuid,
        /// When.
        at: Timestamp,
    },
    /// Adds a message and makes it the leaf of its conversation. A conflict, named `message`, if
    /// the conversation has one of that id.
    InsertMessage {
        /// The message.
        message: Box<ChatMessage>,
        /// The event's place, which orders the messages.
        position: Position,
    },
    /// Replaces a message in its place. One that is not there is added as by
    /// [`Self::InsertMessage`], which is how copies of answers come into being.
    PutMessage {
        /// The message.
        message: Box<ChatMessage>,
        /// The event's place.
        position: Position,
        /// What the server alone keeps of it, if the event says so; else as before.
        private: Option<MessagePrivate>,
    },
    /// Adds a run, or writes anew what the wire shows of one that is there. With the first status
    /// other than `queued` the message that it writes comes into being (`streaming`, empty, the new
    /// leaf), or is `streaming` again.
    PutRun(Box<RunRow>),
    /// Writes what waits in a conversation, all of it.
    PutQueue {
        /// The conversation.
        conversation: Uuid,
        /// The messages, the next first.
        items: Vec<QueuedRow>,
    },
    /// Ends a run.
    EndRun {
        /// The run.
        id: Uuid,
        /// How.
        status: DoneStatus,
        /// When.
        at: Timestamp,
        /// The place of its `done`.
        position: Position,
    },
    /// Adds to what somebody spent on a day.
    Spend {
        /// Whose run it was.
        owner: PrincipalId,
        /// Days since 1970, UTC.
        day: u64,
        /// In tokens.
        tokens: u64,
    },
    /// Adds a job, or writes anew what the wire shows of one that has not ended.
    PutJob(Box<JobRow>),
    /// Writes what somebody chose of a tool.
    PutToolChoice {
        /// It.
        choice: ToolChoice,
        /// Whose it is.
        owner: PrincipalId,
    },
    /// Adds or replaces an HTTP tool.
    PutHttpTool {
        /// It.
        tool: Box<HttpTool>,
        /// Whose it is.
        owner: PrincipalId,
    },
    /// Adds or replaces a server of the Model Context Protocol.
    PutMcpServer {
        /// It.
        server: Box<McpServer>,
        /// Whose it is.
        owner: PrincipalId,
    },
    /// Forgets a definition of where tools come from.
    DeleteSource {
        /// What it is of.
        kind: SourceKind,
        /// Its name.
        name: String,
        /// Whose it is.
        owner: PrincipalId,
    },
    /// Writes what somebody has written and not sent.
    PutDraft {
        /// Whose it is.
        owner: PrincipalId,
        /// Where; `None` for a new conversation.
        conversation: Option<Uuid>,
        /// It; `None` takes it away.
        draft: Option<DraftRow>,
    },
    /// Adds or replaces a template.
    PutTemplate {
        /// It.
        template: Box<Template>,
        /// Whose it is.
        owner: PrincipalId,
    },
    /// Forgets a template.
    DeleteTemplate {
        /// It.
        id: Uuid,
        /// Whose it is.
        owner: PrincipalId,
    },
}

/// A run as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// What the wire shows of it.
    pub run: Run,
    /// Whose conversation it is in.
    pub owner: PrincipalId,
    /// When it came into being.
    pub created_at: Timestamp,
    /// The place right before its first event: its stream starts after it.
    pub start: Position,
    /// The place of its `done`, once it ended.
    pub end: Option<Position>,
    /// Finds the request that started it in the log.
    pub request_id: String,
}

/// What a `run` event stores for the server alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunPrivate {
    /// Whose conversation it is in.
    pub owner: String,
    /// How many events right before the `run` event belong to its stream.
    pub lead: u64,
    /// Finds the request that started it in the log.
    pub request_id: String,
}

/// What a `message` event stores for the server alone. No client is ever sent it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessagePrivate {
    /// What its model's provider gave to be handed back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
    /// The same of earlier rounds of an answer that called tools, by the id of the first call.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rounds: BTreeMap<String, Kept>,
}

/// What a `conversation` event stores for the server alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ConversationPrivate {
    pub(crate) owner: String,
    /// Whether its title is there to stay, if this event says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) named: Option<bool>,
    /// Whether it keeps its place in the list.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) stays: bool,
    /// Its leaf, if that is not what was added last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) leaf: Option<Uuid>,
}

/// The rows that `event` changes. Tokens and reports change none; of a person's feed only templates,
/// drafts, choices and definitions count, since what else it tells is told in another channel as well.
///
/// An event that cannot be read changes nothing: it was written by a later version.
pub fn project(event: &Event) -> Vec<RowChange> {
    let change = match event.channel.kind() {
        ChannelKind::Conversation if event.kind != kind::TOKEN => read(event),
        ChannelKind::User => read_feed(event),
        ChannelKind::Job if event.kind == kind::JOB => {
            let row = JobRow::of(event);
            row.map(|row| row.map(|row| RowChange::PutJob(Box::new(row))))
        }
        _ => Ok(None),
    };
    let spent = spent(event).unwrap_or_default();
    let changes = change.unwrap_or_default().into_iter();
    changes.chain(spent).collect()
}

/// What a run took that ends, if it was counted.
fn spent(event: &Event) -> Result<Option<RowChange>, serde_json::Error> {
    let of_conversation = event.channel.kind() == ChannelKind::Conversation;
    if !of_conversation || event.kind != kind::DONE || event.private.is_none() {
        return Ok(None);
    }
    let DonePrivate { owner, day, tokens } = private(event)?;
    let owner = owner.parse().ok();
    Ok(owner.map(|owner| RowChange::Spend { owner, day, tokens }))
}

fn read_feed(event: &Event) -> Result<Option<RowChange>, serde_json::Error> {
    let Ok(owner) = event.channel.name().parse() else {
        return Ok(None);
    };
    Ok(if event.kind == kind::TEMPLATE {
        let template = Box::new(serde_json::from_slice(&event.data)?);
        Some(RowChange::PutTemplate { template, owner })
    } else if event.kind == kind::TEMPLATE_DELETED {
        let Deleted { id } = serde_json::from_slice(&event.data)?;
        Some(RowChange::DeleteTemplate { id, owner })
    } else if event.kind == kind::DRAFT {
        let notice: DraftNotice = serde_json::from_slice(&event.data)?;
        let DraftPrivate { text } = private(event)?;
        let draft = DraftRow {
            text,
            revision: notice.revision,
            at: event.at,
        };
        Some(RowChange::PutDraft {
            owner,
            conversation: notice.conversation_id,
            draft: Some(draft).filter(|_| !notice.gone),
        })
    } else if event.kind == kind::TOOL_CHOICE {
        let choice = serde_json::from_slice(&event.data)?;
        Some(RowChange::PutToolChoice { choice, owner })
    } else if event.kind == kind::HTTP_TOOL {
        Some(match serde_json::from_slice(&event.data)? {
            HttpToolNews::There(tool) => RowChange::PutHttpTool { tool, owner },
            HttpToolNews::Deleted(gone) => deleted_source(SourceKind::HttpTool, gone, owner),
        })
    } else if event.kind == kind::MCP_SERVER && event.class == EventClass::Kept {
        // What is not kept tells how a server does.
        Some(match serde_json::from_slice(&event.data)? {
            McpServerNews::There(server) => RowChange::PutMcpServer { server, owner },
            McpServerNews::Deleted(gone) => deleted_source(SourceKind::McpServer, gone, owner),
        })
    } else {
        None
    })
}

fn deleted_source(kind: SourceKind, gone: NameDeleted, owner: PrincipalId) -> RowChange {
    let name = gone.name;
    RowChange::DeleteSource { kind, name, owner }
}

fn read(event: &Event) -> Result<Option<RowChange>, serde_json::Error> {
    let position = event.position();
    Ok(if event.kind == kind::CONVERSATION {
        let conversation = Box::new(serde_json::from_slice(&event.data)?);
        let own: ConversationPrivate = private(event)?;
        let Ok(owner) = own.owner.parse() else {
            return Ok(None);
        };
        Some(RowChange::PutConversation {
            conversation,
            owner,
            named: own.named,
            position,
            stays: own.stays,
            leaf: own.leaf,
        })
    } else if event.kind == kind::DELETED {
        let deleted: Deleted = serde_json::from_slice(&event.data)?;
        Some(RowChange::DeleteConversation {
            id: deleted.id,
            at: event.at,
        })
    } else if event.kind == kind::MESSAGE {
        let message: Box<ChatMessage> = Box::new(serde_json::from_slice(&event.data)?);
        Some(if message.role == Role::Assistant {
            RowChange::PutMessage {
                message,
                position,
                private: event.private.as_ref().map(|_| private(event)).transpose()?,
            }
        } else {
            RowChange::InsertMessage { message, position }
        })
    } else if event.kind == kind::RUN {
        let run: Run = serde_json::from_slice(&event.data)?;
        let own: RunPrivate = private(event)?;
        let Ok(owner) = own.owner.parse() else {
            return Ok(None);
        };
        let start = Position::new(position.get().saturating_sub(1 + own.lead));
        let created_at = event.at;
        let request_id = own.request_id;
        Some(RowChange::PutRun(Box::new(RunRow {
            run,
            owner,
            created_at,
            start,
            end: None,
            request_id,
        })))
    } else if event.kind == kind::QUEUE {
        let Queue { items, .. } = serde_json::from_slice(&event.data)?;
        let own: Vec<QueuedPrivate> = private(event)?;
        let Ok(conversation) = event.channel.name().parse() else {
            return Ok(None);
        };
        let rows = items.into_iter().zip(own);
        Some(RowChange::PutQueue {
            conversation,
            items: rows
                .map(|(message, private)| QueuedRow { message, private })
                .collect(),
        })
    } else if event.kind == kind::DONE {
        let done: Done = serde_json::from_slice(&event.data)?;
        Some(RowChange::EndRun {
            id: done.run_id,
            status: done.status,
            at: event.at,
            position,
        })
    } else {
        None
    })
}

fn private<T: serde::de::DeserializeOwned>(event: &Event) -> Result<T, serde_json::Error> {
    serde_json::from_slice(event.private.as_deref().unwrap_or_default())
}
