import { json, problem, type SeenRequest } from "@thalweg/client/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readBase, unsavedPlaces } from "@/lib/draft-base";
import { readDraft, takeDraft, writeDraft } from "@/lib/drafts";
import { type Chat, channel, ME, openX, setupChat } from "./chat-fixture";
import { createDraftSync, type DraftSync } from "./draft-sync";

type Saved = { text: string; revision: string; basedOn?: string };

/** A draft of the server's, for one conversation. */
function keptDraft(chat: Chat) {
  const kept: { text: string; revision?: string } = { text: "" };
  const answer = () =>
    json({ ...(kept.text !== "" && { ...kept, updatedAt: "" }), text: kept.text });
  const put = ({ body }: SeenRequest) => {
    const { text, revision, basedOn } = body as Saved;
    if (kept.text !== "" && kept.revision !== basedOn && kept.revision !== revision) {
      return problem(409, "draft_changed");
    }
    Object.assign(kept, { text, revision });
    return answer();
  };
  chat.server.on("GET /api/drafts/x", answer);
  chat.server.on("PUT /api/drafts/x", put);
  return { kept, put };
}

let chat: Chat;
let sync: DraftSync;
let server: ReturnType<typeof keptDraft>;
let feed: ReturnType<typeof channel>;
let place: number;
const saves = () => chat.seen("PUT", "/api/drafts/x").map(({ body }) => body as Saved);
const reads = () => chat.seen("GET", "/api/drafts/x").length;
const other = () => chat.store.getState().draftsElsewhere.get("x");
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** What another device saves, and what the feed tells of it. */
async function elsewhere(text: string, revision: string) {
  Object.assign(server.kept, { text, revision });
  place += 1;
  const gone = text === "" ? { gone: true } : {};
  const told = { conversationId: "x", revision, ...gone };
  chat.latest().send(feed("draft", `c${place}`, told));
  await pass(0);
  await pass(0);
}

beforeEach(async () => {
  chat = setupChat();
  feed = channel(ME);
  place = 300;
  server = keptDraft(chat);
  await openX(chat);
  sync = createDraftSync(chat.runtime);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  sync.start();
  await pass(0);
});
afterEach(() => {
  sync.stop();
  chat.runtime.stop();
  vi.useRealTimers();
  for (const id of [null, "x", "y", "new-1"]) takeDraft(id, "");
  localStorage.clear();
});

test("what is written is saved once its writer rests, over what was there", async () => {
  writeDraft("x", "h");
  await pass(900);
  writeDraft("x", "ha");
  await pass(900);
  expect(saves()).toEqual([]);
  await pass(100);
  expect(saves()).toMatchObject([{ text: "ha" }]);
  expect(saves()[0]).not.toHaveProperty("basedOn");
  expect(unsavedPlaces()).toEqual([]);
  writeDraft("x", "half");
  expect(unsavedPlaces()).toEqual(["x"]);
  await pass(1_000);
  expect(saves()[1]).toMatchObject({ text: "half", basedOn: saves()[0]?.revision });
  await pass(60_000);
  expect(saves()).toHaveLength(2);
});

test("who never rests is saved every ten seconds, and what is sent is gone at once", async () => {
  for (let at = 0; at < 10_500; at += 500) {
    writeDraft("x", `after ${at}`);
    await pass(500);
  }
  expect(saves()).toMatchObject([{ text: "after 9500" }]);
  await pass(1_000);
  writeDraft("x", "");
  await pass(0);
  expect(saves().at(-1)).toMatchObject({ text: "" });
  expect(server.kept.text).toBe("");
  expect(readBase("x")).toEqual({ saved: true });
});

test("what was sent before it was ever saved asks nothing of the server", async () => {
  writeDraft("x", "quick");
  await pass(500);
  writeDraft("x", "");
  await pass(60_000);
  expect([saves(), reads(), unsavedPlaces()]).toEqual([[], 1, []]);
  // But for what came meanwhile, which was not taken.
  writeDraft("x", "quick again");
  await elsewhere("from the phone", "r7");
  writeDraft("x", "");
  await pass(0);
  await pass(0);
  expect([saves(), readDraft("x")]).toEqual([[], "from the phone"]);
});

test("what another device writes is here, and what it sends is gone", async () => {
  expect(reads()).toBe(1);
  await elsewhere("from the phone", "r7");
  expect(readDraft("x")).toBe("from the phone");
  writeDraft("x", "from the phone, and more");
  await pass(1_000);
  expect(saves()).toMatchObject([{ basedOn: "r7" }]);
  await elsewhere("", "r8");
  expect(readDraft("x")).toBe("");
  await pass(60_000);
  expect(saves()).toHaveLength(1);
});

