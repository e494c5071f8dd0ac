import type {
  ConnectionState,
  SharedEvents,
  StreamEvent,
  Subscription,
  ThalwegClient,
} from "@thalweg/client";
import { shareBetweenTabs } from "@thalweg/client";
import type { ConnectionView } from "@/types/chat";

/** The page's part of the one stream that all tabs share: the person's feed, and what is open. */
export type TabStream = {
  /** Follows the person's own feed from a place on, for as long as the page is there. */
  followFeed(channel: string, cursor: string | undefined): void;
  /** Follows the open conversation, and no other any more; null follows none. */
  followOpen(channel: string | null, cursor?: string): void;
  retryNow(): void;
  close(): void;
};

type TabStreamOptions = {
  readonly client: Pick<ThalwegClient, "subscribeEvents">;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onConnection: (connection: ConnectionView) => void;
  /** Whether a tab that is alone and hidden still waits for something. */
  readonly busy: () => boolean;
};

export function createTabStream(options: TabStreamOptions): TabStream {
  const { client, onEvent, onConnection, busy } = options;
  let share: SharedEvents | undefined;
  let feed: Subscription | undefined;
  let open: Subscription | undefined;
  let shown: ConnectionView | undefined;
  let name: string | undefined;

  const show = (state: ConnectionState) => {
    const view = toConnectionView(state);
    // Changing what is followed is no trouble of the connection, and is not shown as one.
    if (view.state === "connecting" && shown?.state === "live") return;
    if (view.state === "live" && shown?.state === "live") return;
    shown = view;
    onConnection(view);
  };
  const follow = (channel: string, cursor: string | undefined, onState?: typeof show) =>
    share?.subscribe({
      channels: [channel],
      onEvent,
      ...(cursor !== undefined && { cursor }),
      ...(onState !== undefined && { onState }),
    });

  return {
    followFeed(channel, cursor) {
      feed?.close();
      // Named by who is asking, so that no tab reads with the credential of somebody else.
      if (share === undefined || name !== channel) {
        open?.close();
        share?.close();
        share = shareBetweenTabs({ client, name: channel, busy });
        name = channel;
      }
      feed = follow(channel, cursor, show);
      if (feed !== undefined) show(feed.state);
    },
    followOpen(channel, cursor) {
      open?.close();
      open = channel === null ? undefined : follow(channel, cursor);
    },
    retryNow: () => feed?.retryNow(),
    close() {
      share?.close();
      share = undefined;
      feed = undefined;
      open = undefined;
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
      // Where nobody can get a new session the answer 401 is final; it is the same news.
      if (state.problem.code === "unauthorized") return { state: "expired", since: state.since };
      return { state: "failed", since: state.since, reason: state.problem.code };
    case "closed":
    case "ended":
      return { state: "idle", since: state.since };
    default:
      return { state: state.status, since: state.since };
  }
}
