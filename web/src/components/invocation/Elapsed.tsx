"use client";

import { useNow } from "@/components/ui/use-now";
import type { CallView } from "@/types/tools";
import { sayDuration } from "./status-words";

/** How long a call has been running, or ran; nothing before it began. */
export function Elapsed({ call }: { readonly call: CallView }) {
  const { startedAt, endedAt } = call;
  const ended = endedAt !== undefined;
  const now = useNow(250, startedAt !== undefined && !ended);
  if (startedAt === undefined) return null;
  const until = ended ? Date.parse(endedAt) : now;
  return (
    <span data-slot="elapsed" className="shrink-0 text-caption tabular-nums text-faint">
      {sayDuration(until - Date.parse(startedAt), ended)}
    </span>
  );
}
