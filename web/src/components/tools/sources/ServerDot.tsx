import { cx } from "@/components/ui/cx";
import type { Tone } from "./source-words";

const looks: Readonly<Record<Tone, string>> = {
  live: "bg-accent",
  busy: "bg-signal animate-breathe",
  signal: "bg-signal",
  danger: "bg-danger",
  off: "border-2 border-faint",
};

/** How a server does, at a glance; the words stand beside it or in its row's name. */
export function ServerDot({ tone }: { readonly tone: Tone }) {
  return (
    <span
      aria-hidden="true"
      data-slot="server-dot"
      data-tone={tone}
      className={cx("size-2 shrink-0 rounded-full", looks[tone])}
    />
  );
}
