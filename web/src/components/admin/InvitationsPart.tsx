"use client";

import { useState } from "react";
import { ROLE_HINTS, ROLE_WORDS } from "@/components/access/access-words";
import { ListStates } from "@/components/access/ListStates";
import { useDeed } from "@/components/access/use-deed";
import { ServerWords } from "@/components/chat/ServerWords";
import { Button } from "@/components/ui/Button";
import { useNow } from "@/components/ui/use-now";
import { useAccess, useAccessState } from "@/hooks/access/access-context";
import { usePaged } from "@/hooks/access/usePaged";
import { sayDay, sayIn } from "@/lib/moments";
import type { Invitation, InvitedRole } from "@/types/access";
import { Secret } from "./Secret";

/** The links that let somebody make an account, each of them once. */
export function InvitationsPart() {
  const { api } = useAccess();
  const owner = useAccessState(({ me }) => me?.account?.role === "owner");
  const invitations = usePaged<Invitation>(
    () => api.listInvitations(),
    ({ id }) => id,
  );
  const { items, put, drop } = invitations;
  const deed = useDeed();
  const now = useNow(60_000);
  const [role, setRole] = useState<InvitedRole>("member");
  const [made, setMade] = useState<Invitation | null>(null);

  const make = () =>
    deed.attempt("The invitation could not be made", async () => {
      const invitation = await api.invite(role);
      const { token: _, ...listed } = invitation;
      put(listed);
      setMade(invitation);
    });
  const withdraw = ({ id }: Invitation) =>
    deed.attempt("The invitation could not be withdrawn", async () => {
      await api.withdrawInvitation(id);
      drop(id);
      setMade((shown) => (shown?.id === id ? null : shown));
    });

  return (
    <>
      <form
        aria-label="Invite somebody"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
        className="flex flex-col gap-3"
      >
        <div className="flex flex-wrap items-end gap-2">
          <label className="flex min-w-40 flex-col gap-1">
            Role
            <select
              value={role}
              onChange={(event) => setRole(event.target.value as InvitedRole)}
              className="h-10 rounded-control border border-line bg-sunken px-2 touch:h-11"
            >
              {(owner
                ? (["admin", "member", "viewer"] as const)
                : (["member", "viewer"] as const)
              ).map((one) => (
                <option key={one} value={one}>
                  {ROLE_WORDS[one]}
                </option>
              ))}
            </select>
          </label>
          <Button variant="primary" type="submit" aria-disabled={deed.busy} className="h-10">
            Make an invitation
          </Button>
        </div>
        <p className="text-muted">{ROLE_HINTS[role]} The link makes one account, within 7 days.</p>
      </form>
      <div role="alert" className="text-danger empty:hidden">
        {deed.refusal ? <ServerWords text={deed.refusal} /> : null}
      </div>
      {made?.token === undefined ? null : (
        <Secret
          key={made.id}
          title={`Invitation for a ${ROLE_WORDS[made.role].toLowerCase()}`}
          text="Give this link to one person. It is shown this once."
          secret={linkOf(made.token)}
          copyLabel="Copy the link"
          onDone={() => setMade(null)}
        />
      )}
      <div>
        <ListStates
          what="invitations"
          status={invitations.status}
          problem={invitations.problem}
          empty={items.length === 0}
          nothing="No invitation is open."
          onRetry={() => void invitations.reload()}
        />
        <ul aria-label="Open invitations" className="flex flex-col empty:hidden">
          {items.map((invitation) => {
            const made = sayDay(Date.parse(invitation.createdAt));
            return (
              <li
                key={invitation.id}
                data-slot="invitation"
                className="flex min-h-14 items-center gap-3 border-line py-2 not-last:border-b"
              >
                <div className="min-w-0 grow">
                  <p>{ROLE_WORDS[invitation.role]}</p>
                  <p className="truncate text-caption text-muted">
                    Made {made} · runs out {sayIn(Date.parse(invitation.expiresAt), now)}
                  </p>
                </div>
                <Button
                  variant="ghost"
                  className="-me-3 shrink-0"
                  aria-disabled={deed.busy}
                  aria-label={`Withdraw the invitation of ${made} for a ${invitation.role}`}
                  onClick={() => void withdraw(invitation)}
                >
                  Withdraw
                </Button>
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

function linkOf(token: string): string {
  return `${window.location.origin}/chat#invite=${token}`;
}
