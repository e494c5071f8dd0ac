mod differences;
mod pages;

use std::collections::BTreeMap;

use thalweg_chat::{
    ConversationRow, Draft, DraftRow, JobRow, ListKey, Listed, MessagePrivate, QueuedRow,
    RowChange, RunRow, SourceKind,
};
use thalweg_log::{Position, PrincipalId};
use thalweg_wire::{
    ChatMessage, Conversation, DoneStatus, HttpTool, McpServer, MessageStatus, Part, Piece, Role,
    Run, RunStatus, Template, Time, ToolChoice,
};
use uuid::Uuid;

pub(crate) use self::differences::differences;
pub(crate) use self::pages::{Pages, size_of};

/// The rows in memory: what the memory twin keeps, and what the rebuild check compares with.
#[derive(Debug, Default, Clone)]
pub(crate) struct Rows {
    /// With the place that orders the list. `runId` is absent: it follows from the runs.
    pub(crate) conversations: BTreeMap<Uuid, (ConversationRow, Position)>,
    /// By conversation and place.
    pub(crate) messages: BTreeMap<(Uuid, Position), ChatMessage>,
    /// What the server alone keeps of messages, by conversation and id.
    pub(crate) privates: BTreeMap<(Uuid, Uuid), MessagePrivate>,
    pub(crate) runs: BTreeMap<Uuid, RunRow>,
    pub(crate) templates: BTreeMap<Uuid, (PrincipalId, Template)>,
    /// What people have written and not sent, by person and place.
    pub(crate) drafts: BTreeMap<(PrincipalId, Option<Uuid>), DraftRow>,
    pub(crate) jobs: BTreeMap<Uuid, JobRow>,
    /// By person and tool.
    pub(crate) tool_choices: BTreeMap<(PrincipalId, String), ToolChoice>,
    /// By person and name.
    pub(crate) http_tools: BTreeMap<(PrincipalId, String), HttpTool>,
    /// By person and name.
    pub(crate) mcp_servers: BTreeMap<(PrincipalId, String), McpServer>,
    /// In tokens, by day and person. It outlives the runs, so that nothing is compared with it.
    pub(crate) spent: BTreeMap<(u64, PrincipalId), u64>,
    /// What waits in each conversation in which something does.
    pub(crate) queues: BTreeMap<Uuid, Vec<QueuedRow>>,
    /// What a search can find, with its number in the order in which it came: messages by
    /// conversation and id, titles without an id.
    pub(crate) entries: BTreeMap<(Uuid, Option<Uuid>), u64>,
    /// The last such number.
    pub(crate) entered: u64,
    /// The places where conversations were last deleted.
    pub(crate) deleted: BTreeMap<Uuid, Position>,
}

