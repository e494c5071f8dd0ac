import type { Account, Role } from "@/types/access";

type Looker = { readonly id: string; readonly role: Role };

/** The roles that may be given to somebody by whoever looks; none: their role cannot be changed. */
export function rolesFor(user: Account, by: Looker): readonly Role[] {
  if (user.role === "owner" || user.id === by.id) return [];
  if (by.role === "owner") return ["admin", "member", "viewer"];
  // Only the owner gives and takes the role of an admin.
  return user.role === "admin" ? [] : ["member", "viewer"];
}

/** Whether somebody can be shut out or deleted by whoever looks. */
export function canRemove(user: Account, by: Looker): boolean {
  if (user.role === "owner" || user.id === by.id) return false;
  return by.role === "owner" || user.role !== "admin";
}

/** Those whose name, or what they are called, has all the words. */
export function findUsers(users: readonly Account[], query: string): readonly Account[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return users;
  return users.filter(({ name, displayName = "", role }) => {
    const text = `${name} ${displayName} ${role}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
