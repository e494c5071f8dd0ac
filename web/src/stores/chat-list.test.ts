import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Chat, channel, conversation, ME, openX, settle, setupChat } from "./chat-fixture";

let chat: Chat;
beforeEach(() => {
  chat = setupChat();
});
afterEach(() => chat.runtime.stop());

describe("the list", () => {
  const feed = channel(ME);

  test("follows the person's feed", async () => {
    await openX(chat);
    const newer = "2026-02-02T00:00:00.000Z";
    chat
      .latest()
      .send(feed("conversation", "c81", conversation("y", { updatedAt: newer, runId: "r9" })));
    await settle();
    expect(chat.store.getState().list.ids).toEqual(["y", "x"]);
    expect(chat.store.getState().conversations.get("y")?.running).toBe(true);
    chat.latest().send(feed("deleted", "c82", { id: "y" }));
    await settle();
    expect(chat.store.getState().list.ids).toEqual(["x"]);
  });

  test("what was deleted elsewhere while this tab heard nothing is gone after a reset", async () => {
    await openX(chat);
    const newer = "2026-02-02T00:00:00.000Z";
    chat.latest().send(feed("conversation", "c81", conversation("y", { updatedAt: newer })));
    await settle();
    expect(chat.store.getState().list.ids).toEqual(["y", "x"]);
    chat.server.on("GET /api/conversations", () =>
      json({ items: [conversation("x")], asOf: "c95" }),
    );
    const channels = [{ channel: ME }];
    chat.latest().send({ type: "reset", id: "c95", data: { reason: "trimmed", channels } });
    await settle();
    await settle();
    expect(chat.store.getState().list.ids).toEqual(["x"]);
  });

  test("a rename shows at once and is taken back if it is refused", async () => {
    await openX(chat);
    chat.server.on("PATCH /api/conversations/x", () => problem(422, "invalid_fields"));
    vi.spyOn(console, "warn").mockReturnValue();
    chat.actions.rename("x", "Better");
    expect(chat.store.getState().conversations.get("x")?.title).toBe("Better");
    await settle();
    expect(chat.store.getState().conversations.get("x")?.title).toBe("title of x");
  });

  describe("an answer that comes after what the feed tells", () => {
    const asked = { title: "Mine", runId: "r1" };
    const told = { title: "Theirs" };
    const x = () => chat.store.getState().conversations.get("x");

    /** Holds the answer to a request back until the feed told of `x`. */
    async function late(route: string, answer: () => Response, ask: () => void) {
      let go: () => void = () => undefined;
      const held = new Promise<Response>((done) => (go = () => done(answer())));
      chat.server.on(route, () => held);
      ask();
      await settle();
      chat.latest().send(feed("conversation", "c81", conversation("x", told)));
      await settle();
      go();
      await settle();
    }

    beforeEach(async () => {
      await openX(chat);
      vi.spyOn(console, "warn").mockReturnValue();
    });

    const changed = "PATCH /api/conversations/x";
    test.each([
      ["to a change", changed, () => json(conversation("x", asked))],
      ["that refuses one", changed, () => problem(503, "storage_full")],
    ])("%s does not undo it", async (_, route, answer) => {
      await late(route, answer, () => chat.actions.rename("x", "Mine"));
      expect(x()).toMatchObject({ title: "Theirs", running: false });
    });

    test("to a choice of tools does not undo it", async () => {
      await late(
        changed,
        () => json(conversation("x", asked)),
        () => void chat.actions.setTools("x", []),
      );
      expect(x()).toMatchObject({ title: "Theirs", running: false });
    });

    test("to a taken back deletion does not undo it", async () => {
      chat.server.on("DELETE /api/conversations/x", () => new Response(null, { status: 204 }));
      chat.actions.remove("x");
      await settle();
      await late(
        "POST /api/conversations/x/restore",
        () => json(conversation("x", asked)),
        () => chat.actions.undoRemove("x"),
      );
      expect(x()).toMatchObject({ title: "Theirs", running: false });
    });

    test("to a restoration does not undo it", async () => {
      await late(
        "POST /api/conversations/x/restore",
        () => json(conversation("x", asked)),
        () => void chat.actions.restoreDeleted("x"),
      );
      expect(x()).toMatchObject({ title: "Theirs", running: false });
    });

    const reset = () => {
      const channels = [{ channel: ME }];
      chat.latest().send({ type: "reset", id: "c80", data: { reason: "trimmed", channels } });
    };

    test("to a renewal of the list does not undo it, and brings the others", async () => {
      const items = [conversation("w"), conversation("x", asked)];
      await late("GET /api/conversations", () => json({ items, asOf: "c80" }), reset);
      expect(x()).toMatchObject({ title: "Theirs", running: false });
      expect(chat.store.getState().list.ids.toSorted()).toEqual(["w", "x"]);
    });

    test("to a page of older ones does not undo it, and brings the others", async () => {
      const older = [conversation("w"), conversation("x", asked)];
      chat.server.on("GET /api/conversations", () =>
        json({ items: [conversation("x")], nextCursor: "l1", asOf: "c80" }),
      );
      reset();
      await settle();
      await settle();
      await late(
        "GET /api/conversations",
        () => json({ items: older }),
        () => chat.actions.loadMoreConversations(),
      );
      expect(x()).toMatchObject({ title: "Theirs", running: false });
      expect(chat.store.getState().list.ids.toSorted()).toEqual(["w", "x"]);
    });

    test("to a load of the conversation does not undo it", async () => {
      chat.actions.open(null);
      await late(
        "GET /api/conversations/x",
        () => json(conversation("x", { ...asked, asOf: "c20" })),
        () => {
          chat.server.on("GET /api/conversations/y", () => json(conversation("y")));
          chat.actions.open("x");
          chat.actions.retryNow();
        },
      );
      expect(x()).toMatchObject({ title: "Theirs", running: false });
    });
  });

  test("a deletion shows at once, and its undoing waits for it", async () => {
    await openX(chat);
    let answer: (response: Response) => void = () => undefined;
    chat.server.on(
      "DELETE /api/conversations/x",
      () => new Promise((resolve) => (answer = resolve)),
    );
    chat.server.on("POST /api/conversations/x/restore", () => json(conversation("x")));
    chat.actions.remove("x");
    expect(chat.store.getState().list.ids).toEqual([]);
    chat.actions.undoRemove("x");
    expect(chat.store.getState().list.ids).toEqual(["x"]);
    await settle();
    expect(chat.seen("POST", "/api/conversations/x/restore")).toHaveLength(0);
    answer(new Response(null, { status: 204 }));
    await settle();
    expect(chat.seen("POST", "/api/conversations/x/restore")).toHaveLength(1);
    expect(chat.store.getState().list.ids).toEqual(["x"]);
  });

  test("older conversations are added below", async () => {
    const old = "2025-01-01T00:00:00.000Z";
    chat.server.on("GET /api/conversations", ({ url }) =>
      url.includes("cursor=l1")
        ? json({ items: [conversation("w", { updatedAt: old })] })
        : json({ items: [conversation("x")], nextCursor: "l1", asOf: "c10" }),
    );
    chat.runtime.start();
    await settle();
    expect(chat.store.getState().list.hasMore).toBe(true);
    chat.actions.loadMoreConversations();
    await settle();
    expect(chat.store.getState().list).toEqual({
      status: "ready",
      ids: ["x", "w"],
      hasMore: false,
    });
  });
});
