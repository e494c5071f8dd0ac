import {
  addPending,
  type ChatMessage,
  confirmPending,
  failPending,
  type Problem,
  type StartedRun,
  ThalwegError,
  type Thread,
  uuidv7,
} from "@thalweg/client";
import { moveDraft } from "@/lib/drafts";
import type { MessageError } from "@/types/chat";
import {
  type ChatStore,
  isLocalId,
  newEntry,
  resolveId,
  setEntry,
  updateEntry,
} from "./chat.store";
import { type ChatRuntime, toProblem } from "./chat-runtime";
import { takeTools } from "./chat-tools";
import { createOutbox, type Outbox, type Outgoing } from "./outbox";
import type { ToolsChoice } from "./tools-choice";

export type Delivery = {
  readonly outbox: Outbox;
  /** Stops that are under way, by conversation: a next message waits for them. */
  readonly stopping: Map<string, Promise<unknown>>;
  /** Shows a message as on its way and sends it. */
  post(outgoing: Outgoing): void;
  /** Resolves once what a next run depends on is settled: a stop, other tools. Never rejects. */
  ready(conversationId: string): Promise<void>;
  /** Sends what is in the outbox; what goes wrong is shown at the message. */
  deliver(messageId: string): Promise<void>;
  changeThread(id: string, change: (thread: Thread) => Thread): void;
};

/** Brings messages to the server, each of them once. */
export function createDelivery(
  { store, client, feed, follow, identity }: ChatRuntime,
  { setTools, settled }: ToolsChoice,
): Delivery {
  const outbox = createOutbox();
  const stopping = new Map<string, Promise<unknown>>();
  /** The last delivery of each conversation: they go one after the other, in the order of sending. */
  const lanes = new Map<string, Promise<void>>();

  const changeThread = (id: string, change: (thread: Thread) => Thread) =>
    updateEntry(store, id, (entry) => ({ ...entry, thread: change(entry.thread) }));

  async function ready(conversationId: string): Promise<void> {
    await Promise.all([stopping.get(conversationId), settled(conversationId)]);
  }

  /** What was switched off for a new chat is kept with it, now that the server knows it. */
  function keepTools(local: string, id: string): void {
    const tools = takeTools(local);
    // The feed tells of it too; asking makes the title bar right without waiting for that.
    if (tools === undefined) client.getConversation(id).then(feed.putUnlessTold(), () => undefined);
    else {
      setTools(id, tools).catch((problem: MessageError) =>
        updateEntry(store, id, (entry) => ({ ...entry, problem: toolsNotKept(problem) })),
      );
    }
  }

  function deliver(messageId: string): Promise<void> {
    const id = outbox.get(messageId)?.conversationId;
    if (id === undefined) return Promise.resolve();
    const lane = resolveId(store.getState(), id);
    const sent = (lanes.get(lane) ?? Promise.resolve()).then(() => send(messageId));
    lanes.set(lane, sent);
    return sent;
  }

  async function send(messageId: string): Promise<void> {
    const outgoing = outbox.get(messageId);
    if (outgoing === undefined) return;
    const { key: idempotencyKey } = outgoing;
    const conversationId = resolveId(store.getState(), outgoing.conversationId);
    const known = !isLocalId(conversationId);
    try {
      await feed.identified();
      await ready(conversationId);
      if (!known) assertFirst(outgoing);
      const place = known ? conversationId : await makePlace(outgoing);
      const body = { ...outgoing.body, ...(place !== undefined && { conversationId: place }) };
      const started = await client.startRun(body, { idempotencyKey, signal: patience() });
      outbox.delete(messageId);
      if (!known) {
        // Before the address follows: the composer then reads the draft of the new id.
        moveDraft(conversationId, started.conversationId);
        adopt(store, conversationId, started);
        lanes.set(started.conversationId, lanes.get(conversationId) ?? Promise.resolve());
        keepTools(conversationId, started.conversationId);
      }
      changeThread(started.conversationId, (thread) =>
        confirmPending(thread, started, body.model ?? ""),
      );
      if (!known && store.getState().openId === started.conversationId) follow();
      putInPlace(started, outgoing);
    } catch (error) {
      // Nothing was done yet, and after a sign-in the same words go out under the same key.
      const unknown = error instanceof ThalwegError && error.status === 401;
      if (unknown && (await identity.back())) return send(messageId);
      const failure = failureOf(error);
      // A page that is left breaks off what it asks; that is no failure for the next one.
      outbox.put(leaving ? outgoing : { ...outgoing, failure });
      changeThread(conversationId, (thread) => failPending(thread, messageId, failure));
    }
  }

  /** Of a new conversation the first message makes it; a later one would make another. */
  function assertFirst({ conversationId, message }: Outgoing): void {
    const first = outbox.all().find((other) => other.conversationId === conversationId);
    if (first?.message.id === message.id) return;
    throw new ThalwegError(unsent("the message before it has not arrived"));
  }

  /** A conversation with instructions is made before its first message; another one by it. */
  async function makePlace({ system, body }: Outgoing): Promise<string | undefined> {
    if (system === undefined) return undefined;
    const { text, key: idempotencyKey } = system;
    const named = body.model === undefined ? {} : { model: body.model };
    const made = await client.createConversation({ system: text, ...named }, { idempotencyKey });
    return made.id;
  }

  /** What comes back to the queue goes where it was; if it has started meanwhile, all is well. */
  function putInPlace({ conversationId, messageId }: StartedRun, { position }: Outgoing): void {
    if (position === undefined) return;
    client
      .updateQueued(conversationId, messageId, { position })
      .then(({ items }) => changeThread(conversationId, (now) => ({ ...now, queue: items })))
      .catch(() => undefined);
  }

  const show = ({ conversationId, message, waits }: Outgoing) => {
    updateEntry(store, conversationId, (entry) => ({
      ...entry,
      thread: addPending(entry.thread, message),
      ...(waits && { waiting: new Set(entry.waiting).add(message.id) }),
    }));
  };

  // What the page was left with in mid-sending goes on; what had failed is shown as failed.
  for (const outgoing of outbox.all()) {
    const { conversationId, message, failure } = outgoing;
    if (!store.getState().threads.has(conversationId)) {
      const status = isLocalId(conversationId) ? "ready" : "loading";
      setEntry(store, conversationId, newEntry(conversationId, status));
    }
    show(outgoing);
    if (failure === undefined) void deliver(message.id);
    else changeThread(conversationId, (now) => failPending(now, message.id, failure));
  }

  return {
    outbox,
    stopping,
    ready,
    deliver,
    changeThread,
    post(outgoing) {
      outbox.put(outgoing);
      show(outgoing);
      void deliver(outgoing.message.id);
    },
  };
}

