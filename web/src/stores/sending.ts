import {
  addPending,
  type ChatMessage,
  confirmPending,
  failPending,
  markContinued,
  markStopped,
  removePending,
  replaceMessage,
  type StartedRun,
  type StartRun,
  selectBranch,
  showUpTo,
  ThalwegError,
  type Thread,
  uuidv7,
} from "@thalweg/client";
import type { ChatActions } from "@/types/chat";
import { isLocalId, localId, newEntry, resolveId, setEntry, updateEntry } from "./chat.store";
import { type ChatRuntime, toProblem } from "./chat-runtime";
import { namedModelId } from "./model-choice";

/** What was sent and may have to be sent again, word for word, under the same key. */
type Outgoing = {
  readonly conversationId: string;
  readonly body: StartRun;
  readonly key: string;
  /** The server said that it will not have it like this, so nothing of it can have arrived. */
  readonly refused: boolean;
  /** Instructions of a conversation that is made for it, and the key of making it. */
  readonly system?: { readonly text: string; readonly key: string };
  /** The message that was edited; its branch is shown again if the new one is taken back. */
  readonly edited?: string;
};

type Sending = Pick<
  ChatActions,
  "send" | "edit" | "retry" | "discardFailed" | "stop" | "regenerate" | "continueAnswer"
>;

