import { act, fireEvent, screen } from "@testing-library/react";
import { json, problem } from "@thalweg/client/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import AccessDialog from "./AccessDialog";
import { type AccessPage, accountOf, meOf, settle, setupAccess, signedIn } from "./access-fixture";

const TOKEN = "0a".repeat(32);
const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
const fill = (label: string, value: string) =>
  fireEvent.change(field(label), { target: { value } });
const send = async () => {
  fireEvent.submit(screen.getByRole("form"));
  await settle();
};
const alerts = () => screen.getAllByRole("alert").map(({ textContent }) => textContent);
const title = () => screen.getByRole("heading").textContent;

let page: AccessPage;
async function open(auth: Parameters<typeof setupAccess>[0] = {}) {
  page = setupAccess(auth);
  await page.access.check();
  page.show(<AccessDialog />);
}
beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.spyOn(console, "warn").mockReturnValue();
});
afterEach(() => {
  vi.useRealTimers();
  window.history.replaceState(null, "", "/");
});

describe("signing in", () => {
  it("says at which field something is missing, and asks nothing", async () => {
    await open();
    await send();
    expect(field("Name").getAttribute("aria-invalid")).toBe("true");
    expect(document.activeElement).toBe(field("Name"));
    fill("Name", "anna");
    expect(field("Name").getAttribute("aria-invalid")).toBeNull();
    await send();
    expect(document.activeElement).toBe(field("Password"));
    expect(page.bodies("POST /api/auth/login")).toEqual([]);
  });

  it("says that it was refused, keeps the name, and has the password ready to be replaced", async () => {
    await open();
    page.server.on("POST /api/auth/login", () => problem(401, "unauthorized", "no"));
    fill("Name", "anna ");
    fill("Password", "guess");
    await send();
    expect(page.bodies("POST /api/auth/login")).toEqual([{ name: "anna", password: "guess" }]);
    expect(alerts()).toEqual(["The name or the password is wrong."]);
    expect(document.activeElement).toBe(field("Password"));
    expect(field("Password").value).toBe("guess");
  });

  it("counts down until it may be tried again, and sends nothing before", async () => {
    await open();
    page.server.on("POST /api/auth/login", () =>
      problem(429, "rate_limited", "slow down", { "retry-after": "61" }),
    );
    fill("Name", "anna");
    fill("Password", "guess");
    const start = Date.now();
    vi.useFakeTimers({ now: start, toFake: ["Date", "setInterval", "clearInterval"] });
    await send();
    expect(screen.getByRole("button", { name: "Try again in 1 min 01 s" })).toBeTruthy();
    await send();
    expect(page.bodies("POST /api/auth/login")).toHaveLength(1);
    act(() => vi.advanceTimersByTime(56_000));
    expect(screen.getByRole("button", { name: "Try again in 5 s" })).toBeTruthy();
    act(() => vi.advanceTimersByTime(6_000));
    await send();
    expect(page.bodies("POST /api/auth/login")).toHaveLength(2);
  });

  it.each([
    ["network", () => Promise.reject(new TypeError("failed")), "The server cannot be reached."],
    ["overloaded", () => Promise.resolve(problem(503, "overloaded")), "too much to do"],
  ])("says what is the matter when it is %s", async (_, answer, said) => {
    await open();
    page.server.on("POST /api/auth/login", answer);
    fill("Name", "anna");
    fill("Password", "guess");
    await send();
    expect(alerts().join()).toContain(said);
  });

  it("shows the password while somebody wants to see it", async () => {
    await open();
    expect(field("Password").type).toBe("password");
    fireEvent.click(screen.getByRole("button", { name: "Show the password" }));
    expect(field("Password").type).toBe("text");
    fireEvent.click(screen.getByRole("button", { name: "Hide the password" }));
    expect(field("Password").type).toBe("password");
  });

  it("tells a password manager what is what", async () => {
    await open({ registration: "open" });
    expect([field("Name").autocomplete, field("Password").autocomplete]).toEqual([
      "username",
      "current-password",
    ]);
    fireEvent.click(screen.getByRole("button", { name: "Make an account" }));
    expect([field("Name").autocomplete, field("Password").autocomplete]).toEqual([
      "username",
      "new-password",
    ]);
  });

  it("offers what there is alone: no account without an invitation, no guests where there are none", async () => {
    await open();
    expect(screen.queryByRole("button", { name: "Make an account" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Go on as a guest" })).toBeNull();
    expect(screen.getByText(/made by invitation/)).toBeTruthy();
  });

  it("points to the terminal where there is no owner yet", async () => {
    await open({ ownerClaimed: false });
    expect(screen.getByText(/no owner yet/)).toBeTruthy();
  });

  it("cannot be put away by Escape as long as nobody is in", async () => {
    await open();
    const dialog = document.querySelector("dialog");
    fireEvent(dialog as Element, new Event("cancel", { cancelable: true }));
    expect(page.access.store.getState().status).toBe("out");
    expect(title()).toBe("Sign in");
  });
});

describe("making an account", () => {
  async function invited(kind: "invite" | "owner") {
    window.history.replaceState(null, "", `/chat#${kind}=${TOKEN}`);
    page = setupAccess({ ownerClaimed: kind === "invite" });
    await page.access.prepare();
    await page.access.check();
    page.show(<AccessDialog />);
  }

  it("looks at name and password by the server's rules before it asks", async () => {
    await open({ registration: "open" });
    fireEvent.click(screen.getByRole("button", { name: "Make an account" }));
    fill("Name", "a b");
    fill("Password", "short");
    await send();
    expect(screen.getByText(/Use letters from a to z/)).toBeTruthy();
    expect(screen.getByText("Use 10 characters or more.")).toBeTruthy();
    expect(page.bodies("POST /api/auth/register")).toEqual([]);
  });

  it("says at its field what the server finds wrong, and that a name is taken", async () => {
    await open({ registration: "open" });
    fireEvent.click(screen.getByRole("button", { name: "Make an account" }));
    fill("Name", "anna");
    fill("Password", "correct horse");
    const errors = [{ path: "password", message: "is one that everybody uses" }];
    page.server.on("POST /api/auth/register", () => json({ code: "invalid_fields", errors }, 422));
    await send();
    expect(screen.getByText("Is one that everybody uses.")).toBeTruthy();
    expect(document.activeElement).toBe(field("Password"));
    page.server.on("POST /api/auth/register", () => problem(409, "name_taken", "it is taken"));
    await send();
    expect(screen.getByText("It is taken.")).toBeTruthy();
    expect(document.activeElement).toBe(field("Name"));
  });

  it("uses the token of an invitation, and says when it is not good any more", async () => {
    await invited("invite");
    expect(title()).toBe("You are invited");
    fill("Name", "anna");
    fill("Password", "correct horse");
    page.server.on("POST /api/auth/register", () => problem(403, "forbidden", "no"));
    await send();
    expect(alerts().join()).toContain("used before or has run out");
    page.server.on("POST /api/auth/register", () => signedIn());
    page.server.on("GET /api/me", () => meOf(accountOf("anna")));
    await send();
    expect(page.bodies("POST /api/auth/register").at(-1)).toEqual({
      name: "anna",
      password: "correct horse",
      token: TOKEN,
    });
    expect(page.access.store.getState().status).toBe("in");
  });

  it("makes the owner's account with the owner's link", async () => {
    await invited("owner");
    expect(title()).toBe("Make the owner’s account");
  });

  it("tells who is signed in already that the link is for somebody else", async () => {
    window.history.replaceState(null, "", `/chat#invite=${TOKEN}`);
    page = setupAccess();
    page.server.on("GET /api/me", () => meOf(accountOf("anna")));
    await page.access.prepare();
    await page.access.check();
    page.show(<AccessDialog />);
    expect(title()).toBe("You are signed in as anna");
    fireEvent.click(screen.getByRole("button", { name: "Stay signed in" }));
    expect(page.access.store.getState().link).toBeNull();
  });
});

describe("the identity provider", () => {
  const oidc = { name: "Example ID" };
  const NEWS: readonly (readonly [string, RegExp])[] = [
    ["denied", /declined at Example ID/],
    ["expired", /took too long/],
    ["failed", /does not count here/],
    ["unavailable", /cannot be reached now/],
    ["invite", /Ask whoever runs this server for an invitation/],
    ["disabled", /is disabled/],
    ["busy", /Too many tries/],
    ["laterword", /does not count here/],
  ];

  it("is gone to from where one is, and the way back is known", async () => {
    window.history.replaceState(null, "", "/chat?id=x");
    await open({ oidc });
    page.server.on("POST /api/auth/oidc/start", () => json({ url: "https://id.example/a" }));
    fireEvent.click(screen.getByRole("button", { name: "Sign in with Example ID" }));
    await settle();
    expect(page.bodies("POST /api/auth/oidc/start")).toEqual([{ returnTo: "/chat?id=x" }]);
    expect(page.visit).toHaveBeenCalledExactlyOnceWith("https://id.example/a");
  });

  it("that cannot be reached is said at once, and nothing is left", async () => {
    await open({ oidc });
    page.server.on("POST /api/auth/oidc/start", () =>
      problem(503, "overloaded", "Example ID cannot be reached now."),
    );
    fireEvent.click(screen.getByRole("button", { name: "Sign in with Example ID" }));
    await settle();
    expect(alerts()).toContain("Example ID cannot be reached now.");
    expect(page.visit).not.toHaveBeenCalled();
  });

  it("takes an invitation along", async () => {
    window.history.replaceState(null, "", `/chat#invite=${TOKEN}`);
    page = setupAccess({ oidc });
    await page.access.prepare();
    await page.access.check();
    page.show(<AccessDialog />);
    page.server.on("POST /api/auth/oidc/start", () => json({ url: "https://id.example/a" }));
    fireEvent.click(screen.getByRole("button", { name: "Continue with Example ID" }));
    await settle();
    const bodies = page.bodies("POST /api/auth/oidc/start");
    expect(bodies).toEqual([{ returnTo: "/chat", token: TOKEN }]);
  });

  it.each(NEWS)(
    "%s: says why one is not signed in, and nothing of the address",
    async (word, said) => {
      window.history.replaceState(null, "", `/chat?id=x#signin=${word}`);
      page = setupAccess({ oidc });
      await page.access.prepare();
      await page.access.check();
      page.show(<AccessDialog />);
      expect(alerts().join()).toMatch(said);
      expect(window.location.href).toMatch(/\/chat\?id=x$/);
    },
  );

  it("is put away by a guest who stays one", async () => {
    window.history.replaceState(null, "", "/chat#signin=denied");
    page = setupAccess({ oidc, guests: true });
    page.server.on("GET /api/me", () => meOf(undefined));
    await page.access.prepare();
    await page.access.check();
    page.show(<AccessDialog />);
    fireEvent.click(screen.getByRole("button", { name: "Go on as a guest" }));
    expect(page.access.store.getState()).toMatchObject({ news: null, wish: null });
  });

  it("is all that is asked for when the session of somebody without a password ends", async () => {
    page = setupAccess({ oidc });
    page.server.on("GET /api/me", () => meOf(accountOf("anna", "member", { provider: true })));
    await page.access.check();
    page.server.on("GET /api/me", () => problem(401, "unauthorized"));
    await page.access.check();
    page.show(<AccessDialog />);
    expect(screen.queryByLabelText("Password")).toBeNull();
    const button = screen.getByRole("button", { name: "Sign in with Example ID" });
    expect(document.activeElement).toBe(button);
  });
});

describe("a session that has ended", () => {
  it("asks for the password of whoever was here", async () => {
    page = setupAccess();
    page.server.on("GET /api/me", () => meOf(accountOf("anna")));
    await page.access.check();
    page.server.on("GET /api/me", () => problem(401, "unauthorized"));
    await page.access.check();
    page.show(<AccessDialog />);
    expect(title()).toBe("Your session has ended");
    expect(field("Name").value).toBe("anna");
    expect(document.activeElement).toBe(field("Password"));
  });
});

describe("signing out", () => {
  async function wish() {
    page = setupAccess();
    page.server.on("GET /api/me", () => meOf(accountOf("anna")));
    await page.access.check();
    page.access.want("sign-out");
    page.show(<AccessDialog />);
  }

  it("warns of text that was not sent", async () => {
    localStorage.setItem("thalweg.draft.x", "unsent");
    await wish();
    expect(screen.getByText(/was not sent/)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
    await settle();
    expect(page.leave).toHaveBeenCalledWith("/chat");
    expect(localStorage.getItem("thalweg.draft.x")).toBeNull();
  });

  it("says why it did not come about", async () => {
    await wish();
    page.server.down = true;
    fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
    await settle();
    expect(alerts().join()).toContain("cannot be reached");
    expect(page.leave).not.toHaveBeenCalled();
  });
});
