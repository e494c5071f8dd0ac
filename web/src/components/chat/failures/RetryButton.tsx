"use client";

import { Button } from "@/components/ui/Button";
import { useNow } from "@/components/ui/use-now";

type RetryButtonProps = {
  /** RFC 3339; before it, trying again cannot help. */
  readonly notBefore: string | undefined;
  readonly disabled: boolean;
  readonly label?: string;
  readonly onRetry: () => void;
};

/** Tries again; while it is too early for that, it counts what is left. */
export function RetryButton({
  notBefore,
  disabled,
  label = "Try again",
  onRetry,
}: RetryButtonProps) {
  const at = notBefore === undefined ? 0 : Date.parse(notBefore);
  const now = useNow(250, at > Date.now());
  const left = Math.max(0, Math.ceil((at - now) / 1000));
  const early = left > 0;
  return (
    <Button
      aria-disabled={early || disabled}
      data-slot="retry"
      onClick={() => {
        if (!early && !disabled) onRetry();
      }}
    >
      {label}
      {early ? <span className="text-muted tabular-nums">in {waitWords(left)}</span> : null}
    </Button>
  );
}

/** `42 s`, `3 min 05 s`, `2 h`. */
export function waitWords(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.ceil(minutes / 60)} h`;
  return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
}
