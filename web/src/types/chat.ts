import type { CallView } from "./tools";

/** What the chat's components read. Derived from the wire's types by the store; never sent. */

export type MessageFailure = {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly requestId?: string;
  /** RFC 3339; before it, trying again cannot help. */
  readonly retryAt?: string;
};

export type MessageError = Omit<MessageFailure, "retryable">;

/** A piece of an answer in which tools were called, in the order of what happened. */
export type BlockView =
  | { readonly kind: "text" | "reasoning"; readonly id: string; readonly text: string }
  | { readonly kind: "calls"; readonly id: string; readonly calls: readonly MessageCall[] };

/** A call within an answer. */
export type MessageCall = CallView & {
  /** The job that executes it; absent if there is none. */
  readonly jobId?: string;
};

export type MessageView = {
  readonly id: string;
  readonly role: "user" | "assistant" | "system" | "tool";
  /** The text so far. */
  readonly content: string;
  /** The model's thinking so far; absent if it showed none. */
  readonly reasoning?: string;
  /** All of it in its order; only where tools were called. */
  readonly blocks?: readonly BlockView[];
  readonly status:
    | "complete"
    | "streaming"
    | "stopped"
    | "length"
    | "refused"
    | "error"
    | "interrupted";
  /** Only on a message of this tab that the server has not confirmed. */
  readonly local?: "sending" | "failed";
  /** Why, with `local: "failed"`. */
  readonly failure?: MessageFailure;
  /** Why, with `status: "error"`; with `interrupted`, if it was the model's doing. */
  readonly error?: MessageError;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly model?: string;
  /** The run that wrote it last; without it, it cannot be continued. */
  readonly runId?: string;
  readonly usage?: { readonly inputTokens?: number; readonly outputTokens?: number };
  readonly timing?: {
    readonly firstTokenMs?: number;
    readonly totalMs?: number;
    readonly tokensPerSecond?: number;
  };
  /** Ids of the versions of this message, itself among them, oldest first. */
  readonly siblings: readonly string[];
};

/** A message that waits until the run before it has ended. */
export type QueuedView = {
  readonly id: string;
  readonly content: string;
  /** More text for the model. */
  readonly context?: string;
  /** The model that was named for it. */
  readonly model?: string;
  /** Only while the server has not confirmed that it waits. */
  readonly local?: "sending" | "failed";
  /** Why, with `local: "failed"`. */
  readonly failure?: MessageFailure;
};

export type ThreadView = {
  readonly status: "loading" | "ready" | "not-found" | "error";
  /** The branch that is shown, oldest first, and after it what is being sent. */
  readonly messageIds: readonly string[];
  readonly run?: {
    readonly id: string;
    readonly status: "queued" | "running" | "awaiting-approval";
    readonly assistantMessageId?: string;
    /** Milliseconds since the epoch. */
    readonly startedAt: number;
  };
  /** Present while there are older messages. */
  readonly olderCursor?: string;
  readonly loadingOlder: boolean;
  /** The last older page did not come; it comes only if somebody asks for it. */
  readonly olderFailed?: true;
  /** Why, with `error`; with `ready`, why the last action (a regeneration, a stop) failed. */
  readonly problem?: MessageError;
};

export type ConversationView = {
  readonly id: string;
  readonly title: string;
  readonly pinned: boolean;
  readonly archived: boolean;
  /** RFC 3339. */
  readonly updatedAt: string;
  readonly running: boolean;
  /** RFC 3339; only in the list of those that were deleted. */
  readonly deletedAt?: string;
  /** The model for its next run; the server's default if absent. */
  readonly model?: string;
  /** What its models are told above the messages. */
  readonly system?: string;
  /** The tools that its models may call; absent: all that are switched on. */
  readonly tools?: readonly string[];
};

export type ConversationListView = {
  readonly status: "loading" | "ready" | "error";
  /** Most recently changed first. */
  readonly ids: readonly string[];
  readonly hasMore: boolean;
};

export type ConversationPageView = {
  readonly conversations: readonly ConversationView[];
  readonly nextCursor?: string;
};

export type ConnectionView = {
  readonly state:
    | "connecting"
    | "live"
    | "reconnecting"
    | "offline"
    | "expired"
    | "failed"
    | "idle";
  /** Milliseconds since the epoch; 0 before anything is known. */
  readonly since: number;
  /** When the next try starts at the latest. */
  readonly retryAt?: number;
  readonly reason?: string;
};

export type ModelView = {
  readonly id: string;
  readonly name: string;
  readonly default: boolean;
  readonly description?: string;
  readonly provider?: string;
  /** The most tokens of prompt and history, if known. */
  readonly contextTokens?: number;
  /** Why it cannot be asked for the moment; absent: it can, as far as is known. */
  readonly problem?: { readonly code: string; readonly message: string };
};

/** Which model answers next. */
export type ModelChoice = {
  /** Undefined until the models are loaded. */
  readonly model: ModelView | undefined;
  /** The id that was chosen once and is gone; `model` stands in for it. */
  readonly missing?: string;
};

