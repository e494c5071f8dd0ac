use std::collections::HashMap;

use async_trait::async_trait;
use thalweg_chat::{
    AsOf, ChatStore, ConversationQuery, ConversationRow, DraftRow, Hit, ListKey, Listed,
    MessagePrivate, MessageQuery, QueuedRow, RunRow, SearchQuery, Shelf, folded_name, project,
};
use thalweg_log::{ChannelName, Position, PrincipalId, StoreError};
use thalweg_wire::{ChatMessage, Conversation, Part, Template, Time};
use uuid::Uuid;

use super::MemoryStore;
use crate::rows::{Rows, differences, draft_of, listed};

#[async_trait]
impl ChatStore for MemoryStore {
    async fn conversation(&self, id: Uuid) -> Result<AsOf<Option<ConversationRow>>, StoreError> {
        let state = self.state()?;
        Ok(state.as_of(state.conversation(id)))
    }

    async fn conversations(
        &self,
        owner: &PrincipalId,
        query: ConversationQuery,
    ) -> Result<AsOf<Listed<Conversation>>, StoreError> {
        let state = self.state()?;
        let listed_as = |row: &ConversationRow, place: Position| match query.of {
            Shelf::Kept { archived, pinned } => {
                let own = &row.conversation;
                let is_there = row.deleted_at.is_none() && own.archived == archived;
                (is_there && pinned.is_none_or(|pinned| own.pinned == pinned)).then_some(place)
            }
            Shelf::Deleted => row
                .deleted_at
                .and_then(|_| state.rows.deleted.get(&row.conversation.id).copied()),
        };
        let rows = state.rows.conversations.values();
        let mut items: Vec<_> = rows
            .filter(|(row, _)| row.owner == *owner)
            .filter_map(|(row, place)| {
                let place = listed_as(row, *place)?;
                let whole = state.whole(row.clone()).conversation;
                let deleted_at = row.deleted_at.map(Time);
                Some((
                    Conversation {
                        deleted_at,
                        ..whole
                    },
                    place,
                ))
            })
            .filter(|(_, place)| query.before.is_none_or(|key| *place < key.0))
            .collect();
        items.sort_unstable_by_key(|(_, place)| std::cmp::Reverse(*place));
        Ok(state.as_of(listed(items, query.limit)))
    }

    async fn messages(
        &self,
        conversation: Uuid,
        query: MessageQuery,
    ) -> Result<AsOf<Listed<ChatMessage>>, StoreError> {
        let state = self.state()?;
        Ok(state.as_of(state.page_of(state.messages(conversation, query), query.limit)))
    }

    async fn messages_after(
        &self,
        conversation: Uuid,
        after: ListKey,
    ) -> Result<Listed<ChatMessage>, StoreError> {
        let state = self.state()?;
        let all = state.rows.messages_of(conversation);
        let later = all.filter(|(place, _)| *place > after.0);
        Ok(state.page_of(
            later.map(|(place, message)| (message.clone(), place)),
            usize::MAX,
        ))
    }

    async fn branch_ids(&self, conversation: Uuid, leaf: Uuid) -> Result<Vec<Uuid>, StoreError> {
        let branch = self.state()?.messages(conversation, all_to(leaf));
        Ok(branch.into_iter().map(|(message, _)| message.id).collect())
    }

    async fn message(
        &self,
        conversation: Uuid,
        id: Uuid,
    ) -> Result<Option<ChatMessage>, StoreError> {
        let state = self.state()?;
        let found = state.rows.message(conversation, id);
        Ok(found.map(|(message, _)| state.so_far(message.clone())))
    }

    async fn message_place(
        &self,
        conversation: Uuid,
        id: Uuid,
    ) -> Result<Option<ListKey>, StoreError> {
        let state = self.state()?;
        let found = state.rows.message(conversation, id);
        Ok(found.map(|(_, place)| ListKey(place)))
    }

    async fn branch(&self, conversation: Uuid, leaf: Uuid) -> Result<Vec<ChatMessage>, StoreError> {
        let state = self.state()?;
        let newest_first = state.messages(conversation, all_to(leaf));
        Ok(newest_first
            .into_iter()
            .rev()
            .map(|(message, _)| state.so_far(message))
            .collect())
    }

    async fn privates(
        &self,
        conversation: Uuid,
        leaf: Uuid,
    ) -> Result<HashMap<Uuid, MessagePrivate>, StoreError> {
        let state = self.state()?;
        let branch = state.messages(conversation, all_to(leaf)).into_iter();
        let own = |id| state.rows.privates.get(&(conversation, id)).cloned();
        let found = branch.filter_map(|(message, _)| Some((message.id, own(message.id)?)));
        Ok(found.collect())
    }

