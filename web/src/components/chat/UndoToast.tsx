"use client";

import { useEffect } from "react";
import { Button } from "@/components/ui/Button";
import { useScreen } from "./ScreenContext";

/** Long enough to read, find the button and press it without hurry. */
const SHOWN_MS = 10_000;

/** The way back after a deletion or an archiving; it goes by itself, and the server keeps what was deleted longer. */
export function UndoToast() {
  const { removed } = useScreen();
  return (
    <div role="status" className="flex max-w-full justify-center">
      {removed ? <Toast key={removed.id} how={removed.how} title={removed.title} /> : null}
    </div>
  );
}

const verbs = { deleted: "Deleted", archived: "Archived" } as const;

type ToastProps = { readonly how: keyof typeof verbs; readonly title: string };

function Toast({ how, title }: ToastProps) {
  const { undo, forgetRemoved } = useScreen();

  useEffect(() => {
    const timer = setTimeout(forgetRemoved, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [forgetRemoved]);

  return (
    <div className="pointer-events-auto flex min-w-0 animate-enter items-center gap-3 rounded-card border border-line bg-raised py-2 ps-4 pe-2 shadow-float">
      <span className="min-w-0 truncate">
        {verbs[how]} “{title || "New chat"}”
      </span>
      <Button variant="link" onClick={undo}>
        Undo
      </Button>
    </div>
  );
}
