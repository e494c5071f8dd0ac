import type { AccessRole, Me as WireMe } from "@thalweg/client";

export type {
  Account,
  AuditEntry,
  AuthInfo,
  Invitation,
  NewServiceKey,
  ServiceKey,
  Session,
  SignedIn,
} from "@thalweg/client";

/** Who looks at the page and what they may do. */
export type Role = AccessRole;

/** The roles that an invitation can give. */
export type InvitedRole = "admin" | "member" | "viewer";

/** Who is asking. The account is absent for guests, and where there are no accounts. */
export type Me = Omit<WireMe, "version">;

/** Which entries of the trail are wanted; everything that is given must fit. */
export type AuditSearch = {
  /** A part of any of an entry's texts. */
  readonly q?: string;
  /** An action, or its first word. */
  readonly action?: string;
  /** The id or the name of who did it. */
  readonly actor?: string;
};

export type Page<T> = { readonly items: readonly T[]; readonly nextCursor?: string };

/** Why somebody whom the identity provider sent back is not signed in. */
export type ProviderNews =
  | "denied"
  | "expired"
  | "failed"
  | "unavailable"
  | "invite"
  | "disabled"
  | "busy";

/** A one-time link that the page was opened with. */
export type SignInLink = { readonly kind: "owner" | "invite"; readonly token: string };
