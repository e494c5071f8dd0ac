import { act, render } from "@testing-library/react";
import { type FakeServer, fakeServer, json, problem } from "@thalweg/client/testing";
import type { ReactNode } from "react";
import { vi } from "vitest";
import { AccessContext } from "@/hooks/access/access-context";
import { createAccessApi } from "@/lib/access-api";
import { watchedFetch } from "@/lib/watched-fetch";
import { createAccess } from "@/stores/access/access";
import type { Account, AuthInfo, Role } from "@/types/access";

/** What the tests of components about accounts share. */

const AT = "2026-01-01T00:00:00.000Z";
const ID = "01890000-0000-7000-8000-000000000001";

export const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 10)));

export const accountOf = (name: string, role: Role = "member", more: Partial<Account> = {}) =>
  ({ id: `id-${name}`, name, role, createdAt: AT, disabled: false, ...more }) satisfies Account;

export const signedIn = (name = "anna") =>
  json({ account: accountOf(name), session: { id: ID, expiresAt: AT } });

export const meOf = (account: Account | undefined, role: Role = account?.role ?? "guest") =>
  json({ principal: { id: `p-${account?.name ?? "guest"}`, role }, ...(account && { account }) });

export function setupAccess(auth: Partial<AuthInfo> = {}) {
  const server: FakeServer = fakeServer();
  server.on("GET /api/auth", () =>
    json({
      accounts: true,
      guests: false,
      registration: "invite",
      ownerClaimed: true,
      ...auth,
    }),
  );
  server.on("GET /api/me", () => problem(401, "unauthorized"));
  server.on("POST /api/auth/logout", () => new Response(null, { status: 204 }));
  const leave = vi.fn<(href: string) => void>();
  const visit = vi.fn<(href: string) => void>();
  const api = createAccessApi(watchedFetch(server.fetch));
  const access = { ...createAccess({ api, leave, visit }), api };
  const bodies = (route: string) =>
    server.requests
      .filter(({ method, url }) => `${method} ${url.split("?")[0]}` === route)
      .map(({ body }) => body);
  const show = (children: ReactNode) =>
    render(<AccessContext value={access}>{children}</AccessContext>);
  return { server, access, leave, visit, bodies, show };
}

export type AccessPage = ReturnType<typeof setupAccess>;
