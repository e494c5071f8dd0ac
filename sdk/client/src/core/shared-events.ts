import type { Clock, Environment } from "./environment.ts";
import type { ConnectionState } from "./resume-types.ts";
import { SharedTab } from "./shared-tab.ts";
import type { OpenEvents, Tabs } from "./shared-types.ts";
import type { StreamEvent } from "./stream-event.ts";
import type { Subscription } from "./subscription.ts";

export type SharedEventsOptions = {
  readonly open: OpenEvents;
  /** The other tabs; undefined where they cannot be reached, so that this one is alone. */
  readonly tabs: Tabs | undefined;
  readonly clock?: Clock;
  readonly environment?: Environment;
  /** Whether a hidden tab that is alone has a reason to keep its stream. */
  readonly busy?: () => boolean;
};

export type SharedOptions = {
  readonly channels: readonly string[];
  /** Where to go on; absent, from now. */
  readonly cursor?: string;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState?: (state: ConnectionState) => void;
};

/** One stream for everything that the tabs of one browser follow. */
export type SharedEvents = {
  /** As `client.subscribeEvents`: each event once, in order, over any number of leaders. */
  readonly subscribe: (options: SharedOptions) => Subscription;
  /** Whether this tab holds the stream. */
  readonly leading: boolean;
  /** The page is left, and may come back from where the browser keeps it. */
  readonly suspend: () => void;
  readonly resume: () => void;
  /** Leaves; the stream goes to another tab. Subscriptions that are open hear nothing more. */
  readonly close: () => void;
};

/**
 * Shares one stream of events between the tabs of a browser. The leader among them opens a stream
 * of all channels that any tab wants and tells the others its events.
 */
export function shareEvents(options: SharedEventsOptions): SharedEvents {
  const share = new SharedTab(options);
  return {
    subscribe: (wish) => share.subscribe(wish),
    get leading() {
      return share.leading;
    },
    suspend: () => share.suspend(),
    resume: () => share.resume(),
    close: () => share.close(),
  };
}