/** The actions that start and stop runs. */
export function createSending(runtime: ChatRuntime): Sending {
  const { store, client, feed, follow } = runtime;
  const outbox = new Map<string, Outgoing>();
  /** Stops that are under way, by conversation: a next message waits for them. */
  const stopping = new Map<string, Promise<unknown>>();

  const changeThread = (id: string, change: (thread: Thread) => Thread) =>
    updateEntry(store, id, (entry) => ({ ...entry, thread: change(entry.thread) }));

  async function deliver(messageId: string): Promise<void> {
    const outgoing = outbox.get(messageId);
    if (outgoing === undefined) return;
    const { key: idempotencyKey } = outgoing;
    const conversationId = resolveId(store.getState(), outgoing.conversationId);
    const known = !isLocalId(conversationId);
    try {
      await feed.identified();
      await stopping.get(conversationId);
      const place = known ? conversationId : await makePlace(outgoing);
      const body = { ...outgoing.body, ...(place !== undefined && { conversationId: place }) };
      const started = await client.startRun(body, { idempotencyKey });
      outbox.delete(messageId);
      if (!known) adopt(conversationId, started);
      changeThread(started.conversationId, (thread) =>
        confirmPending(thread, started, body.model ?? ""),
      );
      if (!known && store.getState().openId === started.conversationId) follow();
    } catch (error) {
      const failure =
        error instanceof ThalwegError ? error : { ...toProblem(error), status: 0, retryable: true };
      const refused = failure.status >= 400 && failure.status < 500;
      if (refused) outbox.set(messageId, { ...outgoing, refused });
      changeThread(conversationId, (thread) => failPending(thread, messageId, failure));
    }
  }

  /** A next try makes old news of why the last one had no effect. */
  function forgetProblem(id: string): void {
    updateEntry(store, id, ({ problem: _, ...entry }) => entry);
  }

  /** Names the model that the composer shows, so that no other answers than the one that was read. */
  function namedModel(conversationId: string): { readonly model?: string } {
    const id = namedModelId(store.getState(), conversationId);
    return id === undefined ? {} : { model: id };
  }

  /** A conversation with instructions is made before its first message; another one by it. */
  async function makePlace({ system, body }: Outgoing): Promise<string | undefined> {
    if (system === undefined) return undefined;
    const { text, key: idempotencyKey } = system;
    const named = body.model === undefined ? {} : { model: body.model };
    const made = await client.createConversation({ system: text, ...named }, { idempotencyKey });
    return made.id;
  }

  /** Gives a new conversation the server's id and keeps the tab's own one as another name. */
  function adopt(local: string, { conversationId, cursor }: StartedRun): void {
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
    // The feed tells of it too; asking makes the title bar right without waiting for that.
    client.getConversation(conversationId).then(feed.put, () => undefined);
  }

  return {
    send(text) {
      const { openId } = store.getState();
      const conversationId = openId ?? localId(uuidv7());
      if (openId === null) {
        setEntry(store, conversationId, newEntry(conversationId, "ready"));
        store.setState({ openId: conversationId });
      }
      const thread = store.getState().threads.get(conversationId)?.thread;
      const message = userMessage(conversationId, text);
      const parentId = thread?.chosen ? thread.leafId : undefined;
      const body = {
        prompt: text,
        messageId: message.id,
        ...(parentId && { parentId }),
        ...namedModel(conversationId),
      };
      const outgoing = { conversationId, body, key: uuidv7(), refused: false };
      const told = isLocalId(conversationId) ? store.getState().newSystem : "";
      outbox.set(message.id, {
        ...outgoing,
        ...(told && { system: { text: told, key: uuidv7() } }),
      });
      if (told) store.setState({ newSystem: "" });
      changeThread(conversationId, (now) => addPending(now, message));
      void deliver(message.id);
      return conversationId;
    },

    edit(messageId, text) {
      const { openId, threads } = store.getState();
      const thread = openId === null ? undefined : threads.get(openId)?.thread;
      const before = thread?.messages.get(messageId);
      if (openId === null || before === undefined) return;
      const { parentId } = before;
      const message = userMessage(openId, text);
      const body = {
        prompt: text,
        messageId: message.id,
        parentId: parentId ?? "root",
        // Whoever asks otherwise has no use for the answer that is being written.
        whenBusy: "stop" as const,
        ...namedModel(openId),
      };
      const outgoing = { conversationId: openId, body, key: uuidv7(), refused: false };
      outbox.set(message.id, { ...outgoing, edited: messageId });
      changeThread(openId, (now) => addPending(showUpTo(markStopped(now), parentId), message));
      void deliver(message.id);
    },

    retry(messageId) {
      const outgoing = outbox.get(messageId);
      if (outgoing === undefined) return;
      if (outgoing.refused) {
        const { model: _, ...body } = outgoing.body;
        const again = { ...body, ...namedModel(outgoing.conversationId) };
        outbox.set(messageId, { ...outgoing, body: again, key: uuidv7(), refused: false });
      }
      changeThread(outgoing.conversationId, (thread) => {
        const entry = thread.pending.find((pending) => pending.message.id === messageId);
        return entry?.state === "failed" ? addPending(thread, entry.message) : thread;
      });
      void deliver(messageId);
    },

    discardFailed(messageId) {
      const outgoing = outbox.get(messageId);
      if (outgoing === undefined) return "";
      outbox.delete(messageId);
      const { edited, system } = outgoing;
      if (system !== undefined) store.setState({ newSystem: system.text });
      changeThread(outgoing.conversationId, (thread) => {
        const without = removePending(thread, messageId);
        return edited === undefined ? without : selectBranch(without, edited);
      });
      return outgoing.body.prompt ?? "";
    },

    stop() {
      const { openId, threads } = store.getState();
      const run = openId === null ? undefined : threads.get(openId)?.thread.run;
      if (openId === null || run === undefined) return;
      changeThread(openId, markStopped);
      const stopped = client.stopRun(run.id).catch((error: unknown) => {
        const problem = toProblem(error);
        // It goes on, so it must not look stopped; its tokens were let go, so it is loaded again.
        updateEntry(store, openId, (entry) => ({
          ...entry,
          problem,
          thread: { ...entry.thread, stale: true },
        }));
        runtime.reloadStale();
      });
      stopping.set(openId, stopped);
      void stopped.then(() => {
        if (stopping.get(openId) === stopped) stopping.delete(openId);
      });
    },

    continueAnswer(assistantMessageId) {
      const { openId, threads } = store.getState();
      const before =
        openId === null ? undefined : threads.get(openId)?.thread.messages.get(assistantMessageId);
      if (openId === null || before?.runId === undefined) return;
      const { runId } = before;
      forgetProblem(openId);
      changeThread(openId, (thread) => markContinued(thread, assistantMessageId));
      Promise.resolve(stopping.get(openId))
        .then(() => client.continueRun(runId))
        .catch((error: unknown) => {
          const problem = toProblem(error);
          updateEntry(store, openId, (now) => ({
            ...now,
            problem,
            thread: replaceMessage(now.thread, before),
          }));
        });
    },

    regenerate(assistantMessageId, model) {
      const { openId, threads } = store.getState();
      const entry = openId === null ? undefined : threads.get(openId);
      const parentId = entry?.thread.messages.get(assistantMessageId)?.parentId;
      if (openId === null || parentId === undefined) return;
      forgetProblem(openId);
      changeThread(openId, (thread) => showUpTo(thread, parentId));
      const named = model === undefined ? namedModel(openId) : { model };
      const body = { conversationId: openId, parentId, ...named };
      Promise.resolve(stopping.get(openId))
        .then(() => client.startRun(body))
        .then((started) => changeThread(openId, (now) => confirmPending(now, started, "")))
        .catch((error: unknown) => {
          const problem = toProblem(error);
          updateEntry(store, openId, (now) => ({
            ...now,
            problem,
            thread: showUpTo(now.thread, assistantMessageId),
          }));
        });
    },
  };
}

function userMessage(conversationId: string, content: string): ChatMessage {
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