test("one's own saving is no news", async () => {
  writeDraft("x", "mine");
  await pass(1_000);
  writeDraft("x", "mine, and more");
  await elsewhere("mine", saves()[0]?.revision ?? "");
  expect([reads(), readDraft("x")]).toEqual([1, "mine, and more"]);
});

test("two that differ are both kept until somebody chooses", async () => {
  writeDraft("x", "at the desk");
  await elsewhere("from the phone", "r7");
  expect(readDraft("x")).toBe("at the desk");
  await pass(1_000);
  expect(other()).toMatchObject({ text: "from the phone", revision: "r7" });
  writeDraft("x", "at the desk, still");
  await pass(20_000);
  expect(saves()).toHaveLength(1);

  sync.swap("x");
  expect([readDraft("x"), other()]).toEqual(["from the phone", { text: "at the desk, still" }]);
  expect(server.kept.text).toBe("from the phone");
  sync.swap("x");
  expect([readDraft("x"), other()]).toEqual(["at the desk, still", { text: "from the phone" }]);
  await pass(1_000);
  expect(server.kept.text).toBe("at the desk, still");
  sync.keep("x");
  expect(other()).toBeUndefined();
});

test("who stays with what is here saves it over the other", async () => {
  writeDraft("x", "at the desk");
  await elsewhere("from the phone", "r7");
  await pass(1_000);
  await elsewhere("from the phone, longer", "r8");
  expect(other()?.text).toBe("from the phone, longer");
  sync.keep("x");
  await pass(0);
  expect(saves().at(-1)).toMatchObject({ text: "at the desk", basedOn: "r8" });
  expect([server.kept.text, other()]).toEqual(["at the desk", undefined]);
});

test("what was sent here leaves the place to what another device writes", async () => {
  writeDraft("x", "at the desk");
  await elsewhere("from the phone", "r7");
  await pass(1_000);
  writeDraft("x", "");
  await pass(0);
  expect([readDraft("x"), other()]).toEqual(["from the phone", undefined]);
  // The same, before anybody could be asked.
  writeDraft("x", "from the phone, and more");
  await elsewhere("from the tablet", "r9");
  writeDraft("x", "");
  await pass(0);
  expect(readDraft("x")).toBe("from the tablet");
});

test("what was taken away elsewhere is no reason to lose what is here", async () => {
  await elsewhere("from the phone", "r7");
  writeDraft("x", "from the phone, and more");
  await elsewhere("", "r8");
  await pass(1_000);
  expect(server.kept.text).toBe("from the phone, and more");
});

test("a lost answer is asked for again, with patience and as the same saving", async () => {
  chat.server.on("PUT /api/drafts/x", (request) => {
    server.put(request);
    return problem(503, "overloaded");
  });
  writeDraft("x", "half");
  await pass(1_000);
  await pass(4_000);
  await pass(7_000);
  expect(saves()).toHaveLength(2);
  await pass(1_000);
  const revisions = new Set(saves().map(({ revision }) => revision));
  expect([saves().length, revisions.size]).toEqual([3, 1]);
  // Its own saving stands in the way of the next, and is known again.
  writeDraft("x", "half a thought");
  chat.server.on("PUT /api/drafts/x", server.put);
  await pass(20_000);
  expect([server.kept.text, other()]).toEqual(["half a thought", undefined]);
});

test("a way back to the server is taken at once", async () => {
  chat.server.on("PUT /api/drafts/x", () => problem(503, "overloaded"));
  writeDraft("x", "half");
  await pass(1_000 + 4_000 + 8_000 + 16_000);
  expect(saves()).toHaveLength(4);
  chat.server.on("PUT /api/drafts/x", server.put);
  const tell = (state: "reconnecting" | "live") =>
    chat.store.setState({ connection: { state, since: Date.now() } });
  tell("reconnecting");
  await pass(5_000);
  expect(server.kept.text).toBe("");
  tell("live");
  await pass(0);
  expect(server.kept.text).toBe("half");
});

test("a page that is put aside saves what it has", async () => {
  writeDraft("x", "half");
  document.dispatchEvent(new Event("visibilitychange"));
  await pass(0);
  expect(saves(), "it is still seen").toEqual([]);
  const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  document.dispatchEvent(new Event("visibilitychange"));
  await pass(0);
  hidden.mockRestore();
  expect(saves()).toMatchObject([{ text: "half" }]);
});

