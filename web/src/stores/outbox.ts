import type { ChatMessage, Problem, StartRun } from "@thalweg/client";

/** What was sent and may have to be sent again, word for word, under the same key. */
export type Outgoing = {
  readonly conversationId: string;
  /** As the person sees it until the server has it. */
  readonly message: ChatMessage;
  /** What the person wrote, as the composer takes it back. */
  readonly written: string;
  readonly body: StartRun;
  readonly key: string;
  /** It waits for the end of the answer that was being written. */
  readonly waits?: boolean;
  /** Why the last try failed. */
  readonly failure?: Problem;
  /** Instructions of a conversation that is made for it, and the key of making it. */
  readonly system?: { readonly text: string; readonly key: string };
  /** The message that was edited; its branch is shown again if the new one is taken back. */
  readonly edited?: string;
  /** Its place among what waits; the last if absent. */
  readonly position?: number;
};

/** What has not arrived, by the id of its message; the oldest first. */
export type Outbox = {
  get(messageId: string): Outgoing | undefined;
  put(outgoing: Outgoing): void;
  delete(messageId: string): void;
  all(): readonly Outgoing[];
};

const KEY = "thalweg.outbox";

/** Keeps it over a reload of this tab, so that no word is lost that was on its way. */
export function createOutbox(): Outbox {
  const entries = new Map(read().map((outgoing) => [outgoing.message.id, outgoing] as const));
  const write = () => {
    try {
      if (entries.size === 0) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, JSON.stringify([...entries.values()]));
    } catch {
      // Storage is full or forbidden: it lives as long as the page.
    }
  };
  return {
    get: (messageId) => entries.get(messageId),
    put(outgoing) {
      entries.set(outgoing.message.id, outgoing);
      write();
    },
    delete(messageId) {
      if (entries.delete(messageId)) write();
    },
    all: () => [...entries.values()],
  };
}

function read(): readonly Outgoing[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isOutgoing) : [];
  } catch {
    return [];
  }
}

/** Written by this module, but perhaps of an earlier version of it. */
function isOutgoing(value: unknown): value is Outgoing {
  const { conversationId, message, written, body, key } = value as Partial<Outgoing>;
  const texts = [conversationId, written, key, message?.id, message?.content, body?.messageId];
  return texts.every((text) => typeof text === "string");
}