impl Rows {
    /// Makes a change that an event at `position` brings.
    pub(crate) fn apply(&mut self, change: RowChange, position: Position) {
        match change {
            RowChange::PutConversation {
                conversation,
                owner,
                named,
                position,
                stays,
                leaf,
            } => {
                self.enter_conversation(&conversation, &owner);
                let kept = self.conversations.remove(&conversation.id);
                let (kept, place) = kept.unzip();
                let conversation = Conversation {
                    leaf_id: leaf.or(kept.as_ref().and_then(|row| row.conversation.leaf_id)),
                    ..stored(*conversation)
                };
                let row = ConversationRow {
                    conversation,
                    owner,
                    named: named.unwrap_or_else(|| kept.is_none_or(|row| row.named)),
                    deleted_at: None,
                };
                let place = place.filter(|_| stays).unwrap_or(position);
                self.conversations.insert(row.conversation.id, (row, place));
            }
            RowChange::DeleteConversation { id, at } => {
                if let Some((row, _)) = self.conversations.get_mut(&id) {
                    row.deleted_at = Some(at);
                    self.deleted.insert(id, position);
                }
            }
            RowChange::InsertMessage { message, position } => {
                self.insert_message(*message, position);
            }
            RowChange::PutMessage {
                message,
                position,
                private,
            } => {
                let (conversation, id) = (message.conversation_id, message.id);
                self.privates
                    .extend(private.map(|private| ((conversation, id), private)));
                match self.message_mut(conversation, id) {
                    Some(kept) => {
                        *kept = *message;
                        self.enter_message(conversation, id);
                    }
                    None => self.insert_message(*message, position),
                }
            }
            RowChange::PutDraft {
                owner,
                conversation,
                draft,
            } => {
                let place = (owner, conversation);
                match draft {
                    Some(draft) => drop(self.drafts.insert(place, draft)),
                    None => drop(self.drafts.remove(&place)),
                }
            }
            RowChange::PutTemplate { template, owner } => {
                self.templates.insert(template.id, (owner, *template));
            }
            RowChange::DeleteTemplate { id, owner } => {
                if self.templates.get(&id).is_some_and(|(of, _)| *of == owner) {
                    self.templates.remove(&id);
                }
            }
            RowChange::PutJob(row) => match self.jobs.get_mut(&row.job.id) {
                Some(kept) => kept.go_on(*row),
                None => {
                    self.jobs.insert(row.job.id, *row);
                }
            },
            RowChange::PutToolChoice { choice, owner } => {
                self.tool_choices
                    .insert((owner, choice.name.clone()), choice);
            }
            RowChange::PutHttpTool { tool, owner } => {
                self.http_tools.insert((owner, tool.name.clone()), *tool);
            }
            RowChange::PutMcpServer { server, owner } => {
                self.mcp_servers
                    .insert((owner, server.name.clone()), *server);
            }
            RowChange::DeleteSource { kind, name, owner } => {
                let key = (owner, name);
                match kind {
                    SourceKind::HttpTool => drop(self.http_tools.remove(&key)),
                    SourceKind::McpServer => drop(self.mcp_servers.remove(&key)),
                }
            }
            RowChange::PutRun(row) => self.put_run(&row, position),
            RowChange::Spend { owner, day, tokens } => {
                let spent = self.spent.entry((day, owner)).or_default();
                *spent = spent.saturating_add(tokens);
            }
            RowChange::PutQueue {
                conversation,
                items,
            } => {
                self.queues.insert(conversation, items);
                self.queues.retain(|_, items| !items.is_empty());
            }
            RowChange::EndRun {
                id,
                status,
                position,
                ..
            } => {
                let Some(row) = self.runs.get_mut(&id).filter(|row| row.end.is_none()) else {
                    return;
                };
                end_run(&mut row.run, status);
                row.end = Some(position);
                let (conversation, message_id) =
                    (row.run.conversation_id, row.run.assistant_message_id);
                if let Some(message) = self.message_mut(conversation, message_id) {
                    end_message(message, status);
                }
                self.enter_message(conversation, message_id);
            }
        }
    }

    /// A message and its place.
    pub(crate) fn message(&self, conversation: Uuid, id: Uuid) -> Option<(&ChatMessage, Position)> {
        let mut all = self.messages_of(conversation);
        all.find(|(_, message)| message.id == id)
            .map(|(place, message)| (message, place))
    }

    /// The messages of a conversation with their places, oldest first.
    pub(crate) fn messages_of(
        &self,
        conversation: Uuid,
    ) -> impl Iterator<Item = (Position, &ChatMessage)> {
        let all = (conversation, Position::ZERO)..=(conversation, Position::MAX);
        self.messages
            .range(all)
            .map(|((_, place), message)| (*place, message))
    }

    /// The runs that have not ended.
    pub(crate) fn open_runs(&self) -> impl Iterator<Item = &RunRow> {
        self.runs.values().filter(|row| row.end.is_none())
    }

    /// The rows of some conversations, some people and some jobs only.
    pub(crate) fn only(
        &self,
        keep: impl Fn(Uuid) -> bool,
        keep_of: impl Fn(&PrincipalId) -> bool,
        keep_job: impl Fn(Uuid) -> bool,
    ) -> Self {
        let mut rows = self.clone();
        rows.templates.retain(|_, (owner, _)| keep_of(owner));
        rows.drafts.retain(|(owner, _), _| keep_of(owner));
        rows.tool_choices.retain(|(owner, _), _| keep_of(owner));
        rows.http_tools.retain(|(owner, _), _| keep_of(owner));
        rows.mcp_servers.retain(|(owner, _), _| keep_of(owner));
        rows.jobs.retain(|id, _| keep_job(*id));
        rows.conversations.retain(|id, _| keep(*id));
        rows.messages.retain(|(id, _), _| keep(*id));
        rows.privates.retain(|(id, _), _| keep(*id));
        rows.runs.retain(|_, run| keep(run.run.conversation_id));
        rows.queues.retain(|id, _| keep(*id));
        rows.entries.retain(|(id, _), _| keep(*id));
        rows
    }

