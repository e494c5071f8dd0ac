import { prependPage, selectBranch } from "@thalweg/client";
import { writeChosenModel } from "@/lib/chosen-model";
import { logger } from "@/lib/logger";
import type { ChatActions, ConversationView } from "@/types/chat";
import { isLocalId, resolveId, updateEntry } from "./chat.store";
import { type ChatRuntime, toProblem } from "./chat-runtime";
import { dropConversation, patchConversation, restoreView } from "./conversation-list";
import { createDelivery } from "./delivery";
import { letGoOlder } from "./let-go";
import { takeModels } from "./model-choice";
import { createQueueActions } from "./queue";
import { createSending } from "./sending";
import { listShelf } from "./shelves";
import { createTemplateActions } from "./templates";
import { createToolsChoice } from "./tools-choice";
import { createTransferActions } from "./transfer";

/** Makes the actions of one page; they never throw, what fails is shown in the store. */
export function createChatActions(runtime: ChatRuntime): ChatActions {
  const { store, client, feed } = runtime;
  const { setTools, settled } = createToolsChoice(runtime);
  const delivery = createDelivery(runtime, { setTools, settled });
  const removed = new Map<string, ConversationView>();

  /** Shows a change at once and takes it back if the server refuses it. */
  function change(
    id: string,
    patch: Pick<Partial<ConversationView>, "title" | "pinned" | "archived" | "model" | "system">,
    what: string,
  ): void {
    const key = resolveId(store.getState(), id);
    const before = patchConversation(store, key, patch);
    const isTold = feed.toldSince();
    client
      .updateConversation(key, patch)
      .then(feed.putUnlessTold())
      .catch((error: unknown) => {
        logger.warn(`a conversation could not be ${what}`, toProblem(error));
        if (before !== undefined && !isTold(key)) restoreView(store, before);
      });
  }

  return {
    ...createSending(runtime, delivery),
    ...createQueueActions(runtime, delivery),
    ...createTemplateActions(runtime),
    ...createTransferActions(runtime),
    setTools,
    open: runtime.open,
    retryNow: runtime.retryNow,
    loadMoreConversations: feed.loadMore,

    selectSibling(messageId) {
      const { openId } = store.getState();
      if (openId === null) return;
      updateEntry(store, openId, (entry) => {
        const thread = selectBranch(entry.thread, messageId);
        return thread === entry.thread ? entry : { ...entry, thread };
      });
    },

    async loadOlder(limit) {
      const { openId, threads } = store.getState();
      const entry = openId === null ? undefined : threads.get(openId);
      const cursor = entry?.thread.olderCursor;
      if (openId === null || entry === undefined || cursor === undefined) return false;
      if (entry.loadingOlder) return false;
      updateEntry(store, openId, ({ olderFailed: _, ...now }) => ({ ...now, loadingOlder: true }));
      try {
        const page = await client.listMessages(openId, {
          cursor,
          ...(limit !== undefined && { limit }),
        });
        let fits = false;
        updateEntry(store, openId, (now) => {
          // The thread may have been loaded anew meanwhile; then this page does not adjoin it.
          fits = now.thread.olderCursor === cursor;
          const thread = fits ? prependPage(now.thread, page) : now.thread;
          return { ...now, loadingOlder: false, thread };
        });
        return fits;
      } catch (error) {
        logger.warn("older messages could not be loaded", toProblem(error));
        updateEntry(store, openId, (now) => ({ ...now, loadingOlder: false, olderFailed: true }));
        return false;
      }
    },

    letGoOlder: (wanted) => letGoOlder(store, wanted),

    async howEnded(id) {
      try {
        const { items } = await client.listMessages(resolveId(store.getState(), id), { limit: 1 });
        return items[0]?.status;
      } catch (error) {
        logger.warn("it is not known how an answer ended", toProblem(error));
        return undefined;
      }
    },

    rename: (id, title) => change(id, { title }, "renamed"),
    setPinned: (id, pinned) => change(id, { pinned }, "pinned"),

    async fork(messageId) {
      const { openId } = store.getState();
      if (openId === null) return undefined;
      const put = feed.putUnlessTold();
      try {
        const made = await client.forkConversation(openId, messageId);
        put(made);
        return made.id;
      } catch (error) {
        const problem = toProblem(error);
        updateEntry(store, openId, (entry) => ({ ...entry, problem }));
        return undefined;
      }
    },

    setArchived: (id, archived) => change(id, { archived }, "archived"),

    listArchived: (cursor) => listShelf(client, "archived", cursor),

    setModel(id, model) {
      // A conversation that the server has not named yet has its first message on the way; what is
      // chosen meanwhile is for the next one.
      const key = id === null ? null : resolveId(store.getState(), id);
      if (key !== null && !isLocalId(key)) change(key, { model }, "given another model");
      store.setState({ newModel: model });
      writeChosenModel(model);
    },

    setSystem(id, text) {
      const key = id === null ? null : resolveId(store.getState(), id);
      if (key === null || isLocalId(key)) store.setState({ newSystem: text });
      else change(key, { system: text }, "given other instructions");
    },

    async search(query, page) {
      try {
        const { items, nextCursor } = await client.search(query, page);
        const hits = items.map((hit) => ({
          ...hit,
          marks: hit.marks.map(([start = 0, end = start]) => [start, end] as const),
        }));
        return { hits, ...(nextCursor !== undefined && { nextCursor }) };
      } catch (error) {
        throw toProblem(error);
      }
    },

    loadModels() {
      client
        .listModels()
        .then((page) => takeModels(store, page.items))
        .catch((error: unknown) => logger.warn("the models could not be loaded", toProblem(error)));
    },

    remove(id) {
      const key = resolveId(store.getState(), id);
      const before = dropConversation(store, key);
      if (before !== undefined) removed.set(key, before);
      track(key, client.deleteConversation(key)).catch((error: unknown) => {
        logger.warn("a conversation could not be deleted", toProblem(error));
        if (removed.delete(key) && before !== undefined) restoreView(store, before);
      });
    },

    undoRemove(id) {
      const key = resolveId(store.getState(), id);
      const before = removed.get(key);
      removed.delete(key);
      if (before !== undefined) restoreView(store, before);
      // The deletion may still be under way; restoring before it would be undone by it.
      const restored = (runtime.changes.get(key) ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => client.restoreConversation(key).then(feed.putUnlessTold()));
      track(key, restored).catch((error: unknown) => {
        logger.warn("a conversation could not be restored", toProblem(error));
        dropConversation(store, key);
      });
    },
  };

  /** A load of the conversation waits for this, whether it succeeds or not. */
  function track<T>(id: string, work: Promise<T>): Promise<T> {
    const settled = work.catch(() => undefined);
    runtime.changes.set(id, settled);
    void settled.then(() => {
      if (runtime.changes.get(id) === settled) runtime.changes.delete(id);
    });
    return work;
  }
}
