"use client";

import { useState } from "react";
import { ServerWords } from "@/components/chat/ServerWords";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { useAccess } from "@/hooks/access/access-context";
import { toProblem } from "@/stores/chat-runtime";
import { refusalWords } from "./access-words";

type ProviderButtonProps = {
  readonly label: string;
  readonly primary?: boolean;
  readonly className?: string;
};

/** Leaves for the identity provider, and says why if it cannot. */
export function ProviderButton({ label, primary = false, className }: ProviderButtonProps) {
  const { signInWithProvider } = useAccess();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState("");

  const go = async () => {
    if (busy) return;
    setBusy(true);
    setRefusal("");
    try {
      await signInWithProvider();
    } catch (error) {
      const problem = toProblem(error);
      // Which of the two has too much to do, or is away, the server knows.
      setRefusal(problem.code === "overloaded" ? problem.message : refusalWords(problem));
    } finally {
      // Also on the way: a browser may bring the page back as it was left.
      setBusy(false);
    }
  };

  return (
    <div className={cx("flex flex-col gap-1", className)}>
      <Button
        variant={primary ? "primary" : "quiet"}
        className="h-10 w-full min-w-0 aria-disabled:opacity-60"
        aria-disabled={busy}
        data-autofocus={primary || undefined}
        onClick={() => void go()}
      >
        <span className="truncate">{label}</span>
      </Button>
      <p role="alert" className="text-danger empty:hidden">
        {refusal === "" ? null : <ServerWords text={refusal} />}
      </p>
    </div>
  );
}

/** Stands between two ways in. */
export function Or() {
  return (
    <div className="flex items-center gap-3 py-4 text-caption text-muted">
      <span className="h-px grow bg-line" />
      or
      <span className="h-px grow bg-line" />
    </div>
  );
}
