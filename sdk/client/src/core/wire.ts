/** The shapes that cross the network, under the names that the rest of this package uses. */

export type MessageRole = "user" | "assistant" | "tool" | "system";
export type DoneStatus = "complete" | "stopped" | "length" | "refused" | "error" | "interrupted";
export type MessageStatus = "streaming" | DoneStatus;
export type RunStatus = "queued" | "running" | "awaiting-approval";
export type TokenKind = "text" | "reasoning";
export type Part =
  | { type: "text"; id: string; text: string }
  | { type: "reasoning"; id: string; text: string }
  | { type: "tool-call"; id: string; toolCallId: string }
  | { type: "step"; id: string };
export type ToolCall = { id: string; name: string; args: unknown; status: string };
export type Usage = { inputTokens: number; outputTokens: number };
export type Timing = { firstTokenMs?: number; totalMs: number; tokensPerSecond?: number };
export type MessageError = { code: string; message: string };
export type ChatMessage = {
  id: string;
  conversationId: string;
  parentId?: string;
  role: MessageRole;
  content: string;
  parts: Part[];
  createdAt: string;
  status: MessageStatus;
  toolCalls?: ToolCall[];
  model?: string;
  usage?: Usage;
  timing?: Timing;
  error?: MessageError;
};
export type MessagePage = { items: ChatMessage[]; nextCursor?: string; asOf?: string };
export type Conversation = {
  id: string;
  title: string;
  pinned: boolean;
  archived: boolean;
  model?: string;
  createdAt: string;
  updatedAt: string;
  runId?: string;
  leafId?: string;
  asOf?: string;
};
export type ConversationPage = { items: Conversation[]; nextCursor?: string; asOf?: string };
export type NewConversation = { title?: string; model?: string };
export type ConversationPatch = {
  title?: string;
  pinned?: boolean;
  archived?: boolean;
  model?: string;
};
export type StartRun = {
  prompt?: string;
  context?: string;
  tools?: string[];
  conversationId?: string;
  parentId?: string;
  messageId?: string;
  model?: string;
  reasoning?: boolean;
  whenBusy?: "reject" | "queue" | "stop";
};
export type StartedRun = {
  runId: string;
  conversationId: string;
  messageId: string;
  assistantMessageId: string;
  cursor: string;
};
export type Run = {
  id: string;
  conversationId: string;
  messageId: string;
  assistantMessageId: string;
  parentId?: string;
  model: string;
  status?: RunStatus;
  ended?: DoneStatus;
  continues?: string;
};
export type Token = { id: string; partId: string; text: string; kind?: TokenKind };
export type RunError = {
  code: string;
  message: string;
  retryable: boolean;
  requestId: string;
  retryAfterMs?: number;
};
export type Done = {
  id: string;
  runId: string;
  status: DoneStatus;
  usage?: Usage;
  timing?: Timing;
};
export type Deleted = { id: string };
export type Model = {
  id: string;
  name: string;
  default: boolean;
  contextTokens?: number;
  description?: string;
};
export type ModelPage = { items: Model[] };
export type Me = { principal: { id: string; role: "owner" | "guest" }; version: string };
export type ChannelHead = { channel: string; seq: number };
export type Welcome = {
  streamId: string;
  channels: ChannelHead[];
  refused?: string[];
  expiresAt?: string;
  heartbeatMs: number;
};
export type LostChannel = {
  channel: string;
  lostFrom?: number;
  lostTo?: number;
  snapshot?: Record<string, unknown>;
};
export type Reset = {
  reason: "trimmed" | "epoch_changed" | "unknown_cursor";
  channels: LostChannel[];
};
export type ConversationSnapshot = {
  conversation: Conversation;
  messages: ChatMessage[];
  nextCursor?: string;
  run?: Run;
};
