import { createHttp, type Fetch } from "@thalweg/client";
import type {
  Account,
  AuditEntry,
  AuditSearch,
  AuthInfo,
  Invitation,
  InvitedRole,
  Me,
  NewServiceKey,
  Page,
  Role,
  ServiceKey,
  Session,
  SignedIn,
} from "@/types/access";
import { pageFetch } from "./page-fetch";

export type AccessApi = ReturnType<typeof createAccessApi>;

type Cursor = { readonly cursor?: string | undefined; readonly limit?: number };

export type Registration = {
  readonly name: string;
  readonly password: string;
  readonly displayName?: string;
  /** The owner's link or an invitation. */
  readonly token?: string;
};

/** The routes of accounts and of who runs the server. Every method rejects with a `ThalwegError`. */
export function createAccessApi(ask: Fetch = pageFetch()) {
  const { request } = createHttp({ fetch: ask });
  const id = encodeURIComponent;
  const post = <T>(path: string, body?: unknown) =>
    request<T>(path, { method: "POST", ...(body !== undefined && { body }) });
  const drop = (path: string, body?: unknown) =>
    request<void>(path, { method: "DELETE", ...(body !== undefined && { body }) });

  return {
    getAuth: () => request<AuthInfo>("/api/auth"),
    getMe: () => request<Me>("/api/me"),
    /** Becomes the owner where there are no accounts. */
    claimOwner: (token: string) => post<void>("/api/auth/owner", { token }),
    register: (body: Registration) => post<SignedIn>("/api/auth/register", body),
    login: (body: { readonly name: string; readonly password: string }) =>
      post<SignedIn>("/api/auth/login", body),
    /** The identity provider's page, to which the browser has to go. */
    startProviderSignIn: (body: { readonly returnTo: string; readonly token?: string }) =>
      post<{ readonly url: string }>("/api/auth/oidc/start", body),
    logout: () => post<void>("/api/auth/logout"),

    changePassword: (body: { readonly current: string; readonly password: string }) =>
      post<void>("/api/auth/password", body),
    changeAccount: (body: { readonly displayName: string }) =>
      request<Account>("/api/auth/account", { method: "PATCH", body }),
    /** With the password, or the name of an account that has none. */
    deleteAccount: (body: { readonly password: string } | { readonly name: string }) =>
      drop("/api/auth/account", body),
    listSessions: () => request<Page<Session>>("/api/auth/sessions"),
    endSession: (sessionId: string) => drop(`/api/auth/sessions/${id(sessionId)}`),
    endOtherSessions: () => drop("/api/auth/sessions"),

    listUsers: (page: Cursor) => request<Page<Account>>("/api/admin/users", { query: page }),
    changeUser: (userId: string, body: { readonly role?: Role; readonly disabled?: boolean }) =>
      request<Account>(`/api/admin/users/${id(userId)}`, { method: "PATCH", body }),
    deleteUser: (userId: string) => drop(`/api/admin/users/${id(userId)}`),
    listInvitations: () => request<Page<Invitation>>("/api/admin/invitations"),
    invite: (role: InvitedRole) => post<Invitation>("/api/admin/invitations", { role }),
    withdrawInvitation: (invitationId: string) =>
      drop(`/api/admin/invitations/${id(invitationId)}`),
    listKeys: () => request<Page<ServiceKey>>("/api/admin/keys"),
    makeKey: (body: NewServiceKey) => post<ServiceKey>("/api/admin/keys", body),
    deleteKey: (keyId: string) => drop(`/api/admin/keys/${id(keyId)}`),
    listAudit: (page: Cursor & AuditSearch) =>
      request<Page<AuditEntry>>("/api/admin/audit", { query: page }),
  };
}
