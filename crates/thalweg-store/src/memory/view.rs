use std::collections::BTreeMap;

use bytes::Bytes;
use thalweg_chat::{
    AsOf, ConversationRow, Draft, Listed, MessageQuery, QueuedRow, RunRow, messages_cursor,
};
use thalweg_log::{ChannelKind, ChannelName, Position, StoreError};
use thalweg_wire::{ChatMessage, ConversationSnapshot, MessageStatus, Piece, piece_of};
use uuid::Uuid;

use super::State;
use crate::rows::{Pages, SNAPSHOT_MESSAGES, is_running, size_of};

impl State {
    pub(super) fn as_of<T>(&self, value: T) -> AsOf<T> {
        AsOf {
            value,
            position: self.head,
        }
    }

    pub(super) fn conversation(&self, id: Uuid) -> Option<ConversationRow> {
        let (row, _) = self.rows.conversations.get(&id)?;
        Some(self.whole(row.clone()))
    }

    pub(super) fn whole(&self, mut row: ConversationRow) -> ConversationRow {
        row.conversation.run_id = self.open_run(row.conversation.id).map(|run| run.run.id);
        let queued = u32::try_from(self.queue(row.conversation.id).len()).ok();
        row.conversation.queued = queued.filter(|count| *count > 0);
        row
    }

    pub(super) fn queue(&self, conversation: Uuid) -> &[QueuedRow] {
        self.rows
            .queues
            .get(&conversation)
            .map_or(&[], Vec::as_slice)
    }

    pub(super) fn open_run(&self, conversation: Uuid) -> Option<&RunRow> {
        let open = self.rows.open_runs();
        open.filter(|row| row.run.conversation_id == conversation && is_running(row))
            .min_by_key(|row| row.start)
    }

    /// Messages as they are stored with their places, newest first.
    pub(super) fn messages(
        &self,
        conversation: Uuid,
        query: MessageQuery,
    ) -> Vec<(ChatMessage, Position)> {
        let mut placed: BTreeMap<Position, &ChatMessage> = BTreeMap::new();
        match query.leaf {
            None => placed.extend(self.rows.messages_of(conversation)),
            Some(leaf) => {
                let (mut next, mut below) = (Some(leaf), Position::MAX);
                while let Some((message, place)) =
                    next.and_then(|id| self.rows.message(conversation, id))
                {
                    if place >= below {
                        break;
                    }
                    placed.insert(place, message);
                    (next, below) = (message.parent_id, place);
                }
            }
        }
        let before = query.before.map_or(Position::MAX, |key| key.0);
        let newest = placed
            .range(..before)
            .rev()
            .take(query.limit.saturating_add(1));
        newest
            .map(|(place, message)| ((*message).clone(), *place))
            .collect()
    }

    /// As many of the messages as fit into a page, with their text so far.
    pub(super) fn page_of(
        &self,
        messages: impl IntoIterator<Item = (ChatMessage, Position)>,
        limit: usize,
    ) -> Listed<ChatMessage> {
        let mut pages = Pages::new(limit);
        for (message, place) in messages {
            let size = size_of(&message);
            if pages.add_message(self.so_far(message), size, place) {
                break;
            }
        }
        pages.listed()
    }

    pub(super) fn so_far(&self, mut message: ChatMessage) -> ChatMessage {
        if message.status == MessageStatus::Streaming {
            let writes = |row: &&RunRow| {
                row.run.conversation_id == message.conversation_id
                    && row.run.assistant_message_id == message.id
            };
            let run = self
                .rows
                .open_runs()
                .filter(writes)
                .max_by_key(|row| row.start);
            if let Some(run) = run {
                Draft::overlay(&mut message, self.pieces(run));
            }
        }
        message
    }

    /// What its message grew by while a run wrote it.
    pub(super) fn pieces(&self, run: &RunRow) -> Vec<Piece> {
        let channel = ChannelName::conversation(run.run.conversation_id);
        let until = run.end.unwrap_or(Position::MAX);
        let events = self.events(&[channel], run.start, usize::MAX);
        let own = events.into_iter().filter(|event| event.position() < until);
        own.filter_map(piece_of).collect()
    }

    pub(super) fn snapshot(&self, channel: &ChannelName) -> Result<Option<Bytes>, StoreError> {
        if channel.kind() == ChannelKind::Job {
            return Ok(self.job_snapshot(channel));
        }
        let named = channel.kind() == ChannelKind::Conversation;
        let id = named.then(|| channel.name().parse::<Uuid>().ok());
        let row = id.flatten().and_then(|id| self.conversation(id));
        let Some(row) = row.filter(|row| row.deleted_at.is_none()) else {
            return Ok(None);
        };
        let id = row.conversation.id;
        let newest = MessageQuery {
            before: None,
            limit: SNAPSHOT_MESSAGES,
            leaf: None,
        };
        let page = self.page_of(self.messages(id, newest), SNAPSHOT_MESSAGES);
        let queue = self.queue(id).iter().map(|row| row.message.clone());
        let snapshot = ConversationSnapshot {
            conversation: row.conversation,
            messages: page.items,
            next_cursor: page.next.map(messages_cursor),
            run: self.open_run(id).map(|run| run.run.clone()),
            queue: queue.collect(),
        };
        let json = serde_json::to_vec(&snapshot);
        json.map(|json| Some(json.into()))
            .map_err(|error| StoreError::Failed(error.to_string()))
    }
}
