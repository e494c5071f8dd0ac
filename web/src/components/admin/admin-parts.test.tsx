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
import type { Account, AuditEntry, Invitation, ServiceKey } from "@/types/access";
import { AuditPart } from "./audit/AuditPart";
import { InvitationsPart } from "./InvitationsPart";
import { KeysPart } from "./KeysPart";
import { UsersPart } from "./users/UsersPart";

const connection = vi.hoisted(() => ({ state: "live", since: 0 }));
vi.mock("@/hooks/chat/useConnection", () => ({ useConnection: () => connection }));

const AT = "2026-01-01T00:00:00.000Z";
const gone = () => new Response(null, { status: 204 });
const press = async (name: string | RegExp) => {
  fireEvent.click(screen.getByRole("button", { name }));
  await settle();
};
const fill = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const rows = (list: string) => {
  const found = screen.queryByRole("list", { name: list });
  return found === null ? [] : within(found).queryAllByRole("listitem");
};
const names = (list: string) => rows(list).map((row) => row.querySelector("p span")?.textContent);

let page: AccessPage;
beforeEach(async () => {
  localStorage.clear();
  sessionStorage.clear();
  vi.spyOn(console, "warn").mockReturnValue();
  page = setupAccess();
  page.server.on("GET /api/me", () => meOf(accountOf("mara", "owner")));
  await page.access.check();
});

describe("the users", () => {
  const all: readonly Account[] = [
    accountOf("mara", "owner"),
    accountOf("ben"),
    accountOf("carl", "viewer", { displayName: "Carl C." }),
  ];

  beforeEach(async () => {
    page.server.on("GET /api/admin/users", ({ url }) => {
      const second = url.includes("cursor=");
      return json(second ? { items: all.slice(2) } : { items: all.slice(0, 2), nextCursor: "c" });
    });
    page.show(<UsersPart />);
    await settle();
  });

  it("come page by page, and all of them where somebody is looked for", async () => {
    expect(names("Users")).toEqual(["mara", "ben"]);
    fill("Search users", "carl");
    await settle();
    expect(names("Users")).toEqual(["Carl C."]);
    fill("Search users", "dora");
    await settle();
    expect(screen.getByText("Nobody is called that.")).toBeTruthy();
  });

  it("are given other roles, and it is told where that is refused", async () => {
    page.server.on("PATCH /api/admin/users/id-ben", () => json(accountOf("ben", "admin")));
    fill("Role of ben", "admin");
    await settle();
    expect(page.bodies("PATCH /api/admin/users/id-ben")).toEqual([{ role: "admin" }]);
    expect(screen.getByLabelText<HTMLSelectElement>("Role of ben").value).toBe("admin");
    page.server.on("PATCH /api/admin/users/id-ben", () => problem(403, "forbidden", "not you"));
    fill("Role of ben", "viewer");
    await settle();
    expect(screen.getByText(/“ben” could not be changed/).textContent).toContain("not you");
    expect(screen.getByLabelText<HTMLSelectElement>("Role of ben").value).toBe("admin");
  });

  it("cannot be changed where it is the owner", () => {
    expect(screen.queryByLabelText("Role of mara")).toBeNull();
    expect(screen.queryByRole("button", { name: "More for mara" })).toBeNull();
  });
});

