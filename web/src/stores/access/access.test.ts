import { fakeServer, json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createAccessApi } from "@/lib/access-api";
import { takeOver } from "@/lib/person-storage";
import { watchedFetch } from "@/lib/watched-fetch";
import { createAccess } from "./access";
import { selectGated, selectHasAccounts, selectIsAdmin } from "./access.store";

const AT = "2026-01-01T00:00:00.000Z";
const ID = "01890000-0000-7000-8000-000000000001";
const TOKEN = "0a".repeat(32);

const account = (more = {}) => ({
  id: ID,
  name: "anna",
  role: "member",
  createdAt: AT,
  disabled: false,
  ...more,
});
const session = { id: ID, expiresAt: AT };
const me = (id = "p-anna", more = {}) => ({
  principal: { id, role: "member" },
  account: account(),
  session,
  ...more,
});
const auth = (more = {}) => ({
  accounts: true,
  guests: false,
  registration: "invite",
  ownerClaimed: true,
  ...more,
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function setup() {
  const server = fakeServer();
  server.on("GET /api/auth", () => json(auth()));
  server.on("GET /api/me", () => problem(401, "unauthorized"));
  server.on("POST /api/auth/login", () => json({ account: account(), session }));
  server.on("POST /api/auth/logout", () => new Response(null, { status: 204 }));
  const leave = vi.fn<(href: string) => void>();
  const api = createAccessApi(watchedFetch(server.fetch));
  const visit = vi.fn<(href: string) => void>();
  const access = createAccess({ api, leave, visit });
  const stop = access.start();
  const state = () => access.store.getState();
  const asked = (path: string) => server.requests.filter(({ url }) => url === path).length;
  const knows = (answer: object) => server.on("GET /api/me", () => json(answer));
  return { server, access, api, leave, visit, stop, state, asked, knows };
}

let page: ReturnType<typeof setup>;
beforeEach(() => {
  vi.spyOn(console, "warn").mockReturnValue();
  localStorage.clear();
  sessionStorage.clear();
  window.history.replaceState(null, "", "/chat?id=x");
  page = setup();
});
afterEach(() => page.stop());

const storage = (newValue: string | null) =>
  window.dispatchEvent(new StorageEvent("storage", { key: "thalweg.who", newValue }));

describe("a page that nobody is known to", () => {
  it("asks for a sign-in, and goes on with whoever signed in", async () => {
    expect(await page.access.check()).toBe("out");
    expect(page.state()).toMatchObject({ status: "out", auth: auth() });
    expect(selectGated(page.state())).toBe(true);
    page.knows(me());
    await page.access.signIn("anna", "correct horse");
    expect(page.server.requests.find(({ method }) => method === "POST")?.body).toEqual({
      name: "anna",
      password: "correct horse",
    });
    expect(page.state()).toMatchObject({ status: "in", me: { account: { name: "anna" } } });
    expect(selectGated(page.state())).toBe(false);
    expect(page.leave).not.toHaveBeenCalled();
  });

  it("stays as it is where a sign-in is refused, and says why", async () => {
    await page.access.check();
    page.server.on("POST /api/auth/login", () => problem(401, "unauthorized", "wrong"));
    await expect(page.access.signIn("anna", "x")).rejects.toMatchObject({ status: 401 });
    expect(page.state().status).toBe("out");
  });

  it("asks for none where there are no accounts", async () => {
    page.server.on("GET /api/auth", () => json(auth({ accounts: false })));
    expect(await page.access.back()).toBe(false);
    expect(selectGated(page.state())).toBe(false);
    expect(selectHasAccounts(page.state())).toBe(false);
  });
});

describe("a session that ends", () => {
  beforeEach(async () => {
    page.knows(me());
    await page.access.check();
    page.server.on("GET /api/me", () => problem(401, "unauthorized"));
    page.server.on("GET /api/auth/sessions", () => problem(401, "unauthorized"));
  });

  it("is seen at the next refusal of anything, once, and what is kept stays", async () => {
    localStorage.setItem("thalweg.draft.x", "unsent");
    await Promise.allSettled([page.api.listSessions(), page.api.listSessions()]);
    await settle();
    expect(page.state()).toMatchObject({ status: "ended", me: { account: { name: "anna" } } });
    expect(page.asked("/api/me")).toBe(2);
    page.knows(me());
    await page.access.signIn("anna", "correct horse");
    expect(page.state().status).toBe("in");
    expect(localStorage.getItem("thalweg.draft.x")).toBe("unsent");
    expect(page.leave).not.toHaveBeenCalled();
  });

  it("lets who waits for it go on after the sign-in of the same person", async () => {
    const back = page.access.back();
    await settle();
    expect(page.state().status).toBe("ended");
    page.knows(me());
    await page.access.signIn("anna", "correct horse");
    expect(await back).toBe(true);
  });

  it("leaves nothing to another person: storage is cleared, the page loaded anew", async () => {
    localStorage.setItem("thalweg.draft.x", "of anna");
    let went = false;
    void page.access.back().then(() => {
      went = true;
    });
    await settle();
    page.knows(me("p-ben"));
    await page.access.signIn("ben", "correct horse");
    expect(page.leave).toHaveBeenCalledExactlyOnceWith("/chat");
    expect(page.state().leaving).toBe(true);
    expect(localStorage.getItem("thalweg.draft.x")).toBeNull();
    await settle();
    expect(went).toBe(false);
  });

  it("is over here when somebody signs out in another tab", () => {
    storage(null);
    expect(page.leave).toHaveBeenCalledExactlyOnceWith("/chat");
  });

  it("goes on here when the same person signs in in another tab", async () => {
    await page.access.check();
    expect(page.state().status).toBe("ended");
    page.knows(me());
    storage(JSON.stringify({ id: "p-anna", at: 5 }));
    await settle();
    expect(page.state().status).toBe("in");
  });

  it("is not taken for ended while the server cannot be reached", async () => {
    page.server.down = true;
    expect(await page.access.check()).toBe("unreachable");
    expect(page.state().status).toBe("in");
  });
});

describe("a page that starts", () => {
  it("shows nothing that was kept of another person, and keeps its address", async () => {
    takeOver("p-ben");
    localStorage.setItem("thalweg.draft.new", "of ben");
    page.knows(me());
    expect(await page.access.check()).toBe("leaving");
    expect(localStorage.getItem("thalweg.draft.new")).toBeNull();
    expect(page.leave).toHaveBeenCalledExactlyOnceWith(window.location.href);
  });

  it("learns how to sign in only where that may matter", async () => {
    page.knows({ principal: { id: "owner", role: "owner" } });
    await page.access.check();
    expect(page.asked("/api/auth")).toBe(0);
    expect(selectHasAccounts(page.state())).toBe(false);
  });

  it("tells a guest that there are accounts", async () => {
    page.knows({ principal: { id: "g", role: "guest" } });
    await page.access.check();
    await settle();
    expect(selectHasAccounts(page.state())).toBe(true);
    expect(selectGated(page.state())).toBe(false);
  });

  it("knows who runs the server", async () => {
    page.knows(me("p-anna", { account: account({ role: "admin" }) }));
    await page.access.check();
    expect(selectIsAdmin(page.state())).toBe(true);
    page.knows(me());
    await page.access.check();
    expect(selectIsAdmin(page.state())).toBe(false);
  });
});

describe("a link", () => {
  it("of the owner is used at once where there are no accounts", async () => {
    window.history.replaceState(null, "", `/chat#owner=${TOKEN}`);
    page.server.on("GET /api/auth", () => json(auth({ accounts: false })));
    page.server.on("POST /api/auth/owner", () => new Response(null, { status: 204 }));
    await page.access.prepare();
    expect(page.server.requests.at(-1)).toMatchObject({
      url: "/api/auth/owner",
      body: { token: TOKEN },
    });
    expect(page.state().link).toBeNull();
    expect(window.location.hash).toBe("");
  });

  it("that was used before is no failure", async () => {
    window.history.replaceState(null, "", `/chat#owner=${TOKEN}`);
    page.server.on("GET /api/auth", () => json(auth({ accounts: false })));
    page.server.on("POST /api/auth/owner", () => problem(403, "forbidden"));
    await page.access.prepare();
    expect(page.state().link).toBeNull();
  });

  it("waits in memory while the server cannot be reached", async () => {
    window.history.replaceState(null, "", `/chat#owner=${TOKEN}`);
    page.server.down = true;
    await expect(page.access.prepare()).rejects.toMatchObject({ code: "network" });
    expect(window.location.hash).toBe("");
    page.server.down = false;
    page.server.on("GET /api/auth", () => json(auth({ accounts: false })));
    page.server.on("POST /api/auth/owner", () => new Response(null, { status: 204 }));
    await page.access.prepare();
    expect(page.asked("/api/auth/owner")).toBe(1);
  });

  it("is followed in a tab that has the page already", async () => {
    expect(await page.access.check()).toBe("out");
    window.history.replaceState(null, "", `/chat#invite=${TOKEN}`);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
    await settle();
    expect(page.state().link).toEqual({ kind: "invite", token: TOKEN });
    expect(window.location.hash).toBe("");
  });

  it("makes an account where there are some; a guest stays who they are", async () => {
    window.history.replaceState(null, "", `/chat#invite=${TOKEN}`);
    page.knows({ principal: { id: "g", role: "guest" } });
    await page.access.prepare();
    await page.access.check();
    expect(selectGated(page.state())).toBe(true);
    localStorage.setItem("thalweg.draft.new", "unsent");
    page.server.on("POST /api/auth/register", () => json({ account: account(), session }, 201));
    page.knows(me("g"));
    await page.access.register({ name: "anna", password: "correct horse", token: TOKEN });
    expect(page.state()).toMatchObject({ status: "in", link: null, me: { account: {} } });
    expect(localStorage.getItem("thalweg.draft.new")).toBe("unsent");
    expect(page.leave).not.toHaveBeenCalled();
  });
});

describe("the identity provider", () => {
  it("is left for with a path that the server takes", async () => {
    page.server.on("POST /api/auth/oidc/start", () => json({ url: "https://id.example/" }));
    await page.access.signInWithProvider();
    window.history.replaceState(null, "", "/chat?id=a|b");
    await page.access.signInWithProvider();
    const asked = page.server.requests.filter(({ url }) => url === "/api/auth/oidc/start");
    expect(asked.map(({ body }) => body)).toEqual([
      { returnTo: "/chat?id=x" },
      { returnTo: "/chat" },
    ]);
    expect(page.visit).toHaveBeenCalledTimes(2);
  });

  it("tells other tabs who came back from it, once", async () => {
    page.server.on("POST /api/auth/oidc/start", () => json({ url: "https://id.example/" }));
    await page.access.signInWithProvider();
    page.knows(me());
    await page.access.check();
    const told = () => JSON.parse(localStorage.getItem("thalweg.who") ?? "null");
    expect(told()).toEqual({ id: "p-anna", at: expect.any(Number) });
    takeOver("p-anna");
    localStorage.setItem("thalweg.who", JSON.stringify({ id: "p-anna" }));
    await page.access.check();
    expect(told()).toEqual({ id: "p-anna" });
  });
});

describe("who goes", () => {
  it("takes along what was kept", async () => {
    page.knows(me());
    await page.access.check();
    localStorage.setItem("thalweg.draft.x", "unsent");
    await page.access.signOut();
    expect(localStorage.getItem("thalweg.draft.x")).toBeNull();
    expect(page.leave).toHaveBeenCalledExactlyOnceWith("/chat");
  });

  it("stays, with everything, where the server does not hear of it", async () => {
    page.knows(me());
    await page.access.check();
    localStorage.setItem("thalweg.draft.x", "unsent");
    page.server.down = true;
    await expect(page.access.signOut()).rejects.toMatchObject({ code: "network" });
    expect(localStorage.getItem("thalweg.draft.x")).toBe("unsent");
    expect(page.leave).not.toHaveBeenCalled();
  });

  it("may go on as a guest, with the old cookie gone first", async () => {
    page.server.on("GET /api/auth", () => json(auth({ guests: true })));
    await page.access.check();
    page.server.on("POST /api/auth/logout", () => {
      page.knows({ principal: { id: "g2", role: "guest" } });
      return new Response(null, { status: 204 });
    });
    await page.access.goOnAsGuest();
    expect(page.state()).toMatchObject({ status: "in", me: { principal: { role: "guest" } } });
  });
});
