//! What can be found by a search, in memory.

use thalweg_chat::{Hit, HitMessage, ListKey, Listed, SearchQuery, words};
use thalweg_log::{Position, PrincipalId};
use thalweg_wire::{ChatMessage, Conversation, MessageStatus, Role};
use uuid::Uuid;

use crate::rows::{Rows, listed};

/// The most bytes of messages that a page of hits is made from, if there is more than one.
pub(crate) const SEARCH_BYTES: usize = 1024 * 1024;

/// Whether a search can find a message: one that is whole and says something.
pub(crate) fn is_found(message: &ChatMessage) -> bool {
    matches!(message.role, Role::User | Role::Assistant)
        && message.status != MessageStatus::Streaming
        && words(&message.content).next().is_some()
}

/// A page of hits, which are one more if there is another page; the first always.
pub(crate) fn within_search(hits: Vec<(Hit, Position)>, limit: usize) -> Listed<Hit> {
    let mut bytes = 0;
    let fits = |(hit, _): &&(Hit, Position)| {
        bytes += hit.message.as_ref().map_or(0, |found| found.text.len());
        bytes <= SEARCH_BYTES
    };
    let fitting = hits.iter().take(limit).take_while(fits).count();
    listed(hits, fitting.max(1))
}

impl Rows {
    /// Brings the entry of a message to what the message is now.
    pub(crate) fn enter_message(&mut self, conversation: Uuid, id: Uuid) {
        let found = self.message(conversation, id);
        let found = found.is_some_and(|(message, _)| is_found(message));
        if found && self.conversations.contains_key(&conversation) {
            self.enter(conversation, Some(id));
        } else {
            self.entries.remove(&(conversation, Some(id)));
        }
    }

    /// Brings the entries of a conversation to what it will be. Called before its row is written.
    pub(crate) fn enter_conversation(&mut self, new: &Conversation, owner: &PrincipalId) {
        let known = self.conversations.get(&new.id);
        let moves = known.is_none_or(|(row, _)| row.owner != *owner);
        let renamed = known.is_none_or(|(row, _)| row.conversation.title != new.title);
        if moves {
            self.leave(new.id);
        }
        if moves || renamed {
            self.entries.remove(&(new.id, None));
            if words(&new.title).next().is_some() {
                self.enter(new.id, None);
            }
        }
        if moves {
            let all = self.messages_of(new.id);
            let found: Vec<_> = all
                .filter(|(_, message)| is_found(message))
                .map(|(_, message)| message.id)
                .collect();
            for id in found {
                self.enter(new.id, Some(id));
            }
        }
    }

    /// Removes all entries of a conversation.
    pub(crate) fn leave(&mut self, conversation: Uuid) {
        self.entries.retain(|(of, _), _| *of != conversation);
    }

    fn enter(&mut self, conversation: Uuid, message: Option<Uuid>) {
        let next = self.entered + 1;
        let place = self.entries.entry((conversation, message)).or_insert(next);
        self.entered = next.max(*place);
    }

    /// See [`thalweg_chat::ChatStore::search`].
    pub(crate) fn search(
        &self,
        owner: &PrincipalId,
        query: &SearchQuery,
        before: Option<ListKey>,
        limit: usize,
    ) -> Listed<Hit> {
        let before = before.map_or(u64::MAX, |key| key.0.get());
        let mut newest: Vec<_> = self
            .entries
            .iter()
            .filter(|(_, place)| **place < before)
            .map(|(of, place)| (*place, *of))
            .collect();
        newest.sort_unstable_by_key(|(place, _)| std::cmp::Reverse(*place));
        let hits = newest
            .into_iter()
            .filter_map(|(place, (conversation, id))| {
                let (row, _) = self.conversations.get(&conversation)?;
                if row.owner != *owner || row.deleted_at.is_some() {
                    return None;
                }
                let message = match id {
                    Some(id) => Some(self.message(conversation, id)?.0),
                    None => None,
                };
                let title = &row.conversation.title;
                let text = message.map_or(title, |message| &message.content);
                let hit = query.is_in(text).then(|| Hit {
                    conversation,
                    title: title.clone(),
                    message: message.map(|message| HitMessage {
                        id: message.id,
                        role: message.role,
                        text: message.content.clone(),
                    }),
                    at: message.map_or(row.conversation.updated_at, |message| message.created_at),
                })?;
                Some((hit, Position::new(place)))
            });
        within_search(hits.take(limit.saturating_add(1)).collect(), limit)
    }
}
