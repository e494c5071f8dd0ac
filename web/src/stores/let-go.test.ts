import { type ChatMessage, emptyThread, loadThread } from "@thalweg/client";
import { json } from "@thalweg/client/testing";
import { afterEach, describe, expect, test } from "vitest";
import { type Chat, message, openX, run, settle, setupChat } from "./chat-fixture";
import { firstToKeep, LAST, letGoOlder, MOST_CHARS, REST_CHARS } from "./let-go";

const LONG = "x".repeat(MOST_CHARS / 8);

/** Questions and long answers in turn, oldest first; each answers the one before. */
function turns(count: number): ChatMessage[] {
  return Array.from({ length: count }, (_, at) => [
    message(`u${at}`, "user", at > 0 && { parentId: `a${at - 1}` }),
    message(`a${at}`, "assistant", { parentId: `u${at}`, content: LONG }),
  ]).flat() as ChatMessage[];
}

const load = (messages: readonly ChatMessage[]) =>
  loadThread(emptyThread("x"), { messages: messages.toReversed(), cursor: "c" });

describe("what may go", () => {
  test("nothing of a thread that is not too long", () => {
    expect(firstToKeep(load(turns(7)), [])).toBeUndefined();
  });

  test("the oldest turns, until the rest is half as long", () => {
    expect(REST_CHARS / LONG.length).toBe(4);
    expect(firstToKeep(load(turns(9)), [])).toBe("u6");
  });

  test("never the newest messages, however long they are", () => {
    const long = turns(5).map((one) => ({ ...one, content: one.content.repeat(9) }));
    expect(LAST).toBe(4);
    expect(firstToKeep(load(long), [])).toBe("u3");
    expect(firstToKeep(load(long.slice(0, LAST)), [])).toBeUndefined();
  });

  test("nothing that is wanted, nor what is after it", () => {
    expect(firstToKeep(load(turns(12)), ["a10", "a4"])).toBe("u4");
    expect(firstToKeep(load(turns(12)), ["unknown", "u0"])).toBeUndefined();
  });

  test("no other version of what stays", () => {
    const again = turns(3).map((one) => ({ ...one, id: `${one.id}b` }));
    const parents = ["a1", "u0b", "a0b", "u1b", "a1b", "u2b"];
    const later = again.map((one, at) => ({ ...one, parentId: parents[at] }) as ChatMessage);
    const thread = load([...turns(6), ...later]);
    expect(thread.path).toEqual(["u0", "a0", "u1", "a1", ...again.map(({ id }) => id)]);
    expect(thread.siblings.get("u0b")).toEqual(["u2", "u0b"]);
    expect(firstToKeep(thread, [])).toBe("u1");
  });

  test("what tools told counts, and is not parted from its question", () => {
    const output = { type: "tool", id: "t", text: "x".repeat(MOST_CHARS) };
    const [u0, a0, ...rest] = turns(4);
    const told = { ...a0, parts: [output] } as unknown as ChatMessage;
    expect(firstToKeep(load([u0, told, ...rest] as ChatMessage[]), [])).toBe("u1");
  });
});

describe("letting go", () => {
  let chat: Chat;
  afterEach(() => chat.runtime.stop());

  /** A thread of nine long turns whose pages the server gives. */
  async function openLong() {
    chat = setupChat();
    const all = turns(9).toReversed();
    chat.server.on("GET /api/messages", ({ url }) => {
      const cursor = new URL(url, "http://x").searchParams.get("cursor");
      const from = all.findIndex(({ id }) => id === cursor) + 1;
      return json({ items: all.slice(from), asOf: "c20" });
    });
    await openX(chat);
    expect(chat.thread().messageIds).toHaveLength(18);
  }

  test("the same messages come again, from before the oldest that stayed", async () => {
    await openLong();
    const before = chat.thread().messageIds;
    letGoOlder(chat.store, ["a8"]);
    expect(chat.thread()).toMatchObject({ messageIds: before.slice(-6), olderCursor: "u6" });
    expect(chat.text("a1")).toBeUndefined();
    expect(await chat.actions.loadOlder()).toBe(true);
    expect(chat.seen("GET", "/api/messages").at(-1)?.url).toContain("cursor=u6");
    expect(chat.thread().messageIds).toEqual(before);
    expect(chat.thread().olderCursor).toBeUndefined();
    expect(chat.text("a1")?.content).toBe(LONG);
  });

  test.each([
    ["an answer is written", { thread: { run } }],
    ["something is being sent", { thread: { pending: [{ message: message("p", "user") }] } }],
    ["the thread is known to be wrong", { thread: { stale: true } }],
    ["older messages are on their way", { entry: { loadingOlder: true } }],
    ["a question is being put in other words", { state: { editingId: "u8" } }],
    ["the server is away", { state: { connection: { state: "offline", since: 1 } } }],
  ])("nothing goes while %s", async (_, change: object) => {
    await openLong();
    const { thread = {}, entry = {}, state = {} } = change as Record<string, object>;
    const threads = new Map(chat.store.getState().threads);
    const now = threads.get("x");
    if (now === undefined) throw new Error("it is not open");
    threads.set("x", { ...now, ...entry, thread: { ...now.thread, ...thread } });
    chat.store.setState({ threads, ...state });
    await settle();
    letGoOlder(chat.store, []);
    expect(chat.store.getState().threads.get("x")?.thread.order).toHaveLength(18);
  });
});
