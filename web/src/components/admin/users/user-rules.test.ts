import { describe, expect, it } from "vitest";
import type { Account, Role } from "@/types/access";
import { canRemove, findUsers, rolesFor } from "./user-rules";

const user = (role: Role, id: string = role, more: Partial<Account> = {}): Account => ({
  id,
  name: id,
  role,
  createdAt: "2026-01-01T00:00:00.000Z",
  disabled: false,
  ...more,
});

describe("what may be done with a user", () => {
  it("is everything for the owner, but not to themselves", () => {
    const owner = { id: "owner", role: "owner" } as const;
    expect(rolesFor(user("admin"), owner)).toEqual(["admin", "member", "viewer"]);
    expect(canRemove(user("admin"), owner)).toBe(true);
    expect(rolesFor(user("owner"), owner)).toEqual([]);
    expect(canRemove(user("owner"), owner)).toBe(false);
  });

  it("is nothing to other admins and the owner for an admin, nor to themselves", () => {
    const admin = { id: "me", role: "admin" } as const;
    for (const other of [user("owner"), user("admin"), user("admin", "me")]) {
      expect(rolesFor(other, admin)).toEqual([]);
      expect(canRemove(other, admin)).toBe(false);
    }
    expect(rolesFor(user("member"), admin)).toEqual(["member", "viewer"]);
    expect(canRemove(user("viewer"), admin)).toBe(true);
  });
});

it("users are found by all words of their name, what they are called, and their role", () => {
  const users = [
    user("member", "anna@example.com", { displayName: "Anna Ship" }),
    user("viewer", "ben"),
  ];
  expect(findUsers(users, "  ")).toBe(users);
  expect(findUsers(users, "SHIP anna").map(({ id }) => id)).toEqual(["anna@example.com"]);
  expect(findUsers(users, "viewer").map(({ id }) => id)).toEqual(["ben"]);
  expect(findUsers(users, "anna ben")).toEqual([]);
});
