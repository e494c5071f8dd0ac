"use client";

import { Skeleton } from "@/components/Skeleton";
import { Button } from "@/components/ui/Button";
import { useTools, useToolsState } from "@/hooks/tools/tools-context";
import type { ListStatus } from "@/types/tools";

/** What stands in the place of the calls while there are none to show. */
export function ListState({
  status,
  empty,
}: {
  readonly status: ListStatus;
  readonly empty: boolean;
}) {
  const { retryNow } = useTools();
  const problem = useToolsState((state) => state.history.problem);
  if (status === "loading") {
    return (
      <div role="status" aria-label="Loading the calls" className="flex flex-col gap-3 p-2">
        <Skeleton className="h-9 w-full" />
        <Skeleton className="h-9 w-full" />
        <Skeleton className="h-9 w-full" />
      </div>
    );
  }
  if (status === "error" || (problem && !empty)) {
    return (
      <div role="alert" className="flex flex-col items-start gap-2 px-2 py-4">
        <p className="text-muted">The calls could not be loaded. {problem?.message}</p>
        <Button onClick={retryNow}>Try again</Button>
      </div>
    );
  }
  if (!empty) return null;
  return (
    <p className="px-2 py-1 text-muted">
      None yet. What you run stays here, also when the page is closed.
    </p>
  );
}
