"use client";

import { useEffect, useState } from "react";

/** How long each message was thought about, as far as this tab was there. */
const known = new Map<string, number>();

/**
 * Milliseconds from the run's start to the first word of the answer; undefined while it is being
 * thought, and of what was thought before this tab looked.
 */
export function useThoughtTime(
  messageId: string,
  thinking: boolean,
  startedAt: number | undefined,
): number | undefined {
  // The start is kept: the run may end in the very frame that brings the first word.
  const [start, setStart] = useState<number>();
  const [took, setTook] = useState(() => known.get(messageId));
  if (thinking && startedAt !== undefined && start !== startedAt) setStart(startedAt);
  if (!thinking && start !== undefined) {
    setTook(Date.now() - start);
    setStart(undefined);
  }
  useEffect(() => {
    if (took !== undefined) known.set(messageId, took);
  }, [messageId, took]);
  return thinking ? undefined : took;
}
