import type { StreamEvent } from "./stream-event.ts";
import { emptyThread, isQueued, loadThread, type PendingMessage, type Thread } from "./thread.ts";
import { hearCall, keepLogs } from "./thread-calls.ts";
import {
  appendToken,
  blankAnswer,
  failMessage,
  finishMessage,
  goOn,
  shareText,
} from "./thread-message.ts";
import { treeOf } from "./thread-tree.ts";
import type { ChatMessage, ConversationSnapshot, Reset, Run, Token, ToolStatus } from "./wire.ts";

/**
 * Applies events of the thread's channel, in order.
 *
 * Idempotent: an event at or before the thread's cursor changes nothing, so a thread that was
 * loaded at a later place may be fed a stream from an earlier one. Tokens that were joined or
 * folded away on the server give the same thread as single ones. Events that change nothing leave
 * the thread as it is, by identity.
 */
export function applyEvents(thread: Thread, events: readonly StreamEvent[]): Thread {
  let draft: Draft | undefined;
  let current = thread;
  for (const event of events) {
    const cursor = draft?.cursor ?? current.cursor;
    if (event.type === "welcome") continue;
    if (event.type === "reset") {
      current = applyReset(draft?.finish() ?? current, event.data, event.cursor);
      draft = undefined;
      continue;
    }
    if (event.cursor !== undefined && cursor !== undefined && event.cursor <= cursor) continue;
    draft ??= new Draft(current);
    draft.apply(event);
  }
  return draft?.finish() ?? current;
}

/** A thread under change, so that many tokens copy the table of messages once. */
class Draft {
  readonly #before: Thread;
  readonly #messages: Map<string, ChatMessage>;
  #order: readonly string[];
  #leafId: string | undefined;
  #chosen: boolean;
  #run: Run | undefined;
  #rest: Partial<Thread> = {};
  #treeChanged = false;
  cursor: string | undefined;

  constructor(thread: Thread) {
    this.#before = thread;
    this.#messages = new Map(thread.messages);
    this.#order = thread.order;
    this.#leafId = thread.leafId;
    this.#chosen = thread.chosen;
    this.#run = thread.run;
    this.cursor = thread.cursor;
  }

  finish(): Thread {
    const tree = this.#treeChanged
      ? treeOf(this.#messages, this.#order, this.#leafId, this.#before.siblings)
      : {};
    const queue = this.#rest.queue ?? this.#before.queue;
    const arrived = ({ message }: PendingMessage) =>
      this.#messages.has(message.id) || isQueued(queue, message.id);
    const pending = this.#before.pending.some(arrived)
      ? this.#before.pending.filter((entry) => !arrived(entry))
      : this.#before.pending;
    return {
      ...this.#before,
      ...this.#rest,
      messages: this.#messages,
      order: this.#order,
      leafId: this.#leafId,
      chosen: this.#chosen,
      pending,
      run: this.#run,
      cursor: this.cursor,
      ...tree,
    };
  }

  apply(event: Exclude<StreamEvent, { type: "welcome" | "reset" }>): void {
    if (event.cursor !== undefined) this.cursor = event.cursor;
    switch (event.type) {
      case "run":
        this.#startRun(event.data);
        break;
      case "message":
        this.#put(shareText(keepLogs(event.data, this.#messages.get(event.data.id))));
        break;
      case "tool-status":
        this.#call(event.data);
        break;
      case "token":
        this.#token(event.data);
        break;
      case "error":
        if (this.#run === undefined) break;
        this.#change(this.#run.assistantMessageId, (message) => failMessage(message, event.data));
        break;
      case "done":
        this.#change(event.data.id, (message) => finishMessage(message, event.data));
        if (this.#run?.id === event.data.runId) this.#run = undefined;
        break;
      case "queue":
        this.#rest = { ...this.#rest, queue: event.data.items };
        break;
      case "conversation":
        this.#rest = { ...this.#rest, conversation: event.data, deleted: false };
        break;
      case "deleted":
        this.#rest = { ...this.#rest, deleted: true };
        this.#run = undefined;
        break;
    }
  }

  #startRun(run: Run): void {
    if (run.ended !== undefined) {
      if (this.#run?.id === run.id) this.#run = undefined;
      return;
    }
    // What waits is told by the queue, and has no answer yet.
    if (run.status === "queued") return;
    this.#run = run;
    const answer = this.#messages.get(run.assistantMessageId);
    if (answer === undefined) {
      this.#put(blankAnswer(run));
    } else if (run.continues !== undefined) {
      this.#put(goOn(answer, run.id));
    }
  }

  #token(token: Token): void {
    const answer = this.#messages.get(token.id);
    // Without its `run` event the message has no place in the tree; a token of a message that
    // already ended is superseded by it.
    if (answer?.status !== "streaming") return;
    this.#messages.set(token.id, appendToken(answer, token));
  }

  #call(told: ToolStatus): void {
    const answer = this.#messages.get(told.messageId);
    // As with tokens: the final message has the last word on its calls.
    if (answer?.status !== "streaming") return;
    this.#messages.set(told.messageId, hearCall(answer, told));
  }

  #put(message: ChatMessage): void {
    const before = this.#messages.get(message.id);
    this.#messages.set(message.id, message);
    if (before !== undefined && before.parentId === message.parentId) return;
    this.#treeChanged = true;
    if (before !== undefined) return;
    this.#order = [...this.#order, message.id];
    this.#leafId = message.id;
    this.#chosen = false;
  }

  #change(id: string, change: (message: ChatMessage) => ChatMessage): void {
    const message = this.#messages.get(id);
    if (message !== undefined) this.#messages.set(id, change(message));
  }
}

function applyReset(thread: Thread, reset: Reset, cursor: string | undefined): Thread {
  // A run's stream that cannot go on names no channel: it replays the whole run.
  if (reset.channels.length === 0) {
    return { ...emptyThread(thread.conversationId, cursor), pending: thread.pending };
  }
  const channel = `conversation:${thread.conversationId}`;
  const lost = reset.channels.find((entry) => entry.channel === channel);
  if (lost === undefined) return thread;
  if (lost.snapshot === undefined) return { ...thread, stale: true };
  const snapshot = lost.snapshot as ConversationSnapshot;
  return loadThread(thread, { ...snapshot, queue: snapshot.queue ?? [], cursor });
}
