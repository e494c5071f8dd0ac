import type { Problem } from "./errors.ts";
import { goOn, shareText } from "./thread-message.ts";
import { leafBelow, treeOf } from "./thread-tree.ts";
import type {
  ChatMessage,
  Conversation,
  MessagePage,
  QueuedMessage,
  Run,
  StartedRun,
} from "./wire.ts";

/** A message that this client sent and the log has not confirmed. */
export type PendingMessage = {
  readonly message: ChatMessage;
  readonly state: "sending" | "sent" | "failed";
  /** Why, with `failed`. */
  readonly failure?: Problem;
};

/**
 * A conversation as far as it is loaded. Immutable: every operation gives a new value, and what
 * did not change keeps its identity, so that a view compares by reference.
 */
export type Thread = {
  readonly conversationId: string;
  readonly conversation: Conversation | undefined;
  readonly messages: ReadonlyMap<string, ChatMessage>;
  /** Ids in the order of the log, oldest first. */
  readonly order: readonly string[];
  /** Ids of the messages that share a parent, by any one of them; in the order of the log. */
  readonly siblings: ReadonlyMap<string, readonly string[]>;
  /** The branch that is shown, oldest first; ends at `leafId`. */
  readonly path: readonly string[];
  readonly leafId: string | undefined;
  /** The leaf was chosen by hand, so a next message must name it as its parent. */
  readonly chosen: boolean;
  /** Shown after the path, in order of sending. */
  readonly pending: readonly PendingMessage[];
  readonly run: Run | undefined;
  /** Messages that wait until the run has ended, the next first. */
  readonly queue: readonly QueuedMessage[];
  /** The place up to which events are applied; earlier ones are dropped as repeats. */
  readonly cursor: string | undefined;
  /** Gives the page before the oldest loaded message; undefined if there is none. */
  readonly olderCursor: string | undefined;
  readonly deleted: boolean;
  /** Events were lost and no snapshot came: load it again. */
  readonly stale: boolean;
};

/** A conversation of which nothing is loaded, or a new one. */
export function emptyThread(conversationId: string, cursor?: string): Thread {
  return {
    conversationId,
    conversation: undefined,
    messages: new Map(),
    order: [],
    siblings: new Map(),
    path: [],
    leafId: undefined,
    chosen: false,
    pending: [],
    run: undefined,
    queue: [],
    cursor,
    olderCursor: undefined,
    deleted: false,
    stale: false,
  };
}

/** What a first page and its conversation say; both may be of slightly different moments. */
export type ThreadSource = {
  readonly messages: readonly ChatMessage[];
  readonly nextCursor?: string | undefined;
  readonly cursor: string | undefined;
  readonly conversation?: Conversation | undefined;
  readonly run?: Run | undefined;
  /** What waits; if absent, what was known stays as long as the conversation says that some do. */
  readonly queue?: readonly QueuedMessage[] | undefined;
};

/**
 * Replaces what is loaded by a first page (newest first); keeps what is still being sent, and the
 * older messages if the page adjoins them: who reads far up is not sent away by a load.
 */
export function loadThread(thread: Thread, source: ThreadSource): Thread {
  const oldestFirst = source.messages.toReversed();
  const older = olderThan(thread, oldestFirst[0]?.id);
  const kept = older.map((id) => [id, thread.messages.get(id) as ChatMessage] as const);
  const messages = new Map([
    ...kept,
    ...oldestFirst.map((message) => [message.id, shareText(message)] as const),
  ]);
  const order = [...older, ...oldestFirst.map((message) => message.id)];
  const leafId = order.at(-1);
  const known = source.conversation?.queued === undefined ? [] : thread.queue;
  const queue = source.queue ?? known;
  return {
    ...thread,
    conversation: source.conversation ?? thread.conversation,
    messages,
    order,
    ...treeOf(messages, order, leafId, thread.siblings),
    leafId,
    chosen: false,
    pending: thread.pending.filter(
      ({ message }) => !messages.has(message.id) && !isQueued(queue, message.id),
    ),
    run: source.run ?? runningRun(source),
    queue,
    cursor: source.cursor,
    olderCursor: older.length > 0 ? thread.olderCursor : source.nextCursor,
    deleted: false,
    stale: false,
  };
}

/**
 * What is loaded before a message, if that message is loaded too and all of it has ended: what was
 * being written then may have ended otherwise.
 */
function olderThan(thread: Thread, oldestId: string | undefined): readonly string[] {
  const end = oldestId === undefined ? -1 : thread.order.indexOf(oldestId);
  const older = thread.order.slice(0, Math.max(0, end));
  const ended = older.every((id) => thread.messages.get(id)?.status !== "streaming");
  return ended ? older : [];
}

/** Puts an older page (newest first) before what is loaded. */
export function prependPage(thread: Thread, page: MessagePage): Thread {
  const fresh = page.items.toReversed().filter((message) => !thread.messages.has(message.id));
  const messages = new Map([
    ...fresh.map((message) => [message.id, shareText(message)] as const),
    ...thread.messages,
  ]);
  const order = [...fresh.map((message) => message.id), ...thread.order];
  const tree = treeOf(messages, order, thread.leafId, thread.siblings);
  return { ...thread, messages, order, ...tree, olderCursor: page.nextCursor };
}

