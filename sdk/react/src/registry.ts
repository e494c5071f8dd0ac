import type { ConnectionState } from "@thalweg/client";

/** A stream that some hook holds open. */
export type Held = { readonly state: ConnectionState; retryNow(): void };

/** What `useConnection` tells of all streams below one provider. */
export type Connection = {
  /** `idle` while nothing is followed. */
  readonly status: ConnectionState["status"] | "idle";
  /** Milliseconds since the epoch; 0 with `idle`. */
  readonly since: number;
  /** When the next try starts at the latest, where one is planned. */
  readonly retryAt?: number;
  /** Tries at once, on every stream that is not live. */
  readonly retryNow: () => void;
};

/** All open streams below one provider; tells of the one that is worst off. */
export type Registry = {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => Connection;
  add(held: Held): () => void;
  changed(): void;
};

/** Later is worse: what a person should know of first. */
const ORDER = [
  "closed",
  "ended",
  "live",
  "connecting",
  "reconnecting",
  "offline",
  "expired",
  "failed",
] as const satisfies readonly ConnectionState["status"][];

export function createRegistry(): Registry {
  const streams = new Set<Held>();
  const listeners = new Set<() => void>();

  const retryNow = () => {
    for (const stream of streams) if (stream.state.status !== "live") stream.retryNow();
  };
  const idle: Connection = { status: "idle", since: 0, retryNow };
  let snapshot = idle;
  let shown: ConnectionState | undefined;

  const changed = () => {
    const states = [...streams].map((stream) => stream.state);
    const worst = states.reduce<ConnectionState | undefined>(
      (worse, state) =>
        worse === undefined || ORDER.indexOf(state.status) > ORDER.indexOf(worse.status)
          ? state
          : worse,
      undefined,
    );
    if (worst === shown) return;
    shown = worst;
    snapshot = worst === undefined ? idle : toConnection(worst, retryNow);
    for (const listener of listeners) listener();
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    add(held) {
      streams.add(held);
      changed();
      return () => {
        streams.delete(held);
        changed();
      };
    },
    changed,
  };
}

function toConnection(state: ConnectionState, retryNow: () => void): Connection {
  const retryAt = "retryAt" in state ? { retryAt: state.retryAt } : {};
  return { status: state.status, since: state.since, ...retryAt, retryNow };
}
