"use client";

import { connectionText } from "@/components/chat/connection-text";
import { cx } from "@/components/ui/cx";
import { useConnection } from "@/hooks/chat/useConnection";
import type { ConnectionView } from "@/types/chat";

const looks: Record<ConnectionView["state"], string> = {
  live: "bg-accent",
  idle: "bg-accent",
  connecting: "bg-signal animate-breathe",
  reconnecting: "bg-signal animate-breathe",
  offline: "border-2 border-faint",
  expired: "bg-danger",
  failed: "bg-danger",
};

/** How the stream is, as a dot; what and since when stands in its name and its tooltip. */
export function ConnectionDot() {
  const connection = useConnection();
  const since = new Date(connection.since);
  const known = connection.since > 0;
  const text = known
    ? `${connectionText(connection.state)} since ${since.toLocaleTimeString([], { timeStyle: "short" })}`
    : connectionText(connection.state);
  return (
    <button
      type="button"
      aria-label={`Connection: ${text}`}
      data-tip={text}
      data-slot="connection-dot"
      data-state={connection.state}
      className="inline-flex size-10 items-center justify-center rounded-control touch:size-11"
    >
      <span className={cx("size-2 rounded-full", looks[connection.state])} />
    </button>
  );
}