/** A text for prompts, with places to fill in. */
export type TemplateView = {
  readonly id: string;
  readonly name: string;
  /** `{{name}}` is a place to fill in, `{{prompt}}` the place of the prompt, `\\{{` two braces. */
  readonly text: string;
  /** The names of the places in the order of the text, without `prompt`. */
  readonly variables: readonly string[];
};

/** A place that has what was looked for. */
export type HitView = {
  readonly conversationId: string;
  readonly title: string;
  /** Absent if it is the title that was found. */
  readonly messageId?: string;
  readonly role?: MessageView["role"];
  readonly snippet: string;
  /** Where the hits of the snippet begin and end, in UTF-16 code units. */
  readonly marks: readonly (readonly [number, number])[];
  /** RFC 3339. */
  readonly at: string;
};

export type HitPage = { readonly hits: readonly HitView[]; readonly nextCursor?: string };

/** What a person can do in the chat. One object for the life of the page. */
export type ChatActions = {
  /** Shows a conversation and follows it; null is a new one. */
  open(id: string | null): void;
  /**
   * Sends a message to the open conversation and returns that conversation's id at once. A new one
   * has an id of this tab's making until the server answers; every hook and action takes both, and
   * the address is replaced then. While an answer is written it waits for its end; with `now` that
   * answer is stopped for it.
   */
  send(text: string, options?: { readonly now?: boolean }): string;
  /** Gives a message that waits other words; false if that came too late or failed. */
  editQueued(messageId: string, content: string): Promise<boolean>;
  /** Gives a message that waits another place, 0 being the next. */
  moveQueued(messageId: string, position: number): void;
  removeQueued(messageId: string): void;
  /** Takes the removal of a message back. */
  putBack(message: QueuedView, position: number): void;
  /** Opens a question to be put in other words in its place; null: none. */
  setEditing(messageId: string | null): void;
  /** Opens the question that an answer is of. */
  editQuestionOf(assistantMessageId: string): void;
  /** Sends a question in other words, beside the first; stops the answer that is being written. */
  edit(messageId: string, text: string): void;
  /** Sends a failed message again; it cannot arrive twice. */
  retry(messageId: string): void;
  /** Takes a failed message out of the thread and returns its text. */
  discardFailed(messageId: string): string;
  /** Stops the open conversation's run. Its text so far stays. */
  stop(): void;
  /** Asks for another version of an answer, of another model if one is named. */
  regenerate(assistantMessageId: string, model?: string): void;
  /** How the last answer of a chat ended; undefined if that cannot be told now. Never rejects. */
  howEnded(id: string): Promise<MessageView["status"] | undefined>;
  /** Has the model write on in an answer that was stopped, cut or failed. */
  continueAnswer(assistantMessageId: string): void;
  /** Chooses the model for what comes next in a conversation; null: in new ones, of this browser. */
  setModel(id: string | null, model: string): void;
  /** Sets what the models of a conversation are told above its messages; null: of the next new one. */
  setSystem(id: string | null, text: string): void;
  /**
   * Says which tools the models of a conversation may call, `["*"]` for all; shown at once. Rejects
   * with a `MessageError` if it had to be taken back.
   */
  setTools(id: string, tools: readonly string[]): Promise<void>;
  /** Asks the server anew which models there are and how they are. */
  loadModels(): void;
  /** Shows the branch of another version. */
  selectSibling(messageId: string): void;
  /** Loads the page before the oldest message, of `limit` at most; tells whether it came. */
  loadOlder(limit?: number): Promise<boolean>;
  /** Lets old messages of a very long thread go; `wanted` and what is after them stays. */
  letGoOlder(wanted: readonly string[]): void;
  loadMoreConversations(): void;
  rename(id: string, title: string): void;
  setPinned(id: string, pinned: boolean): void;
  setArchived(id: string, archived: boolean): void;
  /** A page of what is archived, most recently changed first; rejects with a `MessageError`. */
  listArchived(cursor?: string): Promise<ConversationPageView>;
  /** A page of what was deleted and can be restored, the last first; rejects with a `MessageError`. */
  listDeleted(cursor?: string): Promise<ConversationPageView>;
  /** Rejects with a `MessageError`. */
  restoreDeleted(id: string): Promise<void>;
  /** Saves a conversation as a file; rejects with a `MessageError`. */
  exportChat(id: string, format: "md" | "json"): Promise<void>;
  /** Makes a conversation of an exported one and gives its id; rejects with a `MessageError`. */
  importChat(file: File): Promise<string>;
  remove(id: string): void;
  undoRemove(id: string): void;
  /** Loads the person's templates, once; later changes come by themselves. */
  loadTemplates(): void;
  /** Makes a template, or changes the one with the id; rejects with a `MessageError`. */
  saveTemplate(id: string | undefined, template: { name: string; text: string }): Promise<void>;
  /** Rejects with a `MessageError`. */
  deleteTemplate(id: string): Promise<void>;
  /** Copies the branch that ends in a message into a chat of its own; gives the chat's id. */
  fork(messageId: string): Promise<string | undefined>;

  /** Looks for words in everything that was said; rejects with a `MessageError`. */
  search(query: string, page: { cursor?: string; signal?: AbortSignal }): Promise<HitPage>;
  /** Tries at once whatever waits: the stream, the list, the open conversation. */
  retryNow(): void;
};