    /// Lets go of drafts in conversations that are forgotten, which their feed does not tell.
    pub(crate) fn drop_drafts(&mut self, is_there: impl Fn(Uuid) -> bool) {
        self.drafts
            .retain(|(_, conversation), _| conversation.is_none_or(&is_there));
    }

    fn put_run(&mut self, row: &RunRow, position: Position) {
        match self.runs.get_mut(&row.run.id) {
            None => {
                self.runs.insert(row.run.id, row.clone());
            }
            Some(kept) if kept.end.is_some() => return,
            Some(kept) => {
                let waited = kept.run.status == Some(RunStatus::Queued);
                kept.run = row.run.clone();
                if !waited {
                    return;
                }
            }
        }
        // What waits has no answer yet.
        if row.run.status == Some(RunStatus::Queued) {
            return;
        }
        let (conversation, id) = (row.run.conversation_id, row.run.assistant_message_id);
        self.set_leaf(conversation, id);
        match self.message_mut(conversation, id) {
            Some(message) => write_on(message),
            None => {
                self.messages
                    .insert((conversation, position), new_message(row));
            }
        }
        self.enter_message(conversation, id);
    }

    fn insert_message(&mut self, message: ChatMessage, position: Position) {
        let (conversation, id) = (message.conversation_id, message.id);
        self.set_leaf(conversation, id);
        self.messages.insert((conversation, position), message);
        self.enter_message(conversation, id);
    }

    fn set_leaf(&mut self, conversation: Uuid, leaf: Uuid) {
        if let Some((row, _)) = self.conversations.get_mut(&conversation) {
            row.conversation.leaf_id = Some(leaf);
        }
    }

    fn message_mut(&mut self, conversation: Uuid, id: Uuid) -> Option<&mut ChatMessage> {
        let all = (conversation, Position::ZERO)..=(conversation, Position::MAX);
        self.messages
            .range_mut(all)
            .map(|(_, message)| message)
            .find(|message| message.id == id)
    }
}

/// A conversation without what does not belong to its own row.
pub(crate) fn stored(conversation: Conversation) -> Conversation {
    Conversation {
        run_id: None,
        queued: None,
        leaf_id: None,
        as_of: None,
        deleted_at: None,
        ..conversation
    }
}

/// The message of a run that begins.
pub(crate) fn new_message(row: &RunRow) -> ChatMessage {
    ChatMessage {
        id: row.run.assistant_message_id,
        conversation_id: row.run.conversation_id,
        parent_id: Some(row.run.message_id),
        role: Role::Assistant,
        content: String::new(),
        parts: Vec::new(),
        created_at: Time(row.created_at),
        status: MessageStatus::Streaming,
        tool_calls: Vec::new(),
        // Told by the final message, so that rows of an earlier version agree with their log.
        run_id: None,
        model: Some(row.run.model.clone()),
        usage: None,
        timing: None,
        error: None,
    }
}

/// A message that a further run goes on in: how it ended before does not count any more.
pub(crate) fn write_on(message: &mut ChatMessage) {
    message.status = MessageStatus::Streaming;
    message.error = None;
}

/// Whether a run goes on, and does not just wait.
pub(crate) fn is_running(row: &RunRow) -> bool {
    row.end.is_none() && row.run.status != Some(RunStatus::Queued)
}

/// Ends a run.
pub(crate) fn end_run(run: &mut Run, status: DoneStatus) {
    run.status = None;
    run.ended = Some(status);
}

/// Ends a message whose final text never came, which would be written for ever otherwise.
pub(crate) fn end_message(message: &mut ChatMessage, status: DoneStatus) {
    if message.status == MessageStatus::Streaming {
        message.status = status.into();
    }
}

/// The parts that `pieces` make of `message`.
pub(crate) fn draft_of(message: Uuid, pieces: impl IntoIterator<Item = Piece>) -> Vec<Part> {
    let mut draft = Draft::default();
    for piece in pieces
        .into_iter()
        .filter(|piece| piece.message() == message)
    {
        draft.push(&piece);
    }
    draft.into_parts().0
}

/// The newest messages that a snapshot holds.
pub(crate) const SNAPSHOT_MESSAGES: usize = 50;
/// A page of at most `limit` of the entries, which are one more if there is another page.
pub(crate) fn listed<T>(mut items: Vec<(T, Position)>, limit: usize) -> Listed<T> {
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items
        .last()
        .filter(|_| more)
        .map(|(_, position)| ListKey(*position));
    Listed {
        items: items.into_iter().map(|(item, _)| item).collect(),
        next,
    }
}
