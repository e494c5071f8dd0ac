"use client";

import type { MouseEvent } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { Mark } from "@/components/layout/Mark";
import { Skeleton } from "@/components/Skeleton";
import { cx } from "@/components/ui/cx";
import { useAccessState } from "@/hooks/access/access-context";
import { selectIsAdmin } from "@/stores/access/access.store";
import { PART_WORDS, PARTS, type Part, partHref, usePart } from "./address";
import { AuditPart } from "./audit/AuditPart";
import { InvitationsPart } from "./InvitationsPart";
import { KeysPart } from "./KeysPart";
import { UsersPart } from "./users/UsersPart";

const VIEWS: Readonly<Record<Part, () => React.ReactNode>> = {
  users: UsersPart,
  invitations: InvitationsPart,
  keys: KeysPart,
  audit: AuditPart,
};

/** `/admin`: the users, what lets them in, the keys of other programs, and who did what. */
export function AdminScreen() {
  const part = usePart();
  const known = useAccessState(({ me }) => me !== undefined);
  const admin = useAccessState(selectIsAdmin);
  if (known && !admin) return <NothingHere />;
  const View = VIEWS[part];
  return (
    <>
      <header className="flex h-[calc(56px+env(safe-area-inset-top))] shrink-0 items-center gap-6 border-b border-line px-4 pt-[env(safe-area-inset-top)] md:px-6">
        <h1 className="font-strong max-md:sr-only">Admin</h1>
        <Parts part={part} />
      </header>
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex w-full max-w-200 flex-col gap-6 px-4 py-6 md:px-6">
          {known ? (
            <ErrorBoundary key={part}>
              <View />
            </ErrorBoundary>
          ) : (
            <div role="status" aria-label="Loading" className="flex flex-col gap-3">
              <Skeleton className="h-10 w-full" />
              <Skeleton className="h-10 w-full" />
            </div>
          )}
        </div>
      </div>
    </>
  );
}

function Parts({ part }: { readonly part: Part }) {
  return (
    <nav aria-label="Parts of admin" className="-mx-2 flex min-w-0 gap-1 overflow-x-auto px-1 py-1">
      {PARTS.map((one) => (
        <a
          key={one}
          href={partHref(one)}
          aria-current={one === part ? "page" : undefined}
          onClick={(event) => openHere(event, one)}
          className={cx(
            "inline-flex h-8 shrink-0 items-center rounded-control px-3 touch:h-11",
            one === part ? "bg-hover text-fg" : "text-muted hover:bg-hover hover:text-fg",
          )}
        >
          {PART_WORDS[one]}
        </a>
      ))}
    </nav>
  );
}

/** Follows a link without a new page, unless another tab or window is wanted for it. */
function openHere(event: MouseEvent, part: Part): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  window.history.pushState(null, "", partHref(part));
}

/** For everybody else the page does not exist, as its routes do not. */
function NothingHere() {
  return (
    <div className="m-auto flex flex-col items-center gap-4 px-6 text-center">
      <Mark className="text-accent" />
      <h1 className="text-title font-strong">There is no such page</h1>
      <p className="text-muted">
        It may have moved, or the address is not quite right.{" "}
        <a href="/chat" className="text-accent underline underline-offset-4">
          Open the chat
        </a>
      </p>
    </div>
  );
}
