"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/Button";
import { unfold } from "@/lib/pasted";

/** Long enough to read, find the button and press it without hurry. */
const SHOWN_MS = 10_000;

type RemovedLineProps = {
  readonly text: string;
  readonly onUndo: () => void;
  readonly onGone: () => void;
};

/** The way back after a removal; it has the focus, and goes by itself once nobody is at it. */
export function RemovedLine({ text, onUndo, onGone }: RemovedLineProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [held, setHeld] = useState(true);

  useEffect(() => button.current?.focus(), []);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(onGone, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, onGone]);

  return (
    <div className="flex items-center gap-2 border-line py-1 ps-4 pe-2 text-muted not-first:border-t">
      <span role="status" className="min-w-0 grow truncate">
        Removed “{unfold(text).text || "Pasted text"}”
      </span>
      <Button
        ref={button}
        variant="link"
        onFocus={() => setHeld(true)}
        onBlur={() => setHeld(false)}
        onClick={onUndo}
      >
        Undo
      </Button>
    </div>
  );
}
