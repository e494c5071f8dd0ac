import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Chat, openX, settle, setupChat, started } from "./chat-fixture";

const AT = "2026-01-01T00:00:00.000Z";
const ID = "01890000-0000-7000-8000-000000000001";
const account = { id: ID, name: "anna", role: "member", createdAt: AT, disabled: false };
const me = (id: string) => json({ principal: { id, role: "member" }, account, version: "1" });
const nobody = () => problem(401, "unauthorized");

let chat: Chat;
let stop: () => void;
beforeEach(() => {
  vi.spyOn(console, "warn").mockReturnValue();
  localStorage.clear();
  chat = setupChat();
  chat.server.on("GET /api/me", () => me("me"));
  chat.server.on("GET /api/auth", () =>
    json({ accounts: true, guests: false, registration: "invite", ownerClaimed: true }),
  );
  chat.server.on("POST /api/auth/login", () =>
    json({ account, session: { id: ID, expiresAt: AT } }),
  );
  stop = chat.access.start();
});
afterEach(() => {
  chat.runtime.stop();
  stop();
});

/** The session is over, whoever asks. */
function end() {
  chat.server.on("GET /api/me", nobody);
  chat.server.on("POST /api/realtime", nobody);
}
async function signIn(id = "me") {
  chat.server.on("GET /api/me", () => me(id));
  chat.server.on("POST /api/realtime", () => json(started(), 202));
  await chat.access.signIn("anna", "correct horse");
  await settle();
}

test("a page without a session loads nothing, and begins with the sign-in", async () => {
  end();
  chat.actions.open("x");
  chat.runtime.start();
  await settle();
  expect(chat.store.getState().connection.state).toBe("expired");
  expect(chat.store.getState().list.status).toBe("loading");
  expect(chat.seen("GET", "/api/conversations")).toHaveLength(0);
  expect(chat.streams.opened).toHaveLength(0);
  await signIn();
  await settle();
  expect(chat.store.getState().list.status).toBe("ready");
  expect(chat.thread().status).toBe("ready");
  expect(chat.streams.opened.length).toBeGreaterThan(0);
});

test("a stream that ends with the session goes on from its place after the sign-in", async () => {
  await openX(chat);
  end();
  chat.latest().send({ type: "expired", data: { at: AT } });
  chat.latest().end();
  await settle();
  await settle();
  expect(chat.access.store.getState().status).toBe("ended");
  expect(chat.store.getState().connection.state).toBe("expired");
  expect(chat.thread().messageIds).toHaveLength(2);
  const before = chat.streams.opened.length;
  await signIn();
  await settle();
  expect(chat.streams.opened.length).toBeGreaterThan(before);
  expect(chat.thread().messageIds).toHaveLength(2);
});

test("what is sent after the end waits for the sign-in, and is sent once and under its key", async () => {
  await openX(chat);
  end();
  chat.actions.send("hello");
  await settle();
  await settle();
  expect(chat.access.store.getState().status).toBe("ended");
  const [first] = chat.seen("POST", "/api/realtime");
  const id = chat.thread().messageIds.at(-1) ?? "";
  expect(chat.text(id)).toMatchObject({ content: "hello", local: "sending" });
  await signIn();
  await settle();
  const sent = chat.seen("POST", "/api/realtime");
  expect(sent).toHaveLength(2);
  expect(sent[1]?.headers.get("idempotency-key")).toBe(first?.headers.get("idempotency-key"));
  expect(sent[1]?.body).toEqual(first?.body);
});

test("nothing of it is sent for somebody else", async () => {
  await openX(chat);
  end();
  chat.actions.send("hello");
  await settle();
  await signIn("somebody-else");
  await settle();
  expect(chat.seen("POST", "/api/realtime")).toHaveLength(1);
  expect(chat.leave).toHaveBeenCalledTimes(1);
  expect(sessionStorage.getItem("thalweg.outbox")).toBeNull();
});