/** Lets go of what is loaded before a message; the page before it can be loaded again. */
export function dropOlder(thread: Thread, messageId: string): Thread {
  const at = thread.order.indexOf(messageId);
  if (at <= 0) return thread;
  const order = thread.order.slice(at);
  const messages = new Map(order.map((id) => [id, thread.messages.get(id) as ChatMessage]));
  const tree = treeOf(messages, order, thread.leafId, thread.siblings);
  // In place of a page's cursor the server takes the message that the page is before.
  return { ...thread, messages, order, ...tree, olderCursor: messageId };
}

/** Shows the branch of a message: its newest leaf becomes the end of the path. */
export function selectBranch(thread: Thread, messageId: string): Thread {
  if (!thread.messages.has(messageId)) return thread;
  const leafId = leafBelow(thread.messages, thread.order, messageId);
  const tree = treeOf(thread.messages, thread.order, leafId, thread.siblings);
  return { ...thread, ...tree, leafId, chosen: leafId !== thread.order.at(-1) };
}

/**
 * Shows the branch up to one message, as before its answer is written again; undefined: nothing,
 * as before a first message is written anew.
 */
export function showUpTo(thread: Thread, messageId: string | undefined): Thread {
  if (messageId !== undefined && !thread.messages.has(messageId)) return thread;
  const tree = treeOf(thread.messages, thread.order, messageId, thread.siblings);
  return { ...thread, ...tree, leafId: messageId, chosen: messageId !== thread.order.at(-1) };
}

/**
 * Shows a run as stopped before the server has confirmed it: its text stands still. The final
 * `message` corrects whatever of it turns out otherwise.
 */
export function markStopped(thread: Thread): Thread {
  if (thread.run === undefined) return thread;
  const answer = thread.messages.get(thread.run.assistantMessageId);
  if (answer?.status !== "streaming") return { ...thread, run: undefined };
  const stopped = { ...answer, status: "stopped" as const };
  return { ...thread, run: undefined, messages: new Map(thread.messages).set(answer.id, stopped) };
}

/**
 * Shows an answer as going on before the server has confirmed it. The run is known with its event;
 * `replaceMessage` with the message of before takes it back.
 */
export function markContinued(thread: Thread, messageId: string): Thread {
  const answer = thread.messages.get(messageId);
  return answer === undefined ? thread : replaceMessage(thread, goOn(answer, undefined));
}

/** Puts another value in the place of a message that is loaded. */
export function replaceMessage(thread: Thread, message: ChatMessage): Thread {
  if (!thread.messages.has(message.id)) return thread;
  return { ...thread, messages: new Map(thread.messages).set(message.id, message) };
}

/** Adds a message that is being sent, or starts sending it again. */
export function addPending(thread: Thread, message: ChatMessage): Thread {
  if (thread.messages.has(message.id)) return thread;
  const entry: PendingMessage = { message, state: "sending" };
  const known = thread.pending.some((other) => other.message.id === message.id);
  const pending = known
    ? thread.pending.map((other) => (other.message.id === message.id ? entry : other))
    : [...thread.pending, entry];
  return { ...thread, pending };
}

export function failPending(thread: Thread, messageId: string, failure: Problem): Thread {
  const pending = thread.pending.map((entry) =>
    entry.message.id === messageId ? { ...entry, state: "failed" as const, failure } : entry,
  );
  return { ...thread, pending };
}

export function removePending(thread: Thread, messageId: string): Thread {
  const pending = thread.pending.filter((entry) => entry.message.id !== messageId);
  return pending.length === thread.pending.length ? thread : { ...thread, pending };
}

/**
 * Takes the server's answer to a sent message. Its events may have come before the answer did;
 * then only the mark of sending goes.
 */
export function confirmPending(thread: Thread, started: StartedRun, model: string): Thread {
  const pending = thread.pending.map((entry) =>
    entry.message.id === started.messageId
      ? { message: entry.message, state: "sent" as const }
      : entry,
  );
  const seen =
    thread.messages.has(started.assistantMessageId) || isQueued(thread.queue, started.messageId);
  if (seen || thread.run !== undefined) return { ...thread, pending };
  const { conversationId, messageId, assistantMessageId } = started;
  const ids = { id: started.runId, conversationId, messageId, assistantMessageId };
  return { ...thread, pending, run: { ...ids, model, status: "queued" } };
}

/** Whether a message waits for its turn. */
export function isQueued(queue: readonly QueuedMessage[], messageId: string): boolean {
  return queue.some((item) => item.messageId === messageId);
}

/** The run of a page: named by the conversation and still writing in the page. */
function runningRun({ messages, conversation }: ThreadSource): Run | undefined {
  const writing = messages.find((message) => message.status === "streaming");
  if (writing === undefined || conversation?.runId === undefined) return undefined;
  return {
    id: conversation.runId,
    conversationId: conversation.id,
    messageId: writing.parentId ?? "",
    assistantMessageId: writing.id,
    model: writing.model ?? conversation.model ?? "",
    status: "running",
  };
}