    async fn run(&self, id: Uuid) -> Result<Option<RunRow>, StoreError> {
        Ok(self.state()?.rows.runs.get(&id).cloned())
    }

    async fn run_of_message(
        &self,
        conversation: Uuid,
        message: Uuid,
    ) -> Result<Option<RunRow>, StoreError> {
        let state = self.state()?;
        let answers = |row: &&RunRow| {
            row.run.conversation_id == conversation && row.run.message_id == message
        };
        Ok(state
            .rows
            .runs
            .values()
            .filter(answers)
            .max_by_key(|row| row.start)
            .cloned())
    }

    async fn writer_of(
        &self,
        conversation: Uuid,
        message: Uuid,
    ) -> Result<Option<RunRow>, StoreError> {
        let state = self.state()?;
        let writes = |row: &&RunRow| {
            row.run.conversation_id == conversation && row.run.assistant_message_id == message
        };
        let writers = state.rows.runs.values().filter(writes);
        Ok(writers.max_by_key(|row| row.start).cloned())
    }

    async fn queue(&self, conversation: Uuid) -> Result<AsOf<Vec<QueuedRow>>, StoreError> {
        let state = self.state()?;
        Ok(state.as_of(state.queue(conversation).to_vec()))
    }

    async fn queues(&self) -> Result<Vec<Uuid>, StoreError> {
        Ok(self.state()?.rows.queues.keys().copied().collect())
    }

    async fn open_runs(&self) -> Result<Vec<RunRow>, StoreError> {
        let state = self.state()?;
        let mut open: Vec<_> = state.rows.open_runs().cloned().collect();
        open.sort_unstable_by_key(|row| row.start);
        Ok(open)
    }

    async fn draft(&self, run: Uuid) -> Result<Vec<Part>, StoreError> {
        let state = self.state()?;
        Ok(state.rows.runs.get(&run).map_or(Vec::new(), |run| {
            draft_of(run.run.assistant_message_id, state.pieces(run))
        }))
    }

    async fn prompt_draft(
        &self,
        owner: &PrincipalId,
        conversation: Option<Uuid>,
    ) -> Result<Option<DraftRow>, StoreError> {
        let place = (owner.clone(), conversation);
        Ok(self.state()?.rows.drafts.get(&place).cloned())
    }

    async fn templates(&self, owner: &PrincipalId) -> Result<AsOf<Vec<Template>>, StoreError> {
        let state = self.state()?;
        let all = state.rows.templates.values();
        let own = all.filter(|(of, _)| of == owner);
        let mut templates: Vec<_> = own.map(|(_, template)| template.clone()).collect();
        templates.sort_by_cached_key(|template| (folded_name(&template.name), template.id));
        Ok(state.as_of(templates))
    }

    async fn spent(&self, day: u64) -> Result<Vec<(PrincipalId, u64)>, StoreError> {
        let state = self.state()?;
        let all = state.rows.spent.iter();
        let of_day = all.filter(|((at, _), _)| *at == day);
        Ok(of_day
            .map(|((_, who), tokens)| (who.clone(), *tokens))
            .collect())
    }

    async fn template(
        &self,
        owner: &PrincipalId,
        id: Uuid,
    ) -> Result<Option<Template>, StoreError> {
        let state = self.state()?;
        let found = state.rows.templates.get(&id).filter(|(of, _)| of == owner);
        Ok(found.map(|(_, template)| template.clone()))
    }

    async fn search(
        &self,
        owner: &PrincipalId,
        query: &SearchQuery,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<Listed<Hit>, StoreError> {
        Ok(self.state()?.rows.search(owner, query, before, limit))
    }

    async fn check_rows(&self) -> Result<Vec<String>, StoreError> {
        let state = self.state()?;
        let (mut found, mut rebuilt) = (Vec::new(), Rows::default());
        let whole = state
            .channels
            .values()
            .filter(|channel| channel.trimmed_position == Position::ZERO);
        for event in whole.flat_map(|channel| &channel.events) {
            for change in project(event) {
                rebuilt.apply(change, event.position());
            }
        }
        rebuilt.drop_drafts(|id| state.rows.conversations.contains_key(&id));
        let is_whole = |name| {
            let channel = state.channels.get(&name);
            channel.is_none_or(|channel| channel.trimmed_position == Position::ZERO)
        };
        let rows = state.rows.only(
            |id| is_whole(ChannelName::conversation(id)),
            |owner| is_whole(ChannelName::user(owner)),
            |id| is_whole(ChannelName::job(id)),
        );
        differences("", &rebuilt, &rows, &mut found);
        Ok(found)
    }
}

/// The whole branch that ends in `leaf`.
const fn all_to(leaf: Uuid) -> MessageQuery {
    MessageQuery {
        before: None,
        limit: usize::MAX,
        leaf: Some(leaf),
    }
}
