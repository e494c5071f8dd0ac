import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Chat, conversation, openX, setupChat } from "./chat-fixture";

const saved = vi.hoisted(() => vi.fn<(content: Blob, name: string) => void>());
vi.mock("@/lib/files", async (original) => ({
  ...(await original<typeof import("@/lib/files")>()),
  saveFile: saved,
}));

let chat: Chat;
beforeEach(async () => {
  saved.mockReset();
  chat = setupChat();
  await openX(chat);
});
afterEach(() => {
  chat.runtime.stop();
  vi.unstubAllGlobals();
});

const file = (value: object) => new File([JSON.stringify(value)], "chat.json");
const whole = { format: "thalweg.conversation", version: 1, conversation: {}, messages: [] };

describe("an export", () => {
  test("is saved under the name that the server gives", async () => {
    const disposition = "attachment; filename=\"x.md\"; filename*=UTF-8''%C3%9Cber.md";
    const answer = new Response("# Über", { headers: { "content-disposition": disposition } });
    const fetch = vi.fn(async (_: string) => answer);
    vi.stubGlobal("fetch", fetch);
    await chat.actions.exportChat("x", "md");
    expect(fetch.mock.calls[0]?.[0]).toBe("/api/conversations/x/export?format=md");
    const [content, name] = saved.mock.calls[0] ?? [];
    expect(name).toBe("Über.md");
    expect(await content?.text()).toBe("# Über");
  });

  test("that fails says why and saves nothing", async () => {
    vi.stubGlobal("fetch", async () => problem(404, "not_found", "there is no such conversation"));
    await expect(chat.actions.exportChat("x", "json")).rejects.toEqual({
      code: "not_found",
      message: "there is no such conversation",
      requestId: "request-1",
    });
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("fetch failed");
    });
    await expect(chat.actions.exportChat("x", "json")).rejects.toMatchObject({ code: "network" });
    expect(saved).not.toHaveBeenCalled();
  });
});

describe("an import", () => {
  test("makes a chat that is in the list at once", async () => {
    chat.server.on("POST /api/conversations/import", () => json(conversation("n1"), 201));
    expect(await chat.actions.importChat(file(whole))).toBe("n1");
    expect(chat.store.getState().list.ids).toContain("n1");
    expect(chat.seen("POST", "/api/conversations/import")[0]?.body).toEqual(whole);
  });

  test("that is no chat is not sent", async () => {
    await expect(chat.actions.importChat(file({ format: "other" }))).rejects.toMatchObject({
      code: "unfit_file",
    });
    expect(chat.seen("POST", "/api/conversations/import")).toHaveLength(0);
  });

  test("that the server refuses says where the fault is", async () => {
    const errors = [{ path: "messages[7].parentId", message: "name an earlier message" }];
    const body = { code: "invalid_fields", detail: "2 fields are wrong", errors };
    chat.server.on("POST /api/conversations/import", () => json(body, 422));
    await expect(chat.actions.importChat(file(whole))).rejects.toMatchObject({
      code: "invalid_fields",
      message: "at `messages[7].parentId`: name an earlier message",
    });
  });
});

test("what was deleted is listed with its day and comes back into the list", async () => {
  const deletedAt = "2026-01-05T00:00:00.000Z";
  chat.server.on("GET /api/conversations", () =>
    json({ items: [conversation("d1", { deletedAt })], nextCursor: "p2" }),
  );
  const page = await chat.actions.listDeleted();
  expect(page).toMatchObject({ conversations: [{ id: "d1", deletedAt }], nextCursor: "p2" });
  expect(chat.seen("GET", "/api/conversations").at(-1)?.url).toContain("deleted=true");
  chat.server.on("POST /api/conversations/d1/restore", () => json(conversation("d1")));
  await chat.actions.restoreDeleted("d1");
  expect(chat.store.getState().list.ids).toContain("d1");
});
