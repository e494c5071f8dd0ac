import type { Page, Route } from "@playwright/test";

type Role = "owner" | "admin" | "member" | "viewer";

const AT = "2026-01-01T09:00:00.000Z";
const uuid = (number: number) => `01890000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

export const account = (name: string, role: Role, more: object = {}) => ({
  id: uuid([...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 2 ** 40),
  name,
  role,
  createdAt: AT,
  disabled: false,
  ...more,
});

const USERS = [
  account("mara@example.com", "owner", { displayName: "Mara Lind", lastSeenAt: minutesAgo(1) }),
  account("jonas", "admin", { displayName: "Jonas", lastSeenAt: minutesAgo(50) }),
  account("wen.li", "member", { displayName: "Li Wen", lastSeenAt: minutesAgo(60 * 7) }),
  account("a.very.long.name.that.somebody.chose+tides@mail.example.com", "member", {
    lastSeenAt: minutesAgo(60 * 24 * 3),
  }),
  account("reader", "viewer"),
  account("left-in-autumn", "member", { disabled: true, lastSeenAt: minutesAgo(60 * 24 * 80) }),
];

const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

const SESSIONS = [
  session(1, CHROME, "192.0.2.7", 0, true),
  session(2, SAFARI, "2001:db8::17", 42),
  session(3, FIREFOX, "198.51.100.20", 60 * 30),
];

function session(id: number, userAgent: string, address: string, age: number, current = false) {
  const times = { createdAt: AT, lastSeenAt: minutesAgo(age), expiresAt: inHours(700) };
  return { id: uuid(id), ...times, userAgent, address, current };
}

const INVITATIONS = [
  { id: uuid(11), role: "member", createdAt: minutesAgo(90), expiresAt: inHours(166) },
  { id: uuid(12), role: "viewer", createdAt: minutesAgo(60 * 24 * 6), expiresAt: inHours(9) },
];

const KEYS = [
  {
    id: uuid(21),
    name: "nightly report",
    prefix: "tk1_9f3a",
    scopes: ["room:reports:publish"],
    createdAt: AT,
    expiresAt: inHours(24 * 60),
    lastUsedAt: minutesAgo(60 * 11),
  },
  { id: uuid(22), name: "website", prefix: "tk1_07bc", scopes: [], createdAt: AT },
];

const mara = { id: "p-1", role: "owner", name: "mara@example.com" };
const AUDIT = [
  entry("session.opened", mara, { target: uuid(1), address: "192.0.2.7" }),
  entry("account.changed", mara, {
    target: "reader",
    detail: "the role: member to viewer",
    address: "192.0.2.7",
  }),
  entry(
    "session.opened",
    { id: "nobody", role: "nobody" },
    {
      target: "jonas",
      outcome: "refused",
      address: "203.0.113.99",
      detail: "the name or the password is wrong",
    },
  ),
  entry("invitation.made", mara, { target: uuid(11), detail: "member", address: "192.0.2.7" }),
  entry(
    "conversation.deleted",
    { id: "p-3", role: "member", name: "wen.li" },
    {
      target: uuid(77),
      address: "198.51.100.4",
    },
  ),
  entry("audit.began", { id: "server", role: "server" }, {}),
].map((one, index, all) => ({ ...one, seq: all.length - index, at: minutesAgo(index * 17 + 1) }));

function entry(action: string, actor: object, more: object) {
  return { action, actor, outcome: "ok", requestId: uuid(900), ...more };
}

export type FakeAccounts = {
  /** Who is signed in; null: nobody; "guest": a guest. */
  readonly who: Role | "guest" | null;
  readonly guests?: boolean;
  readonly registration?: "open" | "invite";
  readonly ownerClaimed?: boolean;
  /** What the identity provider is called, if there is one; then who is signed in has no password. */
  readonly provider?: string;
  /** Lists are empty. */
  readonly empty?: boolean;
};

/**
 * Answers about accounts in the server's place, for states that are long in the making. The rest
 * comes from a server that has none and takes everyone for the owner.
 */
export async function fakeAccounts(page: Page, options: FakeAccounts): Promise<void> {
  const {
    who,
    guests = false,
    registration = "invite",
    ownerClaimed = true,
    provider,
    empty,
  } = options;
  const list = (items: readonly object[]) => ({ items: empty ? [] : items });
  const found = USERS.find(({ role }) => role === who);
  const own = found && provider !== undefined ? { ...found, provider: true } : found;
  const oidc = provider === undefined ? {} : { oidc: { name: provider } };
  await page.route("**/api/auth", (route) =>
    route.fulfill({ json: { accounts: true, guests, registration, ownerClaimed, ...oidc } }),
  );
  await page.route("**/api/me", async (route) => {
    if (who === null) return refuseWith(route, 401, "unauthorized", "sign in first");
    const me = (await (await route.fetch()).json()) as { principal: { id: string } };
    const session = own && { id: uuid(1), expiresAt: inHours(700) };
    const principal = { ...me.principal, role: who };
    return route.fulfill({ json: { ...me, principal, account: own, session } });
  });
  const answers: Readonly<Record<string, object>> = {
    "**/api/auth/sessions": list(SESSIONS),
    "**/api/admin/users?*": list(USERS),
    "**/api/admin/invitations": list(INVITATIONS),
    "**/api/admin/keys": list(KEYS),
    "**/api/admin/audit?*": list(AUDIT),
  };
  for (const [pattern, json] of Object.entries(answers)) {
    await page.route(pattern, (route) =>
      route.request().method() === "GET" ? route.fulfill({ json }) : route.fallback(),
    );
  }
  await page.route("**/api/admin/invitations", (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    const { role } = route.request().postDataJSON() as { role: string };
    const times = { createdAt: minutesAgo(0), expiresAt: inHours(168) };
    return route.fulfill({
      status: 201,
      json: { id: uuid(13), role, ...times, token: "5e".repeat(32) },
    });
  });
}

/** Refuses a request as the server does. */
export function refuseWith(
  route: Route,
  status: number,
  code: string,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  return route.fulfill({
    status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: JSON.stringify({
      type: `urn:thalweg:problem:${code}`,
      title: code,
      status,
      code,
      detail,
    }),
  });
}
