use std::collections::{BTreeMap, HashSet};

use thalweg_log::{ChannelKind, ChannelName};
use uuid::Uuid;

/// What a batch made of rows so far, which saves it from asking for what cannot be there.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// Conversations whose log begins with the batch. All rows of a conversation come from its log,
    /// so that there are none but those that the batch wrote.
    begun: Vec<Uuid>,
    /// Conversations, messages and runs that it wrote, of those that it began.
    written: HashSet<Uuid>,
    /// What each conversation is to be led by. Set once, after the last change: a start adds two
    /// messages, and only the latter stays the leaf.
    leaves: BTreeMap<Uuid, Uuid>,
}

impl Made {
    /// Nothing yet, by a batch with which the channels `begun` begin.
    pub(super) fn after<'a>(begun: impl Iterator<Item = &'a ChannelName>) -> Self {
        let conversations = begun.filter(|name| name.kind() == ChannelKind::Conversation);
        let ids = conversations.filter_map(|name| {
            let id = name.name().parse().ok()?;
            (ChannelName::conversation(id) == *name).then_some(id)
        });
        Self {
            begun: ids.collect(),
            ..Self::default()
        }
    }

    /// Whether it is certain that a conversation has no row of this id.
    pub(super) fn is_absent(&self, conversation: Uuid, id: Uuid) -> bool {
        self.begun.contains(&conversation) && !self.written.contains(&id)
    }

    /// A row is about to be written. The same answer as that of [`Made::is_absent`].
    pub(super) fn writes(&mut self, conversation: Uuid, id: Uuid) -> bool {
        self.begun.contains(&conversation) && self.written.insert(id)
    }

    /// The conversation's leaf is to be this message.
    pub(super) fn lead_by(&mut self, conversation: Uuid, message: Uuid) {
        self.leaves.insert(conversation, message);
    }

    /// The conversation's leaf was set.
    pub(super) fn forget_leaf(&mut self, conversation: Uuid) {
        self.leaves.remove(&conversation);
    }

    /// What each conversation is to be led by.
    pub(super) fn into_leaves(self) -> impl Iterator<Item = (Uuid, Uuid)> {
        self.leaves.into_iter()
    }
}
