import { fireEvent, screen, within } from "@testing-library/react";
import { json, problem } from "@thalweg/client/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  type AccessPage,
  accountOf,
  meOf,
  settle,
  setupAccess,
} from "@/components/access/access-fixture";
import type { Session } from "@/types/access";
import { DeleteSection } from "./DeleteSection";
import { PasswordSection } from "./PasswordSection";
import { ProfileSection } from "./ProfileSection";
import { ProviderSection } from "./ProviderSection";
import { SessionsSection } from "./SessionsSection";

const connection = vi.hoisted(() => ({ state: "live", since: 0 }));
vi.mock("@/hooks/chat/useConnection", () => ({ useConnection: () => connection }));

const AT = "2026-01-01T00:00:00.000Z";
const session = (id: string, current = false): Session => ({
  id,
  createdAt: AT,
  lastSeenAt: AT,
  expiresAt: AT,
  userAgent: `${id}/1.0`,
  current,
});
const gone = () => new Response(null, { status: 204 });

let page: AccessPage;
beforeEach(async () => {
  localStorage.clear();
  sessionStorage.clear();
  vi.spyOn(console, "warn").mockReturnValue();
  page = setupAccess();
  page.server.on("GET /api/me", () => meOf(accountOf("anna")));
  page.server.on("GET /api/auth/sessions", () =>
    json({ items: [session("this", true), session("phone"), session("old")] }),
  );
  await page.access.check();
});
const press = async (name: string | RegExp) => {
  fireEvent.click(screen.getByRole("button", { name }));
  await settle();
};
const fill = (label: string | RegExp, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const rows = () =>
  screen.getAllByRole("listitem").map((row) => within(row).getAllByText(/./)[0]?.textContent);

describe("the profile", () => {
  it("is saved, and the page knows the name at once", async () => {
    page.server.on("PATCH /api/auth/account", () =>
      json(accountOf("anna", "member", { displayName: "Anna S." })),
    );
    page.show(<ProfileSection />);
    fill(/What you are called/, " Anna S. ");
    await press("Save");
    expect(page.bodies("PATCH /api/auth/account")).toEqual([{ displayName: "Anna S." }]);
    expect(page.access.store.getState().me?.account?.displayName).toBe("Anna S.");
    expect(screen.getByRole("status").textContent).toBe("Saved.");
  });
});

describe("the password", () => {
  it("is changed with the one so far, of which is told when it is wrong", async () => {
    page.server.on("POST /api/auth/password", () =>
      json(
        { code: "invalid_fields", errors: [{ path: "current", message: "this is not it" }] },
        422,
      ),
    );
    page.show(<PasswordSection />);
    fill("Current password", "guess");
    fill("New password", "correct horse");
    await press("Change the password");
    expect(screen.getByText("This is not it.")).toBeTruthy();
    page.server.on("POST /api/auth/password", gone);
    await press("Change the password");
    expect(page.bodies("POST /api/auth/password").at(-1)).toEqual({
      current: "guess",
      password: "correct horse",
    });
    expect(screen.getByRole("status").textContent).toContain("Every other browser is signed out");
    expect(screen.getByLabelText<HTMLInputElement>("New password").value).toBe("");
  });
});

describe("the sessions", () => {
  it("are listed with this one marked, and each other can be ended from here", async () => {
    page.server.on("DELETE /api/auth/sessions/phone", gone);
    page.show(<SessionsSection />);
    await settle();
    expect(rows()).toEqual(["this/1.0", "phone/1.0", "old/1.0"]);
    expect(screen.getByText("This browser")).toBeTruthy();
    await press("Sign out phone/1.0");
    expect(rows()).toEqual(["this/1.0", "old/1.0"]);
    await press("Sign out this browser");
    expect(page.access.store.getState().wish).toBe("sign-out");
  });

  it("are all ended but this one", async () => {
    page.server.on("DELETE /api/auth/sessions", gone);
    page.show(<SessionsSection />);
    await settle();
    await press("Sign out all others");
    expect(rows()).toEqual(["this/1.0"]);
    expect(screen.queryByRole("button", { name: "Sign out all others" })).toBeNull();
  });

  it("stay listed where one could not be ended, and it is told", async () => {
    page.server.on("DELETE /api/auth/sessions/phone", () => problem(503, "storage_full"));
    page.show(<SessionsSection />);
    await settle();
    await press("Sign out phone/1.0");
    expect(rows()).toHaveLength(3);
    expect(screen.getByRole("alert").textContent).toContain("It could not be signed out.");
  });

  it("are told to be missing where they could not be loaded, and come when asked again", async () => {
    page.server.on("GET /api/auth/sessions", () => problem(503, "overloaded"));
    page.show(<SessionsSection />);
    await settle();
    expect(screen.getByText(/could not be loaded/)).toBeTruthy();
    page.server.on("GET /api/auth/sessions", () => json({ items: [session("this", true)] }));
    await press("Try again");
    expect(rows()).toEqual(["this/1.0"]);
  });
});

describe("deleting the account", () => {
  it("takes its name and its password, and forgets what was kept here", async () => {
    localStorage.setItem("thalweg.draft.x", "unsent");
    page.server.on("DELETE /api/auth/account", gone);
    page.show(<DeleteSection />);
    await press("Delete the account…");
    fill("Password", "correct horse");
    fill("To confirm, write anna", "ann");
    await press("Delete it for good");
    expect(page.bodies("DELETE /api/auth/account")).toEqual([]);
    fill("To confirm, write anna", "Anna");
    await press("Delete it for good");
    expect(page.bodies("DELETE /api/auth/account")).toEqual([{ password: "correct horse" }]);
    expect(localStorage.getItem("thalweg.draft.x")).toBeNull();
    expect(page.leave).toHaveBeenCalledWith("/chat");
  });

  it("is not to be had for the owner", async () => {
    page.server.on("GET /api/me", () => meOf(accountOf("anna", "owner")));
    await page.access.check();
    page.show(<DeleteSection />);
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("an account of the identity provider", () => {
  beforeEach(async () => {
    page = setupAccess({ oidc: { name: "Example ID" } });
    page.server.on("GET /api/me", () => meOf(accountOf("anna", "member", { provider: true })));
    await page.access.check();
    await settle();
  });

  it("says with what one signs in, and has no password to change", () => {
    page.show(<ProviderSection />);
    expect(screen.getByText("Example ID")).toBeTruthy();
    expect(screen.queryByLabelText(/password/i)).toBeNull();
  });

  it("is deleted by its name, and by a new sign-in where the last is long ago", async () => {
    page.show(<DeleteSection />);
    await press("Delete the account…");
    page.server.on("DELETE /api/auth/account", () => problem(403, "forbidden", "sign in again"));
    fill("To confirm, write anna", "anna");
    await press("Delete it for good");
    expect(screen.getByText("Show that it is you: sign in with Example ID again.")).toBeTruthy();
    page.server.on("POST /api/auth/oidc/start", () => json({ url: "https://id.example/" }));
    await press("Sign in with Example ID again");
    expect(page.visit).toHaveBeenCalledWith("https://id.example/");
    page.server.on("DELETE /api/auth/account", gone);
    await press("Delete it for good");
    expect(page.bodies("DELETE /api/auth/account").at(-1)).toEqual({ name: "anna" });
    expect(page.leave).toHaveBeenCalledWith("/chat");
  });
});
