import type {
  ConnectionState,
  SessionPlace,
  SocketOptions,
  ThalwegClient,
  ThalwegSocket,
} from "@thalweg/client";
import type { Registry } from "./registry.ts";

/** A WebSocket as `useSyncExternalStore` takes it: open while somebody listens. */
export type SocketStore = {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => ConnectionState;
  /** The open socket; undefined before the first listener and after the last. */
  readonly socket: () => ThalwegSocket | undefined;
};

/** Closing and listening again goes on with the session, so a remount loses no frame. */
export function createSocketStore(
  client: ThalwegClient,
  registry: Registry,
  options: Omit<SocketOptions, "url" | "onState"> = {},
): SocketStore {
  const listeners = new Set<() => void>();
  let socket: ThalwegSocket | undefined;
  let release: (() => void) | undefined;
  let session: SessionPlace | undefined = options.session;
  let state: ConnectionState = { status: "connecting", since: 0 };

  const open = () => {
    const opened = client.openSocket({
      ...options,
      ...(session !== undefined && { session }),
      onState: (next) => {
        state = next;
        registry.changed();
        for (const listener of listeners) listener();
      },
    });
    socket = opened;
    state = opened.state;
    release = registry.add(opened);
  };
  const close = () => {
    session = socket?.session;
    release?.();
    socket?.close();
    socket = undefined;
  };

  return {
    getSnapshot: () => state,
    socket: () => socket,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) open();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) close();
      };
    },
  };
}