describe("invitations", () => {
  const invitation = (id: string, role: Invitation["role"] = "member"): Invitation => ({
    id,
    role,
    createdAt: AT,
    expiresAt: AT,
  });

  it("are made with a link that is shown once, and can be withdrawn", async () => {
    page.server.on("GET /api/admin/invitations", () => json({ items: [] }));
    page.server.on("POST /api/admin/invitations", () =>
      json({ ...invitation("i1", "viewer"), token: "5e5e" }, 201),
    );
    page.server.on("DELETE /api/admin/invitations/i1", gone);
    page.show(<InvitationsPart />);
    await settle();
    expect(screen.getByText("No invitation is open.")).toBeTruthy();
    fill("Role", "viewer");
    await press("Make an invitation");
    expect(page.bodies("POST /api/admin/invitations")).toEqual([{ role: "viewer" }]);
    expect(screen.getByText(`${window.location.origin}/chat#invite=5e5e`)).toBeTruthy();
    expect(rows("Open invitations")).toHaveLength(1);
    await press(/^Withdraw/);
    expect(rows("Open invitations")).toEqual([]);
    expect(screen.queryByText(/#invite=/)).toBeNull();
  });
});

describe("service keys", () => {
  const key = (name: string): ServiceKey => ({
    id: `k-${name}`,
    name,
    prefix: "tk_1",
    scopes: [],
    createdAt: AT,
  });

  it("are made with a name, scopes and an end, and are shown once", async () => {
    page.server.on("GET /api/admin/keys", () => json({ items: [] }));
    page.server.on("POST /api/admin/keys", () =>
      json({ ...key("report"), key: "tk_1_secret" }, 201),
    );
    page.show(<KeysPart />);
    await settle();
    await press("Make a key");
    expect(page.bodies("POST /api/admin/keys")).toEqual([]);
    fill("Name", "report");
    fill("Scopes", "a:b,  c");
    await press("Make a key");
    expect(page.bodies("POST /api/admin/keys")).toEqual([
      { name: "report", scopes: ["a:b", "c"], expiresAt: expect.stringMatching(/Z$/) },
    ]);
    expect(screen.getByText("tk_1_secret")).toBeTruthy();
    await press("Put it away");
    expect(screen.queryByText("tk_1_secret")).toBeNull();
    expect(rows("Service keys")).toHaveLength(1);
  });

  it("say at the field what the server finds wrong with a scope", async () => {
    page.server.on("GET /api/admin/keys", () => json({ items: [] }));
    page.server.on("POST /api/admin/keys", () =>
      json({ code: "invalid_fields", errors: [{ path: "scopes.0", message: "is none" }] }, 422),
    );
    page.show(<KeysPart />);
    fill("Name", "report");
    fill("Scopes", "nonsense");
    await press("Make a key");
    expect(screen.getByText("Is none.")).toBeTruthy();
  });

  it("are deleted only after it was confirmed", async () => {
    page.server.on("GET /api/admin/keys", () => json({ items: [key("report")] }));
    page.server.on("DELETE /api/admin/keys/k-report", gone);
    page.show(<KeysPart />);
    await settle();
    await press("Delete the key of report");
    expect(rows("Service keys")).toHaveLength(1);
    await press("Delete the key");
    expect(rows("Service keys")).toEqual([]);
  });
});

describe("the audit trail", () => {
  const entry = (seq: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
    seq,
    at: AT,
    action: "session.opened",
    actor: { id: "p-1", role: "member", name: "ben" },
    outcome: "ok",
    ...more,
  });
  const queries = () =>
    page.server.requests
      .filter(({ url }) => url.startsWith("/api/admin/audit"))
      .map(({ url }) => new URLSearchParams(url.split("?")[1]));

  it("is searched by the server, and by outcome here", async () => {
    page.server.on("GET /api/admin/audit", () =>
      json({ items: [entry(3), entry(2, { outcome: "refused" }), entry(1)] }),
    );
    page.show(<AuditPart />);
    await settle();
    expect(rows("Audit trail")).toHaveLength(3);
    fill("Outcome", "refused");
    expect(rows("Audit trail")).toHaveLength(1);
    fill("Action", "session");
    await settle();
    expect(queries().at(-1)?.get("action")).toBe("session");
    const details = document.querySelector("details") as HTMLDetailsElement;
    details.open = true;
    fireEvent(details, new Event("toggle"));
    await press("Everything by ben");
    expect(queries().at(-1)?.get("actor")).toBe("ben");
  });

  it("looks on where the first pages hold nothing that fits", async () => {
    page.server.on("GET /api/admin/audit", ({ url }) => {
      const cursor = Number(new URLSearchParams(url.split("?")[1]).get("cursor") ?? 0);
      return json(cursor < 3 ? { items: [], nextCursor: `${cursor + 1}` } : { items: [entry(1)] });
    });
    page.show(<AuditPart />);
    await settle();
    expect(rows("Audit trail")).toHaveLength(1);
  });
});
