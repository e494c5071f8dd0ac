use std::sync::Arc;

use thalweg_hub::{Hub, Tasks};
use thalweg_log::{ChannelKind, ChannelName, Ids, PrincipalId, StoreError};
use thalweg_wire::{Model, Time};
use uuid::Uuid;

use crate::hold::Holds;
use crate::jobs::JobRegistry;
use crate::locks::Locks;
use crate::quota::Quota;
use crate::registry::Registry;
use crate::sessions::Sessions;
use crate::tools::KeptChoices;
use crate::{AsOf, ChatConfig, ChatStore, ConversationRow, ModelProvider, RunRow, ToolSource};

/// Runs, messages and conversations: the rules, over the log. Cheap to clone.
///
/// Whatever belongs to another principal, or was deleted, is answered like what does not exist.
#[derive(Clone)]
pub struct Chat(Arc<Inner>);

struct Inner {
    hub: Hub,
    store: Arc<dyn ChatStore>,
    providers: Arc<dyn ModelProvider>,
    tools: Arc<dyn ToolSource>,
    ids: Ids,
    tasks: Tasks,
    config: ChatConfig,
    registry: Arc<Registry>,
    jobs: Arc<JobRegistry>,
    sessions: Sessions,
    locks: Locks,
    holds: Holds,
    choices: KeptChoices,
    quota: Quota,
}

impl Chat {
    /// Joins the parts. `store` holds the rows of the log behind `hub`; `tasks` are waited for after
    /// [`Chat::drain`]. Call [`Chat::recover`] before the first run.
    pub fn new(
        hub: Hub,
        store: Arc<dyn ChatStore>,
        providers: Arc<dyn ModelProvider>,
        tools: Arc<dyn ToolSource>,
        ids: Ids,
        tasks: Tasks,
        config: ChatConfig,
    ) -> Self {
        Self(Arc::new(Inner {
            hub,
            store,
            providers,
            tools,
            ids,
            tasks,
            config,
            registry: Arc::new(Registry::new(config.max_runs)),
            jobs: Arc::new(JobRegistry::new(config.jobs)),
            sessions: Sessions::new(config.sessions),
            locks: Locks::new(),
            holds: Holds::default(),
            choices: KeptChoices::default(),
            quota: Quota::new(config.tokens_per_day),
        }))
    }

    /// What can be asked, the default first.
    pub fn models(&self) -> Vec<Model> {
        self.0.providers.models()
    }

    /// How many runs this process is working on.
    pub fn runs_in_progress(&self) -> usize {
        self.0.registry.count()
    }

    /// The run `id`, if it is in a conversation of `by` that is not deleted.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn run(&self, by: &PrincipalId, id: Uuid) -> Result<Option<RunRow>, StoreError> {
        let Some(row) = self.0.store.run(id).await? else {
            return Ok(None);
        };
        let conversation = self.owned(by, row.run.conversation_id).await?;
        Ok(conversation.map(|_| row))
    }

    /// Whether `by` may follow `channel`: a conversation of theirs that is not deleted, a job of
    /// theirs, or their own feed.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn authorize_channel(
        &self,
        by: &PrincipalId,
        channel: &ChannelName,
    ) -> Result<bool, StoreError> {
        match channel.kind() {
            ChannelKind::User => Ok(channel.name() == by.as_str()),
            ChannelKind::Conversation => {
                let Ok(id) = channel.name().parse::<Uuid>() else {
                    return Ok(false);
                };
                // One conversation has one channel: other spellings of its id are none.
                let canonical = ChannelName::conversation(id) == *channel;
                Ok(canonical && self.owned(by, id).await?.is_some())
            }
            ChannelKind::Job => {
                let Ok(id) = channel.name().parse::<Uuid>() else {
                    return Ok(false);
                };
                let canonical = ChannelName::job(id) == *channel;
                Ok(canonical && self.job_row(by, id).await?.is_some())
            }
            ChannelKind::Room
            | ChannelKind::Session
            | ChannelKind::State
            | ChannelKind::Stream
            | ChannelKind::System => Ok(false),
        }
    }

    /// The conversation `id`, if it is one of `by` and not deleted.
    pub(crate) async fn owned(
        &self,
        by: &PrincipalId,
        id: Uuid,
    ) -> Result<Option<AsOf<ConversationRow>>, StoreError> {
        let AsOf { value, position } = self.0.store.conversation(id).await?;
        let value = value.filter(|row| row.owner == *by && row.deleted_at.is_none());
        Ok(value.map(|value| AsOf { value, position }))
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    pub(crate) fn store(&self) -> &dyn ChatStore {
        &*self.0.store
    }

    pub(crate) fn providers(&self) -> &dyn ModelProvider {
        &*self.0.providers
    }

    pub(crate) fn tool_source(&self) -> &dyn ToolSource {
        &*self.0.tools
    }

    pub(crate) fn ids(&self) -> &Ids {
        &self.0.ids
    }

    pub(crate) fn tasks(&self) -> &Tasks {
        &self.0.tasks
    }

    pub(crate) fn config(&self) -> &ChatConfig {
        &self.0.config
    }

    pub(crate) fn registry(&self) -> &Arc<Registry> {
        &self.0.registry
    }

    pub(crate) fn jobs(&self) -> &Arc<JobRegistry> {
        &self.0.jobs
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(crate) fn locks(&self) -> &Locks {
        &self.0.locks
    }

    pub(crate) fn holds(&self) -> &Holds {
        &self.0.holds
    }

    pub(crate) fn kept_choices(&self) -> &KeptChoices {
        &self.0.choices
    }

    pub(crate) fn quota(&self) -> &Quota {
        &self.0.quota
    }

    pub(crate) fn now(&self) -> Time {
        Time(self.0.ids.clock().now())
    }
}

impl std::fmt::Debug for Chat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chat")
    }
}
