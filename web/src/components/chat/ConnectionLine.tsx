"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { useNow } from "@/components/ui/use-now";
import { useGated } from "@/hooks/access/useGated";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useConnection } from "@/hooks/chat/useConnection";
import type { ConnectionView } from "@/types/chat";

/** A loss shorter than this heals unseen. */
const QUIET_MS = 1000;

/** What is wrong with the connection, and what can be done. */
export function ConnectionLine() {
  const connection = useConnection();
  const { retryNow } = useChatActions();
  const gated = useGated();
  const { state, since } = connection;
  const lost = state !== "live" && state !== "idle" && state !== "connecting";
  const now = useNow(250, lost);
  // The way back is a sign-in then, which lies over the page.
  if (gated && state === "expired") return null;
  if (!lost || (state === "reconnecting" && now - since < QUIET_MS)) return null;

  return (
    <div
      data-slot="connection-line"
      data-state={state}
      className={cx(
        "pointer-events-auto flex min-h-10 animate-enter items-center gap-2 rounded-card border bg-raised py-1 ps-3 pe-1 text-ui shadow-float",
        state === "reconnecting" || state === "offline"
          ? "border-signal/40 text-signal"
          : "border-danger/40 text-danger",
      )}
    >
      <span className="tabular-nums">{words(connection, now)}</span>
      {state === "expired" ? (
        <Action onClick={() => window.location.reload()}>Reload</Action>
      ) : (
        <Action onClick={retryNow}>Try now</Action>
      )}
    </div>
  );
}

function Action({
  onClick,
  children,
}: {
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Button variant="link" onClick={onClick}>
      {children}
    </Button>
  );
}

function words({ state, retryAt, reason }: ConnectionView, now: number): string {
  switch (state) {
    case "reconnecting": {
      const seconds = retryAt === undefined ? 0 : Math.ceil((retryAt - now) / 1000);
      return seconds > 0 ? `Reconnecting… next try in ${seconds} s` : "Reconnecting…";
    }
    case "offline":
      return "You are offline. The text stays; it goes on by itself.";
    case "expired":
      return "Your session has expired.";
    default:
      return reason ? `The connection failed: ${reason}` : "The connection failed.";
  }
}
