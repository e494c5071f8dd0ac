/** The shapes that cross the network, as generated; the ones that streams and chats are made of. */
import type { ChatMessage, Conversation, QueuedMessage, Run } from "../generated/types.gen.ts";

export type {
  ApprovalAnswer,
  ApprovalDecision,
  ChannelEvent,
  ChannelHead,
  ChatMessage,
  ClientFrame,
  ContinueRun,
  Conversation,
  ConversationExport,
  ConversationPage,
  ConversationPatch,
  Deleted,
  Done,
  DoneStatus,
  ErrorCode,
  Expired,
  Job,
  JobApproval,
  JobNotice,
  JobPage,
  JobProgress,
  LostChannel,
  Me,
  MessageError,
  MessagePage,
  MessageRole,
  MessageStatus,
  Model,
  ModelPage,
  NewConversation,
  NewTemplate,
  Part,
  Principal,
  Prolonged,
  Queue,
  QueuedMessage,
  QueuePatch,
  Reconnect,
  Reset,
  ResetReason,
  Run,
  RunError,
  RunStatus,
  SearchHit,
  SearchPage,
  ServerFrame,
  SocketReset,
  SocketWelcome,
  StartedRun,
  StartRun,
  Template,
  TemplatePage,
  TemplatePatch,
  Timing,
  Token,
  TokenKind,
  Tool,
  ToolCall,
  ToolCallStatus,
  ToolChoice,
  ToolComplete,
  ToolPage,
  ToolPatch,
  ToolPermission,
  ToolStatus,
  Usage,
  Welcome,
} from "../generated/types.gen.ts";

/** The `snapshot` of a conversation in a `reset`; the document leaves its shape open. */
export type ConversationSnapshot = {
  conversation: Conversation;
  /** The newest 50 within 1 MiB, newest first, with the text written so far. */
  messages: ChatMessage[];
  nextCursor?: string;
  run?: Run;
  /** What waits, the next first. */
  queue?: QueuedMessage[];
};
