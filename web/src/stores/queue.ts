import { isQueued, type QueuedMessage, ThalwegError, type Thread, uuidv7 } from "@thalweg/client";
import { fold } from "@/lib/pasted";
import type { ChatActions, QueuedView } from "@/types/chat";
import { type ChatState, resolveId, type ThreadEntry, updateEntry } from "./chat.store";
import { type ChatRuntime, toProblem } from "./chat-runtime";
import { type Delivery, userMessage } from "./delivery";
import { toMessageView } from "./thread-view";

type QueueActions = Pick<ChatActions, "editQueued" | "moveQueued" | "removeQueued" | "putBack">;

/** What a person can do with messages that wait. What they do is shown before the server knows. */
export function createQueueActions(
  { store, client }: ChatRuntime,
  { post, changeThread }: Delivery,
): QueueActions {
  const open = () => {
    const { openId, threads } = store.getState();
    const queue = openId === null ? undefined : threads.get(openId)?.thread.queue;
    return openId !== null && queue !== undefined ? { id: openId, queue } : undefined;
  };
  const show = (id: string, queue: readonly QueuedMessage[]) =>
    changeThread(id, (thread) => ({ ...thread, queue }));

  /** Takes an answer, unless an event or a later change brought another list than `asked` with. */
  const answer = (id: string, asked: Thread["queue"], items: readonly QueuedMessage[]) =>
    changeThread(id, (thread) => (thread.queue === asked ? { ...thread, queue: items } : thread));

  /** Shows what waits now, and why a change had no effect, unless it simply came too late. */
  async function afterFailure(id: string, error: unknown): Promise<void> {
    const late = error instanceof ThalwegError && error.status === 404;
    const problem = toProblem(error);
    if (!late) updateEntry(store, id, (entry) => ({ ...entry, problem }));
    const asked = store.getState().threads.get(id)?.thread.queue;
    const now = await client.listQueue(id).catch(() => undefined);
    if (asked !== undefined && now !== undefined) answer(id, asked, now.items);
  }

  return {
    async editQueued(messageId, content) {
      const place = open();
      if (place === undefined) return false;
      const changed = place.queue.map((item) =>
        item.messageId === messageId ? { ...item, content } : item,
      );
      show(place.id, changed);
      try {
        const { items } = await client.updateQueued(place.id, messageId, { content });
        answer(place.id, changed, items);
        return true;
      } catch (error) {
        await afterFailure(place.id, error);
        return false;
      }
    },

    moveQueued(messageId, position) {
      const place = open();
      const item = place?.queue.find((other) => other.messageId === messageId);
      if (place === undefined || item === undefined) return;
      const changed = place.queue.filter((other) => other !== item).toSpliced(position, 0, item);
      show(place.id, changed);
      client
        .updateQueued(place.id, messageId, { position })
        .then(({ items }) => answer(place.id, changed, items))
        .catch((error: unknown) => afterFailure(place.id, error));
    },

    removeQueued(messageId) {
      const place = open();
      if (place === undefined) return;
      show(
        place.id,
        place.queue.filter((item) => item.messageId !== messageId),
      );
      client
        .removeQueued(place.id, messageId)
        .catch((error: unknown) => afterFailure(place.id, error));
    },

    putBack({ content, context, model }, position) {
      const place = open();
      if (place === undefined) return;
      const message = userMessage(place.id, content);
      post({
        conversationId: place.id,
        message,
        waits: true,
        written: context === undefined ? content : fold({ text: content, blocks: [context] }),
        body: {
          prompt: content,
          messageId: message.id,
          whenBusy: "queue",
          ...(context !== undefined && { context }),
          ...(model !== undefined && { model }),
        },
        key: uuidv7(),
        position,
      });
    },
  };
}

/** Whether a next message has to wait. */
export function isBusy({ run, queue }: Thread): boolean {
  return run !== undefined || queue.length > 0;
}

const NOTHING: readonly QueuedView[] = [];
const views = new WeakMap<readonly QueuedMessage[], WeakMap<object, readonly QueuedView[]>>();

/** What waits in a conversation, the next first; at the end what is on its way there. */
export function selectQueue(state: ChatState, id: string | null): readonly QueuedView[] {
  const entry = id === null ? undefined : state.threads.get(resolveId(state, id));
  if (entry === undefined) return NOTHING;
  const { queue, pending } = entry.thread;
  if (queue.length === 0 && (pending.length === 0 || entry.waiting === undefined)) return NOTHING;
  const byQueue = views.get(queue) ?? new WeakMap<object, readonly QueuedView[]>();
  views.set(queue, byQueue);
  const known = byQueue.get(pending);
  if (known !== undefined) return known;
  const list = listOf(entry);
  byQueue.set(pending, list);
  return list;
}

function listOf({ thread, waiting }: ThreadEntry): readonly QueuedView[] {
  const stored = thread.queue.map(
    ({ messageId, content, context, model }): QueuedView => ({
      id: messageId,
      content,
      ...(context !== undefined && { context }),
      ...(model !== undefined && { model }),
    }),
  );
  const coming = thread.pending.flatMap(({ message }): readonly QueuedView[] => {
    if (!waiting?.has(message.id) || isQueued(thread.queue, message.id)) return [];
    const view = toMessageView(thread, message.id);
    if (view === undefined) return [];
    const { id, content, local, failure } = view;
    return [
      {
        id,
        content,
        local: local ?? "sending",
        ...(failure !== undefined && { failure }),
      },
    ];
  });
  return [...stored, ...coming];
}
