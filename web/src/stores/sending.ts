import {
  addPending,
  confirmPending,
  markContinued,
  markStopped,
  removePending,
  replaceMessage,
  selectBranch,
  showUpTo,
  uuidv7,
} from "@thalweg/client";
import { outgoingOf } from "@/lib/pasted";
import type { ChatActions } from "@/types/chat";
import { isLocalId, localId, newEntry, setEntry, updateEntry } from "./chat.store";
import { type ChatRuntime, toProblem } from "./chat-runtime";
import { moveTools, NEW_CHAT, namedTools } from "./chat-tools";
import { type Delivery, userMessage } from "./delivery";
import { namedModelId } from "./model-choice";
import { isBusy } from "./queue";

type Sending = Pick<
  ChatActions,
  | "send"
  | "setEditing"
  | "editQuestionOf"
  | "edit"
  | "retry"
  | "discardFailed"
  | "stop"
  | "regenerate"
  | "continueAnswer"
>;

/** The actions that start and stop runs. */
export function createSending(runtime: ChatRuntime, delivery: Delivery): Sending {
  const { store, client } = runtime;
  const { outbox, stopping, ready, post, deliver, changeThread } = delivery;

  /** A next try makes old news of why the last one had no effect. */
  function forgetProblem(id: string): void {
    updateEntry(store, id, ({ problem: _, ...entry }) => entry);
  }

  /** Names the model that the composer shows, so that no other answers than the one that was read. */
  function namedModel(conversationId: string): { readonly model?: string } {
    const id = namedModelId(store.getState(), conversationId);
    return id === undefined ? {} : { model: id };
  }

  return {
    send(written, { now = false } = {}) {
      const { openId } = store.getState();
      const conversationId = openId ?? localId(uuidv7());
      if (openId === null) {
        moveTools(NEW_CHAT, conversationId);
        setEntry(store, conversationId, newEntry(conversationId, "ready"));
        store.setState({ openId: conversationId });
      }
      const thread = store.getState().threads.get(conversationId)?.thread;
      const { prompt, context } = outgoingOf(written);
      const message = userMessage(conversationId, prompt);
      const parentId = thread?.chosen ? thread.leafId : undefined;
      const body = {
        prompt,
        messageId: message.id,
        ...(context !== undefined && { context }),
        ...(parentId && { parentId }),
        // Waiting is asked for also where nothing seems to run: another device may have begun.
        whenBusy: now ? ("stop" as const) : ("queue" as const),
        ...namedModel(conversationId),
        ...(isLocalId(conversationId) && namedTools(conversationId)),
      };
      if (now) changeThread(conversationId, markStopped);
      const told = isLocalId(conversationId) ? store.getState().newSystem : "";
      if (told) store.setState({ newSystem: "" });
      post({
        conversationId,
        message,
        written,
        body,
        key: uuidv7(),
        ...(!now && thread && isBusy(thread) && { waits: true }),
        ...(told && { system: { text: told, key: uuidv7() } }),
      });
      return conversationId;
    },

    setEditing: (messageId) => store.setState({ editingId: messageId }),

    editQuestionOf(assistantMessageId) {
      const { openId, threads } = store.getState();
      const thread = openId === null ? undefined : threads.get(openId)?.thread;
      const parentId = thread?.messages.get(assistantMessageId)?.parentId;
      if (parentId !== undefined) store.setState({ editingId: parentId });
    },

    edit(messageId, written) {
      const { openId, threads } = store.getState();
      const thread = openId === null ? undefined : threads.get(openId)?.thread;
      const before = thread?.messages.get(messageId);
      if (openId === null || before === undefined) return;
      const { parentId } = before;
      const { prompt, context } = outgoingOf(written);
      const message = userMessage(openId, prompt);
      const body = {
        prompt,
        messageId: message.id,
        ...(context !== undefined && { context }),
        parentId: parentId ?? "root",
        // Whoever asks otherwise has no use for the answer that is being written.
        whenBusy: "stop" as const,
        ...namedModel(openId),
      };
      changeThread(openId, (now) => showUpTo(markStopped(now), parentId));
      post({
        conversationId: openId,
        message,
        written,
        body,
        key: uuidv7(),
        edited: messageId,
      });
    },

    retry(messageId) {
      const outgoing = outbox.get(messageId);
      if (outgoing === undefined) return;
      const { failure: before, ...again } = outgoing;
      // The server said that it will not have it like this, so nothing of it can have arrived.
      const refused = before !== undefined && before.status >= 400 && before.status < 500;
      if (refused) {
        const { model: _, ...body } = outgoing.body;
        const named = { ...body, ...namedModel(outgoing.conversationId) };
        outbox.put({ ...again, body: named, key: uuidv7() });
      } else outbox.put(again);
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
      return outgoing.written;
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
      ready(openId)
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
      ready(openId)
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