let leaving = false;
if (typeof window !== "undefined") {
  const leave = () => {
    leaving = true;
  };
  window.addEventListener("beforeunload", leave);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
}

/** After this long without an answer it is told that none came; a repetition can do no harm. */
const PATIENCE_MS = 20_000;
const patience = () => AbortSignal.timeout(PATIENCE_MS);

function failureOf(error: unknown): Problem {
  if (!(error instanceof ThalwegError)) return { ...toProblem(error), status: 0, retryable: true };
  if (error.code === "aborted") return unsent("no answer came in time");
  // The fields of an error are not in its JSON.
  return { ...error, code: error.code, message: error.message };
}

/** Why the next answers of a new chat may call what was switched off. */
function toolsNotKept({ message, ...problem }: MessageError): MessageError {
  const words = "the tools that you switched off are off for this answer only";
  return { ...problem, code: "tools_not_kept", message: `${words}: ${message}` };
}

function unsent(message: string): Problem {
  return { code: "network", message, status: 0, retryable: true };
}

/** Gives a new conversation the server's id and keeps the tab's own one as another name. */
function adopt(store: ChatStore, local: string, { conversationId, cursor }: StartedRun): void {
  const state = store.getState();
  const entry = state.threads.get(local);
  if (entry === undefined) return;
  const threads = new Map(state.threads);
  threads.delete(local);
  threads.set(conversationId, { ...entry, thread: { ...entry.thread, conversationId, cursor } });
  store.setState({
    threads,
    aliases: new Map(state.aliases).set(local, conversationId),
    openId: state.openId === local ? conversationId : state.openId,
  });
}

/** A person's message before the server knows of it. */
export function userMessage(conversationId: string, content: string): ChatMessage {
  const id = uuidv7();
  return {
    id,
    conversationId,
    role: "user",
    content,
    parts: [{ id: "1", type: "text", text: content }],
    createdAt: new Date().toISOString(),
    status: "complete",
  };
}
