//! The rows of a store, of which some cannot be read when a test says so.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use thalweg_chat::{
    AsOf, ChatStore, ConversationQuery, ConversationRow, DraftRow, Hit, JobRow, JobStore, ListKey,
    Listed, MessagePrivate, MessageQuery, QueuedRow, RunRow, SearchQuery, SourceStore,
};
use thalweg_log::{PrincipalId, StoreError};
use thalweg_store::SqliteStore;
use thalweg_wire::{
    ChatMessage, Conversation, HttpTool, Job, McpServer, Part, Template, ToolChoice,
};
use uuid::Uuid;

/// See above.
pub(crate) struct Rows {
    inner: Arc<SqliteStore>,
    faults: AtomicUsize,
}

impl Rows {
    pub(crate) const fn new(inner: Arc<SqliteStore>) -> Self {
        Self {
            inner,
            faults: AtomicUsize::new(0),
        }
    }

    /// The next `times` looks at what somebody chose of tools fail.
    pub(crate) fn fail_choices(&self, times: usize) {
        self.faults.store(times, Ordering::SeqCst);
    }

    /// How many of them are still to fail.
    pub(crate) fn faults_left(&self) -> usize {
        self.faults.load(Ordering::SeqCst)
    }

    fn check(&self) -> Result<(), StoreError> {
        let less = |left: usize| left.checked_sub(1);
        match self
            .faults
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, less)
        {
            Ok(_) => Err(StoreError::Failed("the test says so".into())),
            Err(_) => Ok(()),
        }
    }
}

#[async_trait]
impl JobStore for Rows {
    async fn job(&self, id: Uuid) -> Result<AsOf<Option<JobRow>>, StoreError> {
        self.inner.job(id).await
    }

    async fn job_of_approval(&self, approval: Uuid) -> Result<Option<JobRow>, StoreError> {
        self.inner.job_of_approval(approval).await
    }

    async fn jobs(
        &self,
        owner: &PrincipalId,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<AsOf<Listed<Job>>, StoreError> {
        self.inner.jobs(owner, before, limit).await
    }

    async fn open_jobs(&self) -> Result<Vec<JobRow>, StoreError> {
        self.inner.open_jobs().await
    }

    async fn tool_choices(&self, owner: &PrincipalId) -> Result<Vec<ToolChoice>, StoreError> {
        self.check()?;
        self.inner.tool_choices(owner).await
    }
}

#[async_trait]
impl SourceStore for Rows {
    async fn http_tools(&self, owner: &PrincipalId) -> Result<AsOf<Vec<HttpTool>>, StoreError> {
        self.inner.http_tools(owner).await
    }

    async fn mcp_servers(&self, owner: &PrincipalId) -> Result<AsOf<Vec<McpServer>>, StoreError> {
        self.inner.mcp_servers(owner).await
    }
}

#[async_trait]
impl ChatStore for Rows {
    async fn spent(&self, day: u64) -> Result<Vec<(PrincipalId, u64)>, StoreError> {
        self.inner.spent(day).await
    }

    async fn conversation(&self, id: Uuid) -> Result<AsOf<Option<ConversationRow>>, StoreError> {
        self.inner.conversation(id).await
    }

    async fn conversations(
        &self,
        owner: &PrincipalId,
        query: ConversationQuery,
    ) -> Result<AsOf<Listed<Conversation>>, StoreError> {
        self.inner.conversations(owner, query).await
    }

    async fn messages(
        &self,
        conversation: Uuid,
        query: MessageQuery,
    ) -> Result<AsOf<Listed<ChatMessage>>, StoreError> {
        self.inner.messages(conversation, query).await
    }

    async fn message(
        &self,
        conversation: Uuid,
        id: Uuid,
    ) -> Result<Option<ChatMessage>, StoreError> {
        self.inner.message(conversation, id).await
    }

    async fn message_place(
        &self,
        conversation: Uuid,
        id: Uuid,
    ) -> Result<Option<ListKey>, StoreError> {
        self.inner.message_place(conversation, id).await
    }

    async fn messages_after(
        &self,
        conversation: Uuid,
        after: ListKey,
    ) -> Result<Listed<ChatMessage>, StoreError> {
        self.inner.messages_after(conversation, after).await
    }

    async fn branch_ids(&self, conversation: Uuid, leaf: Uuid) -> Result<Vec<Uuid>, StoreError> {
        self.inner.branch_ids(conversation, leaf).await
    }

    async fn branch(&self, conversation: Uuid, leaf: Uuid) -> Result<Vec<ChatMessage>, StoreError> {
        self.inner.branch(conversation, leaf).await
    }

    async fn privates(
        &self,
        conversation: Uuid,
        leaf: Uuid,
    ) -> Result<HashMap<Uuid, MessagePrivate>, StoreError> {
        self.inner.privates(conversation, leaf).await
    }

    async fn run(&self, id: Uuid) -> Result<Option<RunRow>, StoreError> {
        self.inner.run(id).await
    }

    async fn run_of_message(
        &self,
        conversation: Uuid,
        message: Uuid,
    ) -> Result<Option<RunRow>, StoreError> {
        self.inner.run_of_message(conversation, message).await
    }

    async fn writer_of(
        &self,
        conversation: Uuid,
        message: Uuid,
    ) -> Result<Option<RunRow>, StoreError> {
        self.inner.writer_of(conversation, message).await
    }

    async fn queue(&self, conversation: Uuid) -> Result<AsOf<Vec<QueuedRow>>, StoreError> {
        self.inner.queue(conversation).await
    }

    async fn queues(&self) -> Result<Vec<Uuid>, StoreError> {
        self.inner.queues().await
    }

    async fn open_runs(&self) -> Result<Vec<RunRow>, StoreError> {
        self.inner.open_runs().await
    }

    async fn draft(&self, run: Uuid) -> Result<Vec<Part>, StoreError> {
        self.inner.draft(run).await
    }

    async fn prompt_draft(
        &self,
        owner: &PrincipalId,
        conversation: Option<Uuid>,
    ) -> Result<Option<DraftRow>, StoreError> {
        self.inner.prompt_draft(owner, conversation).await
    }

    async fn templates(&self, owner: &PrincipalId) -> Result<AsOf<Vec<Template>>, StoreError> {
        self.inner.templates(owner).await
    }

    async fn template(
        &self,
        owner: &PrincipalId,
        id: Uuid,
    ) -> Result<Option<Template>, StoreError> {
        self.inner.template(owner, id).await
    }

    async fn search(
        &self,
        owner: &PrincipalId,
        query: &SearchQuery,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<Listed<Hit>, StoreError> {
        self.inner.search(owner, query, before, limit).await
    }

    async fn check_rows(&self) -> Result<Vec<String>, StoreError> {
        self.inner.check_rows().await
    }
}
