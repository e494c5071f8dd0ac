use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Approval, ChatMessage, Conversation, Deleted, Done, DraftNotice, Expired, HttpToolNews, Job,
    JobNotice, JobPartial, JobProgress, McpServerNews, Queue, Reconnect, Reset, Run, RunError,
    Template, Token, ToolChoice, ToolStatus, Welcome,
};

/// The types of events, as in the `event:` line. Stored and sent by name: add, never rename.
pub mod kind {
    use thalweg_log::EventKind;

    /// A [`crate::Run`] was queued, started, or waits.
    pub const RUN: EventKind = EventKind::of("run");
    /// A [`crate::ChatMessage`]: the user's, or the assistant's at its end.
    pub const MESSAGE: EventKind = EventKind::of("message");
    /// A [`crate::Token`].
    pub const TOKEN: EventKind = EventKind::of("token");
    /// A [`crate::ToolStatus`].
    pub const TOOL_STATUS: EventKind = EventKind::of("tool-status");
    /// A [`crate::Approval`].
    pub const APPROVAL: EventKind = EventKind::of("approval");
    /// A [`crate::RunError`].
    pub const ERROR: EventKind = EventKind::of("error");
    /// A [`crate::Done`].
    pub const DONE: EventKind = EventKind::of("done");
    /// A [`crate::Conversation`] came into being or changed.
    pub const CONVERSATION: EventKind = EventKind::of("conversation");
    /// A [`crate::Queue`]: what waits in a conversation changed.
    pub const QUEUE: EventKind = EventKind::of("queue");
    /// A [`crate::Deleted`].
    pub const DELETED: EventKind = EventKind::of("deleted");
    /// A [`crate::Template`] came into being or changed, on its owner's feed.
    pub const TEMPLATE: EventKind = EventKind::of("template");
    /// A [`crate::Deleted`] of a template, on its owner's feed.
    pub const TEMPLATE_DELETED: EventKind = EventKind::of("template-deleted");
    /// A [`crate::DraftNotice`], on the feed of who writes.
    pub const DRAFT: EventKind = EventKind::of("draft");
    /// A [`crate::Job`] came into being or changed its state; in its own channel, whole.
    pub const JOB: EventKind = EventKind::of("job");
    /// A [`crate::JobProgress`].
    pub const JOB_PROGRESS: EventKind = EventKind::of("job-progress");
    /// A [`crate::JobPartial`].
    pub const JOB_PARTIAL: EventKind = EventKind::of("job-partial");
    /// A [`crate::JobNotice`], on its owner's feed.
    pub const JOB_NOTICE: EventKind = EventKind::of("job-notice");
    /// A [`crate::ToolChoice`], on the feed of who chose.
    pub const TOOL_CHOICE: EventKind = EventKind::of("tool-choice");
    /// A [`crate::HttpToolNews`], on the owner's feed.
    pub const HTTP_TOOL: EventKind = EventKind::of("http-tool");
    /// A [`crate::McpServerNews`], on the owner's feed. Of a definition if it is kept; else of how
    /// the server does.
    pub const MCP_SERVER: EventKind = EventKind::of("mcp-server");
    /// A [`crate::ToolUpdate`] of a session, without its seq.
    pub const TOOL_UPDATE: EventKind = EventKind::of("tool_update");
    /// A [`crate::PartialResult`] of a session, without its seq.
    pub const PARTIAL_RESULT: EventKind = EventKind::of("partial_result");
    /// A [`crate::ToolComplete`] of a session, without its seq.
    pub const COMPLETE: EventKind = EventKind::of("complete");
    /// A session is over; its last event, which no client is sent.
    pub const SESSION_ENDED: EventKind = EventKind::of("session-ended");
    /// The first event of a stream.
    pub const WELCOME: &str = "welcome";
    /// Something cannot be replayed.
    pub const RESET: &str = "reset";
    /// Come back after a while.
    pub const RECONNECT: &str = "reconnect";
    /// The credential ended.
    pub const EXPIRED: &str = "expired";
}

/// An event of a conversation's or a run's stream: `event:` is the type, `data:` the data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", content = "data", rename_all = "kebab-case")]
pub enum StreamChunk {
    /// The stream begins.
    Welcome(Welcome),
    /// A run was queued, started, or waits.
    Run(Run),
    /// A message, whole.
    Message(ChatMessage),
    /// A piece of a message.
    Token(Token),
    /// A call of a tool came into being, changed its state, or says how far it is.
    ToolStatus(ToolStatus),
    /// A call of a tool waits for leave, or somebody decided on it.
    Approval(Approval),
    /// A failure.
    Error(RunError),
    /// A run ended.
    Done(Done),
    /// A conversation came into being or changed.
    Conversation(Conversation),
    /// What waits changed; the whole of it.
    Queue(Queue),
    /// A conversation was deleted.
    Deleted(Deleted),
    /// A template came into being or changed.
    Template(Template),
    /// A template was deleted.
    TemplateDeleted(Deleted),
    /// A draft of one's own was saved or taken away.
    Draft(DraftNotice),
    /// A job came into being or changed its state; the whole of it.
    Job(Job),
    /// How far a job is.
    JobProgress(JobProgress),
    /// A piece of a job's result.
    JobPartial(JobPartial),
    /// A job of one's own came into being, waits for somebody, or ended.
    JobNotice(JobNotice),
    /// One's own choice of a tool changed.
    ToolChoice(ToolChoice),
    /// An HTTP tool came into being, changed or was deleted.
    HttpTool(HttpToolNews),
    /// A server of the Model Context Protocol came into being, changed, does otherwise, or was
    /// deleted.
    McpServer(McpServerNews),
    /// Something cannot be replayed.
    Reset(Reset),
    /// Come back after a while.
    Reconnect(Reconnect),
    /// The credential ended.
    Expired(Expired),
}
