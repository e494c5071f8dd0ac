import type { ToolCallStatus } from "@thalweg/client";
import { cx } from "@/components/ui/cx";
import { Wave } from "@/components/ui/Wave";
import { statusLook } from "./status-words";

const tones = {
  quiet: "bg-hover text-muted",
  live: "bg-accent-soft text-accent",
  signal: "bg-signal-soft text-signal",
  danger: "text-danger",
} as const;

type StatusBadgeProps = {
  readonly status: ToolCallStatus;
  /** Among many: only what is unusual stands out. */
  readonly calm?: boolean;
};

/** How a call is, in a word. */
export function StatusBadge({ status, calm = false }: StatusBadgeProps) {
  const { word, tone } = statusLook(status);
  const quiet = calm && (status === "done" || tone === "quiet");
  return (
    <span
      data-slot="status"
      data-status={status}
      className={cx(
        "inline-flex shrink-0 items-center gap-1 rounded-full text-caption",
        quiet ? "h-5 text-muted" : cx("h-6 px-2", tones[tone]),
      )}
    >
      {status === "running" ? <Wave className="-ms-0.5" /> : null}
      {word}
    </span>
  );
}
