"use client";

import { ListStates } from "@/components/access/ListStates";
import { Button } from "@/components/ui/Button";
import type { AuditSearch } from "@/types/access";
import { AuditRow } from "./AuditRow";
import { useAudit } from "./use-audit";

type AuditListProps = {
  readonly search: AuditSearch;
  /** Of which outcome alone; empty: of both. */
  readonly outcome: string;
  /** Somebody wants to see what this actor did. */
  readonly onActor: (actor: string) => void;
};

/** The entries that fit, and the way to older ones. */
export function AuditList({ search, outcome, onActor }: AuditListProps) {
  const trail = useAudit(search);
  const { items, nextCursor, loadingMore, loadMore } = trail;
  const shown = outcome === "" ? items : items.filter((entry) => entry.outcome === outcome);
  const searched = outcome !== "" || Object.keys(search).length > 0;
  return (
    <div>
      <ListStates
        what="trail"
        status={trail.status}
        problem={trail.problem}
        empty={shown.length === 0}
        nothing={
          nextCursor !== undefined
            ? "Nothing among the newest entries fits. There are older ones."
            : searched
              ? "Nothing fits."
              : "Nothing has happened yet."
        }
        onRetry={() => void trail.reload()}
      />
      <ol aria-label="Audit trail" className="flex flex-col empty:hidden">
        {shown.map((entry) => (
          <AuditRow key={entry.seq} entry={entry} onActor={onActor} />
        ))}
      </ol>
      {nextCursor === undefined ? null : (
        <Button
          variant="ghost"
          className="mt-2 w-full"
          aria-disabled={loadingMore}
          onClick={() => void loadMore()}
        >
          {loadingMore ? "Loading…" : "Show older entries"}
        </Button>
      )}
    </div>
  );
}
