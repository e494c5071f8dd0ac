"use client";

import { ROLE_WORDS } from "@/components/access/access-words";
import { nameOf } from "@/components/access/account-words";
import { cx } from "@/components/ui/cx";
import { useNow } from "@/components/ui/use-now";
import { useAccessState } from "@/hooks/access/access-context";
import { sayAgo, sayDay } from "@/lib/moments";
import type { Account, Role } from "@/types/access";
import { UserMenu } from "./UserMenu";
import { canRemove, rolesFor } from "./user-rules";

type UserRowProps = {
  readonly user: Account;
  readonly busy: boolean;
  readonly onChange: (user: Account, patch: { role?: Role; disabled?: boolean }) => void;
  readonly onDelete: (user: Account) => void;
};

/** Somebody with an account, and what may be done about it. */
export function UserRow({ user, busy, onChange, onDelete }: UserRowProps) {
  const me = useAccessState((state) => state.me?.account);
  const now = useNow(60_000);
  const looker = { id: me?.id ?? "", role: me?.role ?? "viewer" } as const;
  const roles = rolesFor(user, looker);
  const removable = canRemove(user, looker);
  const name = nameOf(user);
  const facts = [
    user.displayName === undefined ? null : user.name,
    user.lastSeenAt === undefined
      ? `joined ${sayDay(Date.parse(user.createdAt))}, not seen yet`
      : `last seen ${sayAgo(Date.parse(user.lastSeenAt), now)}`,
  ].filter((fact) => fact !== null);
  return (
    <li
      data-slot="user"
      data-disabled={user.disabled || undefined}
      className="flex min-h-14 items-center gap-3 border-line py-2 not-last:border-b"
    >
      <div className="min-w-0 grow">
        <p className="flex min-w-0 items-baseline gap-2">
          <span className={cx("truncate", user.disabled && "text-muted line-through")}>{name}</span>
          {user.id === me?.id ? <span className="text-caption text-accent">You</span> : null}
          {user.disabled ? <span className="text-caption text-signal">Shut out</span> : null}
        </p>
        <p className="text-caption wrap-anywhere text-muted">{facts.join(" · ")}</p>
      </div>
      <div className="flex shrink-0 items-center gap-1">
        {roles.length === 0 ? (
          <span className={cx("text-muted", removable && "px-3")}>{ROLE_WORDS[user.role]}</span>
        ) : (
          <select
            aria-label={`Role of ${name}`}
            value={user.role}
            disabled={busy}
            onChange={(event) => onChange(user, { role: event.target.value as Role })}
            className="h-8 rounded-control border border-line bg-raised px-2 touch:h-11"
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {ROLE_WORDS[role]}
              </option>
            ))}
          </select>
        )}
        {removable ? (
          <UserMenu
            name={name}
            disabled={user.disabled}
            onDisable={(disabled) => onChange(user, { disabled })}
            onDelete={() => onDelete(user)}
          />
        ) : null}
      </div>
    </li>
  );
}
