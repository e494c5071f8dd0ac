"use client";

import { useEffect, useState } from "react";
import { inputLook } from "@/components/access/Field";
import { ListStates } from "@/components/access/ListStates";
import { useDeed } from "@/components/access/use-deed";
import { ServerWords } from "@/components/chat/ServerWords";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { useAccess } from "@/hooks/access/access-context";
import { usePaged } from "@/hooks/access/usePaged";
import type { Account } from "@/types/access";
import { partHref } from "../address";
import { DeleteUser } from "./DeleteUser";
import { UserRow } from "./UserRow";
import { findUsers } from "./user-rules";

/** On one page of the list, and of a search. */
const PAGE = 100;
/** A search goes through so many at most. */
const MOST_SEARCHED = 5_000;

/** Everybody who has an account: what they may do, whether they may come in, and their end. */
export function UsersPart() {
  const { api } = useAccess();
  const users = usePaged<Account>(
    (cursor) => api.listUsers({ cursor, limit: PAGE }),
    ({ id }) => id,
  );
  const { items, nextCursor, loadingMore, loadMore, put, drop } = users;
  const deed = useDeed();
  const [query, setQuery] = useState("");
  const [removing, setRemoving] = useState<Account | null>(null);
  const found = findUsers(items, query);
  const searching = query.trim() !== "" && nextCursor !== undefined && items.length < MOST_SEARCHED;

  // The server lists and does not search: what is not here yet is fetched while it is looked for.
  useEffect(() => {
    if (searching && !loadingMore && users.problem === undefined) void loadMore();
  }, [searching, loadingMore, loadMore, users.problem]);

  const change = (user: Account, patch: Parameters<typeof api.changeUser>[1]) =>
    void deed.attempt(`“${user.name}” could not be changed`, async () =>
      put(await api.changeUser(user.id, patch)),
    );

  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <div className="relative min-w-50 grow">
          <Icon name="search" className="absolute start-3 top-1/2 -translate-y-1/2 text-faint" />
          <input
            type="search"
            aria-label="Search users"
            placeholder="Search users"
            autoComplete="off"
            spellCheck={false}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className={cx(inputLook, "border-line ps-9")}
          />
        </div>
        <a
          href={partHref("invitations")}
          className="inline-flex h-10 items-center gap-2 rounded-control border border-line bg-raised px-3 font-strong hover:bg-hover touch:h-11"
        >
          <Icon name="add" />
          Invite somebody
        </a>
      </div>
      <div role="alert" className="text-danger empty:hidden">
        {deed.refusal ? <ServerWords text={deed.refusal} /> : null}
      </div>
      <div>
        <ListStates
          what="users"
          status={users.status}
          problem={users.problem}
          empty={found.length === 0 && !searching}
          nothing={query.trim() === "" ? "Nobody yet." : "Nobody is called that."}
          onRetry={() => void users.reload()}
        />
        <p role="status" className="sr-only">
          {query.trim() === "" ? "" : searching ? "Searching" : `${found.length} found`}
        </p>
        <ul aria-label="Users" className="flex flex-col empty:hidden">
          {found.map((user) => (
            <UserRow
              key={user.id}
              user={user}
              busy={deed.busy}
              onChange={change}
              onDelete={setRemoving}
            />
          ))}
        </ul>
        {nextCursor === undefined || (searching && users.problem === undefined) ? null : (
          <Button
            variant="ghost"
            className="mt-2 w-full"
            aria-disabled={loadingMore}
            onClick={() => void loadMore()}
          >
            {loadingMore ? "Loading…" : "Show more users"}
          </Button>
        )}
        {searching ? <p className="py-2 text-muted">Searching…</p> : null}
      </div>
      {removing === null ? null : (
        <DeleteUser
          user={removing}
          onClose={() => setRemoving(null)}
          onDeleted={() => {
            drop(removing.id);
            setRemoving(null);
          }}
        />
      )}
    </>
  );
}