test("what can never be saved is not tried again until something is written", async () => {
  chat.server.on("PUT /api/drafts/x", () => problem(403, "forbidden"));
  writeDraft("x", "half");
  await pass(120_000);
  expect(saves()).toHaveLength(1);
  expect([readDraft("x"), readBase("x").saved]).toEqual(["half", false]);
  writeDraft("x", "🙂".repeat(100_001));
  writeDraft("new-1", "of a chat that the server does not know");
  await pass(120_000);
  expect(saves()).toHaveLength(1);
  expect(chat.seen("PUT", "/api/drafts/new-1")).toEqual([]);
});

test("what was left unsaved is saved by the next page, and its own place is read", async () => {
  writeDraft("x", "half");
  writeDraft("y", "of a chat that is not open");
  sync.stop();
  Object.assign(server.kept, { text: "", revision: undefined });
  sync = createDraftSync(chat.runtime);
  sync.start();
  await pass(0);
  await pass(0);
  expect(saves()).toMatchObject([{ text: "half" }]);
  expect(chat.seen("PUT", "/api/drafts/y")).toHaveLength(1);

  chat.server.on("GET /api/drafts/new", () => json({ text: "begun elsewhere", revision: "r1" }));
  chat.actions.open(null);
  await pass(0);
  expect(readDraft(null)).toBe("begun elsewhere");
  chat.actions.open("x");
  chat.actions.open(null);
  await pass(0);
  expect(chat.seen("GET", "/api/drafts/new")).toHaveLength(1);
});

test("an answer that comes late writes over nothing that was saved meanwhile", async () => {
  let answer: (response: Response) => void = () => undefined;
  chat.server.on("GET /api/drafts/x", () => new Promise((resolve) => (answer = resolve)));
  await elsewhere("from the phone", "r7");
  Object.assign(server.kept, { text: "" });
  writeDraft("x", "written meanwhile");
  await pass(1_000);
  expect(server.kept.text).toBe("written meanwhile");
  answer(json({ text: "from the phone", revision: "r7" }));
  await pass(0);
  await pass(0);
  expect([readDraft("x"), readBase("x").saved]).toEqual(["written meanwhile", true]);
});

test("after a gap in the feed the place is read anew", async () => {
  Object.assign(server.kept, { text: "unheard of", revision: "r7" });
  const lost = { reason: "trimmed", channels: [{ channel: ME }] };
  chat.latest().send({ type: "reset", id: "c900", data: lost });
  await pass(0);
  await pass(0);
  expect(readDraft("x")).toBe("unheard of");
});

test("nothing is saved in the name of whoever signs in next", async () => {
  const { store } = chat.access;
  await elsewhere("words", "r1");
  writeDraft("x", "words of the first");
  store.setState({ status: "ended" });
  await pass(60_000);
  window.dispatchEvent(new Event("pagehide"));
  store.setState({ status: "in", leaving: true });
  await pass(60_000);
  window.dispatchEvent(new Event("pagehide"));
  await pass(0);
  expect(saves()).toEqual([]);
  // Another tab of this browser has it that somebody else is here.
  store.setState({ leaving: false });
  localStorage.setItem("thalweg.who", JSON.stringify({ id: "somebody else" }));
  writeDraft("x", "words of the first, and more");
  await pass(60_000);
  await elsewhere("of the next", "r7");
  await elsewhere("", "r8");
  expect(readBase("x").revision).toBe("r1");
  expect([saves(), readDraft("x")]).toEqual([[], "words of the first, and more"]);

  // Somebody signed out, and whoever is asked for next may be a guest.
  localStorage.removeItem("thalweg.who");
  window.dispatchEvent(new Event("pagehide"));
  await pass(0);
  expect(saves()).toEqual([]);

  localStorage.setItem("thalweg.who", JSON.stringify({ id: "me" }));
  server.kept.text = "";
  store.setState({ status: "ended" });
  store.setState({ status: "in" });
  await pass(0);
  expect(saves()).toMatchObject([{ text: "words of the first, and more" }]);
});

test("a page that is left saves what it has, and a viewer saves nothing", async () => {
  writeDraft("x", "half");
  window.dispatchEvent(new Event("pagehide"));
  await pass(0);
  expect(saves()).toMatchObject([{ text: "half" }]);
  const me = { principal: { id: "me", role: "viewer" as const }, version: "1" };
  chat.access.store.setState({ me });
  writeDraft("x", "not mine to say");
  await pass(120_000);
  expect(saves()).toHaveLength(1);
});
