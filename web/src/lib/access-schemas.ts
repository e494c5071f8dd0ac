import * as z from "zod/mini";

/** What the answers about accounts must fit, in the words of `types/access`. For development alone. */

const time = z.iso.datetime();
const page = <T extends z.core.$ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.optional(z.string()) });
const role = z.enum(["owner", "admin", "member", "viewer", "guest", "service"]);

export const zAuthInfo = z.object({
  accounts: z.boolean(),
  guests: z.boolean(),
  registration: z.enum(["open", "invite"]),
  ownerClaimed: z.boolean(),
});
export const zAccount = z.object({
  id: z.uuid(),
  name: z.string(),
  displayName: z.optional(z.string()),
  role,
  createdAt: time,
  disabled: z.boolean(),
  lastSeenAt: z.optional(time),
});
const session = z.object({ id: z.uuid(), expiresAt: time });
export const zAccessMe = z.object({
  principal: z.object({ id: z.string(), role }),
  account: z.optional(zAccount),
  session: z.optional(session),
});
export const zSignedIn = z.object({ account: zAccount, session });
export const zSessions = page(
  z.object({
    id: z.uuid(),
    createdAt: time,
    lastSeenAt: time,
    expiresAt: time,
    userAgent: z.optional(z.string()),
    address: z.optional(z.string()),
    current: z.boolean(),
  }),
);
export const zAccounts = page(zAccount);
export const zInvitation = z.object({
  id: z.uuid(),
  role: z.enum(["admin", "member", "viewer"]),
  createdAt: time,
  expiresAt: time,
  token: z.optional(z.string()),
});
export const zInvitations = page(zInvitation);
export const zServiceKey = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  createdAt: time,
  expiresAt: z.optional(time),
  lastUsedAt: z.optional(time),
  key: z.optional(z.string()),
});
export const zServiceKeys = page(zServiceKey);
export const zAuditEntry = z.object({
  seq: z.int(),
  at: time,
  action: z.string(),
  actor: z.object({ id: z.string(), role: z.string(), name: z.optional(z.string()) }),
  target: z.optional(z.string()),
  outcome: z.enum(["ok", "refused"]),
  address: z.optional(z.string()),
  requestId: z.optional(z.string()),
  detail: z.optional(z.string()),
});
export const zAudit = page(zAuditEntry);
