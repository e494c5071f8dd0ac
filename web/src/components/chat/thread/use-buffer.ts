"use client";

import { startTransition, useEffect, useState } from "react";

/** Mounted beyond the edges, so that a fast scroll finds text and not emptiness. */
export const BUFFER_PX = 800;
/** So long after the opening of a long thread only what is in sight is mounted: that comes first. */
const OPENING_MS = 300;
/** Then the rest comes by so much at a time: about a row at once, and never a long task. */
const STEP_PX = 200;
const STEP_MS = 100;
/** So few rows cost the opening nothing, and a message sent at once is not kept out of sight. */
const FEW_ROWS = 12;

/** How many pixels beyond its edges a thread of so many rows at its opening is mounted now. */
export function useBuffer(rows: number): number {
  const [buffer, setBuffer] = useState(rows > FEW_ROWS ? 0 : BUFFER_PX);
  useEffect(() => {
    if (buffer >= BUFFER_PX) return;
    const timer = setTimeout(
      () => startTransition(() => setBuffer(buffer + STEP_PX)),
      buffer === 0 ? OPENING_MS : STEP_MS,
    );
    return () => clearTimeout(timer);
  }, [buffer]);
  return buffer;
}
