export {
  type CallOptions,
  type ChannelsOptions,
  type ClientOptions,
  type ConversationListOptions,
  createClient,
  type PageOptions,
  type StreamOptions,
  type ThalwegClient,
} from "./client.ts";
export {
  type Clock,
  detectEnvironment,
  type Environment,
  type EnvironmentChange,
  type Fetch,
  steadyEnvironment,
  systemClock,
} from "./core/environment.ts";
export { type FieldError, type Problem, ThalwegError } from "./core/errors.ts";
export { timeOfId, uuidv7 } from "./core/ids.ts";
export type { ConnectionState, LossReason, ReceivedEvent } from "./core/resume-types.ts";
export {
  type SharedEvents,
  type SharedEventsOptions,
  type SharedOptions,
  shareEvents,
} from "./core/shared-events.ts";
export type {
  Batch,
  Election,
  Lead,
  OpenEvents,
  TabMessage,
  Tabs,
  Want,
} from "./core/shared-types.ts";
export { SseDecoder, type SseEvent, type SseItem, SseTooLargeError } from "./core/sse-decoder.ts";
export type { EventData, KnownEventType, StreamEvent } from "./core/stream-event.ts";
export { type Subscription, type SubscriptionOptions, subscribe } from "./core/subscription.ts";
export {
  addPending,
  confirmPending,
  dropOlder,
  emptyThread,
  failPending,
  isQueued,
  loadThread,
  markContinued,
  markStopped,
  type PendingMessage,
  prependPage,
  removePending,
  replaceMessage,
  selectBranch,
  showUpTo,
  type Thread,
  type ThreadSource,
} from "./core/thread.ts";
export type { LiveToolCall } from "./core/thread-calls.ts";
export { applyEvents } from "./core/thread-events.ts";
export { reasoningOf } from "./core/thread-message.ts";
export type * from "./core/wire.ts";
export { createHttp, type Http, type HttpOptions } from "./http.ts";
export { type ShareOptions, shareBetweenTabs } from "./share.ts";
export { type AfterClose, afterClose } from "./socket/codes.ts";
export { openSocket } from "./socket/socket.ts";
export type {
  CallFailure,
  CallHandlers,
  ChannelHandlers,
  ChannelSubscription,
  SessionFrame,
  SessionPlace,
  SocketConstructor,
  SocketLike,
  SocketOptions,
  ThalwegSocket,
  ToolInvocation,
} from "./socket/types.ts";
