"use client";

import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { createFrameQueue } from "@/lib/frame";
import { type Colors, openSession, type Session } from "./highlighter";
import { keepColors, keptColors } from "./kept-colors";

const PLAIN: Colors = { runs: [] };

/**
 * The colours of a block's lines as far as they are known. They come from a worker a moment after
 * the lines; until then, and in a language that nobody knows, the lines are plain. A finished block
 * that is shown again has them at once.
 */
export function useColors(
  grammar: string | undefined,
  code: string,
  lines: readonly string[],
  growing: boolean,
): Colors {
  const [session, setSession] = useState<Session>();
  const kept = growing ? undefined : keptColors(grammar, code);
  const known = kept !== undefined;

  useEffect(() => {
    if (!grammar || known) return;
    const opened = openSession(grammar);
    setSession(opened);
    return () => {
      setSession(undefined);
      opened.close();
    };
  }, [grammar, known]);

  useEffect(() => session?.update(lines, growing), [session, lines, growing]);

  const read = () => session?.colors() ?? PLAIN;
  const subscribe = useCallback(
    (changed: () => void) => {
      // With the words of the next drawing: one of its own would take the page another frame.
      const queue = createFrameQueue(changed);
      const end = session?.subscribe(queue.schedule);
      return () => {
        end?.();
        queue.cancel();
      };
    },
    [session],
  );
  const colors = useSyncExternalStore(subscribe, read, read);
  useEffect(() => {
    if (grammar && !growing && colors.runs.length === lines.length)
      keepColors(grammar, code, colors);
  }, [grammar, code, lines, growing, colors]);
  return kept ?? colors;
}
