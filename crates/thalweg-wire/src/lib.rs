#![doc = include_str!("../README.md")]

mod account;
mod audit;
mod call;
mod code;
mod conversation;
mod draft;
mod event;
mod form;
mod http_tool;
mod job;
mod join;
mod mcp_server;
mod message;
mod problem;
mod queue;
mod realtime;
mod rules;
mod run;
mod search;
mod server;
mod service_key;
mod socket;
mod sse;
mod stream;
mod template;
mod ticket;
mod time;
mod tool;
mod transfer;

pub use account::{
    Account, AccountPage, AccountPatch, AuthInfo, ChangePassword, DeleteAccount, Invitation,
    InvitationList, Login, NewInvitation, ProfilePatch, ProviderInfo, ProviderPage, ProviderSignIn,
    Register, Registration, Session, SessionList, SessionRef, SignedIn,
};
pub use audit::{AuditActor, AuditEntry, AuditOutcome, AuditPage};
pub use call::{Approval, ToolStatus};
pub use code::ErrorCode;
pub use conversation::{
    Conversation, ConversationPage, ConversationPatch, ForkConversation, ForkedFrom,
    NewConversation,
};
pub use draft::{DraftNotice, NewPromptDraft, PromptDraft};
pub use event::{StreamChunk, kind};
pub use form::ApprovalForm;
pub use http_tool::{
    HttpBody, HttpMethod, HttpTool, HttpToolNews, HttpToolPage, HttpToolPatch, NamedValue,
    NewHttpTool, TestHttpTool, TestedHttpTool,
};
pub use job::{
    ApprovalAnswer, ApprovalDecision, DecideApproval, Job, JobApproval, JobNotice, JobPage,
    JobPartial, JobProgress, JobSnapshot,
};
pub use join::{Piece, join_tokens, piece_of, token_text};
pub use mcp_server::{
    McpServer, McpServerInfo, McpServerNews, McpServerPage, McpServerPatch, McpServerStatus,
    McpServerTool, McpTransport, NewMcpServer, TestMcpServer, TestedMcpServer,
};
pub use message::{
    ChatMessage, MessageError, MessagePage, MessageStatus, NewMessage, Part, Role, Timing,
    ToolCall, ToolCallStatus, Usage,
};
pub use problem::{FieldError, Problem};
pub use queue::{Queue, QueuePatch, QueuedMessage};
pub use realtime::{ContinueRun, ParentRef, StartRun, StartedRun, WhenBusy};
pub use rules::{RulesExplained, VerbExplained};
pub use run::{Done, DoneStatus, Run, RunError, RunStatus, Token, TokenKind};
pub use search::{SearchHit, SearchPage};
pub use server::{
    Health, Me, Model, ModelPage, ModelProblem, PrincipalView, Role as AccessRole, TokensOfDay,
};
pub use service_key::{NewServiceKey, ServiceKey, ServiceKeyList};
pub use socket::{
    Ack, Auth, CancelTool, ChannelEvent, ClientFrame, Draining, FrameError, FrameOk, InvokeFrame,
    PartialResult, PingFrame, Pong, Presence, Publish, Resume, ServerFrame, SocketLimits,
    SocketReset, SocketWelcome, Subscribe, ToolComplete, ToolUpdate, Unsubscribe, encode_ws,
    encode_ws_session,
};
pub use sse::{encode_sse, encode_sse_comment, encode_sse_control, encode_sse_wrapped};
pub use stream::{
    ChannelHead, ConversationSnapshot, Deleted, Expired, LostChannel, NameDeleted, ProlongStream,
    Prolonged, Reconnect, ReconnectReason, Reset, ResetReason, Welcome,
};
pub use template::{NewTemplate, Template, TemplatePage, TemplatePatch};
pub use ticket::{NewTicket, Ticket};
pub use time::Time;
pub use tool::{
    InvokeTool, InvokedTool, Tool, ToolAnnotations, ToolChoice, ToolOrigin, ToolPage, ToolPatch,
    ToolPermission,
};
pub use transfer::ConversationExport;
