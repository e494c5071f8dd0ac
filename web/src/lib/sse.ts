import type { ConnectionState, StreamEvent, Subscription, ThalwegClient } from "@thalweg/client";
import type { ConnectionView } from "@/types/chat";

/** The tab's one stream. It follows the person's own feed and the open conversation. */
export type TabStream = {
  /** The place after the last event that was handed on. */
  readonly cursor: string | undefined;
  /** Follows other channels from a place on; the stream before is let go. */
  follow(channels: readonly string[], cursor: string | undefined): void;
  retryNow(): void;
  close(): void;
};

type TabStreamOptions = {
  readonly client: Pick<ThalwegClient, "subscribeEvents">;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onConnection: (connection: ConnectionView) => void;
};

export function createTabStream({ client, onEvent, onConnection }: TabStreamOptions): TabStream {
  let current: Subscription | undefined;
  let shown: ConnectionView | undefined;
  let generation = 0;

  const show = (state: ConnectionState) => {
    const view = toConnectionView(state);
    // Changing what is followed is no trouble of the connection, and is not shown as one.
    if (view.state === "connecting" && shown?.state === "live") return;
    if (view.state === "live" && shown?.state === "live") return;
    shown = view;
    onConnection(view);
  };

  return {
    get cursor() {
      return current?.cursor;
    },
    follow(channels, cursor) {
      // First, so that the end of the stream before is not shown as one of the tab's.
      generation += 1;
      const mine = generation;
      current?.close();
      current = client.subscribeEvents({
        channels,
        ...(cursor !== undefined && { cursor }),
        onEvent: (event) => {
          if (mine === generation) onEvent(event);
        },
        onState: (state) => {
          if (mine === generation) show(state);
        },
      });
      show(current.state);
    },
    retryNow: () => current?.retryNow(),
    close() {
      generation += 1;
      current?.close();
      current = undefined;
      shown = undefined;
    },
  };
}

/** What the page shows of a connection's state. */
export function toConnectionView(state: ConnectionState): ConnectionView {
  switch (state.status) {
    case "reconnecting":
      return {
        state: "reconnecting",
        since: state.since,
        retryAt: state.retryAt,
        reason: state.reason,
      };
    case "offline":
      return { state: "offline", since: state.since, retryAt: state.retryAt };
    case "failed":
      return { state: "failed", since: state.since, reason: state.problem.code };
    case "closed":
    case "ended":
      return { state: "idle", since: state.since };
    default:
      return { state: state.status, since: state.since };
  }
}
