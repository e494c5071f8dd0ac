import { emptyThread, type Thread } from "@thalweg/client";
import { createStore, type StoreApi } from "zustand/vanilla";
import { readChosenModel } from "@/lib/chosen-model";
import type {
  ConnectionView,
  ConversationListView,
  ConversationView,
  MessageView,
  ModelView,
  TemplateView,
  ThreadView,
} from "@/types/chat";
import { toMessageView, toThreadView } from "./thread-view";

export type {
  ChatActions,
  ConnectionView,
  ConversationListView,
  ConversationView,
  MessageView,
  ModelView,
  ThreadView,
} from "@/types/chat";

/** A conversation that was opened in this tab. */
export type ThreadEntry = {
  readonly status: ThreadView["status"];
  readonly thread: Thread;
  readonly loadingOlder: boolean;
  /** The last older page did not come; it is not asked for again until somebody wants it. */
  readonly olderFailed?: true;
  readonly problem?: NonNullable<ThreadView["problem"]>;
  /** Those of the pending messages that were sent to wait until the run has ended. */
  readonly waiting?: ReadonlySet<string>;
};

export type ChatState = {
  readonly connection: ConnectionView;
  readonly list: ConversationListView;
  readonly conversations: ReadonlyMap<string, ConversationView>;
  readonly threads: ReadonlyMap<string, ThreadEntry>;
  /** From an id of this tab's making to the server's. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly openId: string | null;
  /** The question that is being put in other words in its place. */
  readonly editingId: string | null;
  readonly models: readonly ModelView[];
  /** The model that was chosen for new conversations, as long as this browser keeps it. */
  readonly newModel: string | undefined;
  /** By conversation, the tools that were chosen and that the server has not confirmed. */
  readonly toolWishes: ReadonlyMap<string, readonly string[]>;
  /** The instructions of the next new conversation; empty if there are none. */
  readonly newSystem: string;
  /** The person's templates by name; undefined until somebody wants them. */
  readonly templates: readonly TemplateView[] | undefined;
  /** By the place of a draft, another text for it that somebody may want. */
  readonly draftsElsewhere: ReadonlyMap<string, DraftElsewhere>;
};

/**
 * A text beside that of the composer: of another device, with its revision, until it is settled which
 * one counts; without one, what stood in the composer before.
 */
export type DraftElsewhere = { readonly text: string; readonly revision?: string };

export type ChatStore = StoreApi<ChatState>;

/** Marks a conversation that the server has not named yet. */
const LOCAL_PREFIX = "new-";

export function createChatStore(): ChatStore {
  return createStore<ChatState>(() => ({
    connection: { state: "idle", since: 0 },
    list: { status: "loading", ids: [], hasMore: false },
    conversations: new Map(),
    threads: new Map(),
    aliases: new Map(),
    openId: null,
    editingId: null,
    models: [],
    newModel: readChosenModel(),
    toolWishes: new Map(),
    newSystem: "",
    templates: undefined,
    draftsElsewhere: new Map(),
  }));
}

export function localId(unique: string): string {
  return LOCAL_PREFIX + unique;
}

export function isLocalId(id: string): boolean {
  return id.startsWith(LOCAL_PREFIX);
}

/** The server's id of a conversation, if it has one by now. */
export function resolveId(state: ChatState, id: string): string {
  return state.aliases.get(id) ?? id;
}

export function newEntry(conversationId: string, status: ThreadEntry["status"]): ThreadEntry {
  return { status, thread: emptyThread(conversationId), loadingOlder: false };
}

export function setEntry(store: ChatStore, id: string, entry: ThreadEntry): void {
  store.setState(({ threads }) => ({ threads: new Map(threads).set(id, entry) }));
}

/** Changes one thread; a thread that is not open in this tab stays unknown. */
export function updateEntry(
  store: ChatStore,
  id: string,
  change: (entry: ThreadEntry) => ThreadEntry,
): void {
  const state = store.getState();
  const key = resolveId(state, id);
  const entry = state.threads.get(key);
  if (entry === undefined) return;
  const next = change(entry);
  if (next !== entry) store.setState({ threads: new Map(state.threads).set(key, next) });
}

const LOADING: ThreadView = { status: "loading", messageIds: [], loadingOlder: false };
const NEW_CHAT: ThreadView = { status: "ready", messageIds: [], loadingOlder: false };

export function selectThread(state: ChatState, id: string | null): ThreadView {
  if (id === null) return NEW_CHAT;
  const entry = state.threads.get(resolveId(state, id));
  return entry === undefined ? LOADING : toThreadView(entry);
}

export function selectMessage(
  state: ChatState,
  conversationId: string,
  messageId: string,
): MessageView | undefined {
  const entry = state.threads.get(resolveId(state, conversationId));
  return entry && toMessageView(entry.thread, messageId);
}
