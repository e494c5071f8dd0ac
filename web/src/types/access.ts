/** Who looks at the page and what they may do. Shaped as the wire has it; times are RFC 3339. */

export type Role = "owner" | "admin" | "member" | "viewer" | "guest" | "service";

/** The roles that an invitation can give. */
export type InvitedRole = "admin" | "member" | "viewer";

/** How people come in at this server. */
export type AuthInfo = {
  /** Whether people have accounts here. */
  readonly accounts: boolean;
  /** Whether somebody without an account may come in. */
  readonly guests: boolean;
  /** Who may make an account: anybody, or whoever was invited. */
  readonly registration: "open" | "invite";
  /** Whether there is an account of the owner's. */
  readonly ownerClaimed: boolean;
};

export type Account = {
  readonly id: string;
  /** What is signed in with; unique without regard to case. */
  readonly name: string;
  readonly displayName?: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly disabled: boolean;
  readonly lastSeenAt?: string;
};

/** Who is asking. */
export type Me = {
  readonly principal: { readonly id: string; readonly role: Role };
  /** Absent for guests, and where there are no accounts. */
  readonly account?: Account;
  readonly session?: { readonly id: string; readonly expiresAt: string };
};

export type SignedIn = {
  readonly account: Account;
  readonly session: { readonly id: string; readonly expiresAt: string };
};

/** One browser that is signed in. */
export type Session = {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly userAgent?: string;
  readonly address?: string;
  /** Whether it is this one. */
  readonly current: boolean;
};

export type Invitation = {
  readonly id: string;
  readonly role: InvitedRole;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** Told once, when it is made. */
  readonly token?: string;
};

export type ServiceKey = {
  readonly id: string;
  readonly name: string;
  /** How the key begins, to know it by. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt?: string;
  readonly lastUsedAt?: string;
  /** The key itself; told once, when it is made. */
  readonly key?: string;
};

export type NewServiceKey = {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: string;
};

export type AuditEntry = {
  readonly seq: number;
  readonly at: string;
  readonly action: string;
  readonly actor: { readonly id: string; readonly role: string; readonly name?: string };
  readonly target?: string;
  readonly outcome: "ok" | "refused";
  readonly address?: string;
  readonly requestId?: string;
  readonly detail?: string;
};

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

/** A one-time link that the page was opened with. */
export type SignInLink = { readonly kind: "owner" | "invite"; readonly token: string };
