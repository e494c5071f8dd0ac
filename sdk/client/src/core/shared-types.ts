import type { Environment } from "./environment.ts";
import type { ConnectionState } from "./resume-types.ts";
import type { StreamEvent } from "./stream-event.ts";
import type { Subscription } from "./subscription.ts";
import type { Welcome } from "./wire.ts";

/** Opens one stream of channels, as `client.subscribeEvents` does. */
export type OpenEvents = (stream: {
  readonly channels: readonly string[];
  readonly cursor?: string;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState?: (state: ConnectionState) => void;
  readonly environment?: Environment;
}) => Subscription;

/** What one tab wants of the leader; also its question whether there is one. */
export type Want = {
  readonly tab: string;
  readonly channels: readonly string[];
  /** The earliest place that something in this tab goes on from. */
  readonly cursor?: string;
  readonly visible: boolean;
};

/** How the shared stream stands. The leader tells it after each want and each change. */
export type Lead = {
  readonly tab: string;
  /** Rises with each leader: what an earlier one still says does not count. */
  readonly term: number;
  /** Names the connection that the batches belong to. */
  readonly stream: string;
  readonly channels: readonly string[];
  /** The place up to which its events were handed on. */
  readonly at?: string;
  readonly state: ConnectionState;
  readonly welcome?: Welcome;
};

/** Events of the shared stream, all that came after the place `after`. */
export type Batch = {
  readonly stream: string;
  readonly after?: string;
  readonly events: readonly StreamEvent[];
};

/** What tabs say to each other. Everyone hears everything but their own words. */
export type TabMessage =
  | ({ readonly type: "want" } & Want)
  | ({ readonly type: "lead" } & Lead)
  | ({ readonly type: "batch" } & Batch)
  | { readonly type: "leave"; readonly tab: string }
  /** Somebody wants the leader to try at once. */
  | { readonly type: "retry" }
  /** The leader cannot be seen and asks a tab that can to lead in its place. */
  | { readonly type: "take"; readonly tab: string };

export type Election = {
  /** This tab leads from now on. */
  readonly won: () => void;
  /** Another tab took the lead. */
  readonly lost: () => void;
};

/** The tabs of one browser: how they speak, and how one of them is chosen. */
export type Tabs = {
  post(message: TabMessage): void;
  /** Returns what ends the listening. */
  listen(onMessage: (message: TabMessage) => void): () => void;
  /**
   * Stands for the lead: first come, first served, or at once with `take`, which deposes whoever
   * has it. Returns what withdraws, also from a lead that was won.
   */
  elect(election: Election, take?: boolean): () => void;
};
