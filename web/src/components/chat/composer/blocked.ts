import type { ConnectionView } from "@/types/chat";

/** The most messages that wait in one conversation; the server takes no more. */
export const MOST_WAITING = 20;

type Circumstances = {
  readonly missing: boolean;
  readonly state: ConnectionView["state"];
  /** How many messages wait. */
  readonly waiting: number;
  /** Whether whoever writes may; a viewer may not. */
  readonly allowed: boolean;
};

/** Why nothing can be sent, for a person; null if it can. What is written is kept in any case. */
export function blockedBy({ missing, state, waiting, allowed }: Circumstances): string | null {
  if (!allowed) return "You may read here, not write. An admin can change that.";
  if (missing) return "This chat is gone. Start a new one to write.";
  if (state === "offline") return "Sending waits for the network. What you write is kept.";
  if (state === "expired")
    return "The session has expired. Reload the page; what you write is kept.";
  if (waiting >= MOST_WAITING)
    return `${MOST_WAITING} messages wait, which is the most. Send it when the next one starts.`;
  return null;
}
