import type { ChatMessage, PendingMessage, Problem, Run, Thread } from "@thalweg/client";
import { reasoningOf, timeOfId } from "@thalweg/client";
import type { MessageFailure, MessageView, ThreadView } from "@/types/chat";
import { blocksOf } from "./call-blocks";
import type { ThreadEntry } from "./chat.store";

/** Views by the value they are of, so that what did not change is the same object again. */
const threadViews = new WeakMap<ThreadEntry, ThreadView>();
const lastViews = new WeakMap<readonly string[], ThreadView>();
const runViews = new WeakMap<Run, NonNullable<ThreadView["run"]>>();
const idLists = new WeakMap<
  readonly PendingMessage[],
  { path: readonly string[]; waiting: ThreadEntry["waiting"]; ids: readonly string[] }
>();
const messageViews = new WeakMap<ChatMessage, MessageView>();
const pendingViews = new WeakMap<PendingMessage, MessageView>();

/** The same object as long as nothing in it changed; in particular, through a stream's tokens. */
export function toThreadView(entry: ThreadEntry): ThreadView {
  const known = threadViews.get(entry);
  if (known !== undefined) return known;
  const { thread, status, loadingOlder, olderFailed, problem } = entry;
  const run = thread.run && runView(thread.run);
  const view: ThreadView = {
    status: thread.deleted ? "not-found" : status,
    messageIds: shownIds(entry),
    loadingOlder,
    ...(olderFailed && { olderFailed }),
    ...(run !== undefined && { run }),
    ...(thread.olderCursor !== undefined && { olderCursor: thread.olderCursor }),
    ...(problem !== undefined && { problem }),
  };
  const last = lastViews.get(view.messageIds);
  const stable = last !== undefined && sameFields(last, view) ? last : view;
  threadViews.set(entry, stable);
  lastViews.set(view.messageIds, stable);
  return stable;
}

export function toMessageView(thread: Thread, id: string): MessageView | undefined {
  const message = thread.messages.get(id);
  if (message !== undefined) return messageView(message, thread.siblings.get(id) ?? []);
  const entry = thread.pending.find((pending) => pending.message.id === id);
  return entry && pendingView(entry);
}

function messageView(message: ChatMessage, siblings: readonly string[]): MessageView {
  const known = messageViews.get(message);
  if (known?.siblings === siblings) return known;
  const reasoning = reasoningOf(message);
  const blocks = blocksOf(message);
  const { id, role, content, status, createdAt, model, runId, usage, timing, error } = message;
  const view: MessageView = {
    id,
    role,
    content,
    status,
    createdAt,
    siblings,
    ...(reasoning !== undefined && { reasoning }),
    ...(blocks !== undefined && { blocks }),
    ...(model !== undefined && { model }),
    ...(runId !== undefined && { runId }),
    ...(usage !== undefined && { usage }),
    ...(timing !== undefined && { timing }),
    ...(error !== undefined && { error }),
  };
  messageViews.set(message, view);
  return view;
}

const NO_SIBLINGS: readonly string[] = [];

function pendingView(entry: PendingMessage): MessageView {
  const known = pendingViews.get(entry);
  if (known !== undefined) return known;
  const { state, failure } = entry;
  const view: MessageView = {
    ...messageView(entry.message, NO_SIBLINGS),
    ...(state !== "sent" && { local: state }),
    ...(failure !== undefined && {
      failure: failureView(failure),
    }),
  };
  pendingViews.set(entry, view);
  return view;
}

function failureView(problem: Problem): MessageFailure {
  const { code, message, retryable, requestId, retryAfterMs } = problem;
  return {
    code,
    message,
    retryable,
    ...(requestId !== undefined && { requestId }),
    // The view is made when the failure comes in, so that this is the moment that was meant.
    ...(retryAfterMs !== undefined && {
      retryAt: new Date(Date.now() + retryAfterMs).toISOString(),
    }),
  };
}

function shownIds({ thread: { path, pending }, waiting }: ThreadEntry): readonly string[] {
  if (pending.length === 0) return path;
  const known = idLists.get(pending);
  if (known?.path === path && known.waiting === waiting) return known.ids;
  const shown = pending.flatMap(({ message }) => (waiting?.has(message.id) ? [] : [message.id]));
  const ids = shown.length === 0 ? path : [...path, ...shown];
  idLists.set(pending, { path, waiting, ids });
  return ids;
}

function runView(run: Run): NonNullable<ThreadView["run"]> {
  const known = runViews.get(run);
  if (known !== undefined) return known;
  const view = {
    id: run.id,
    status: run.status ?? "running",
    assistantMessageId: run.assistantMessageId,
    // The id tells when the run was made, also after a reload; a server whose clock is ahead must
    // not make the wait negative.
    startedAt: Math.min(Date.now(), timeOfId(run.id)),
  };
  runViews.set(run, view);
  return view;
}

function sameFields(left: ThreadView, right: ThreadView): boolean {
  const keys = Object.keys(right) as (keyof ThreadView)[];
  return keys.length === Object.keys(left).length && keys.every((key) => left[key] === right[key]);
}
