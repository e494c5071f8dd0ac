import type { ConnectionView } from "@/types/chat";

const texts: Record<ConnectionView["state"], string> = {
  idle: "Ready",
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  offline: "Offline",
  expired: "Session expired",
  failed: "Connection failed",
};

/** The state of the stream in the words that every part of the page uses. */
export function connectionText(state: ConnectionView["state"]): string {
  return texts[state];
}
