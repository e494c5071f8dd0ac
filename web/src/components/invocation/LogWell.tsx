"use client";

import { useLayoutEffect, useRef } from "react";
import { CopyButton } from "@/components/ui/CopyButton";

/** A call's log in a well of fixed height; it follows the end until somebody scrolls up. */
export function LogWell({ log }: { readonly log: string }) {
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it scrolls whenever the log grew.
  useLayoutEffect(() => {
    const element = box.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [log]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: many of these stand in one answer, too many to be landmarks.
    <div role="group" aria-label="Log" data-slot="log" className="min-w-0">
      <div className="flex h-8 items-center touch:h-11">
        <p className="grow text-caption text-muted">Log</p>
        <CopyButton text={log} label="Copy: log" />
      </div>
      <pre
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard.
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < 8;
        }}
        className="max-h-40 overflow-auto rounded-control border border-line bg-sunken px-3 py-2 font-mono text-caption whitespace-pre-wrap wrap-anywhere -outline-offset-2"
      >
        {log.replace(/\n$/, "")}
      </pre>
    </div>
  );
}
