import type { SocketConstructor, SocketLike } from "../socket/types.ts";

/** One connection that a client opened, seen from the server. */
export type FakeConnection = {
  readonly url: string;
  readonly protocol: string;
  /** What the client said, oldest first. */
  readonly said: Record<string, unknown>[];
  /** The code that the client closed with, once it did. */
  readonly closedWith: number | undefined;
  /** The handshake is done, and the client is welcomed. */
  open(welcome?: Record<string, unknown>): void;
  send(frame: Record<string, unknown>): void;
  close(code: number): void;
};

/** A server of WebSockets; `WebSocket` is for the client's options. */
export function fakeSockets(): {
  readonly WebSocket: SocketConstructor;
  readonly connections: FakeConnection[];
  /** The newest connection. */
  readonly last: FakeConnection;
} {
  const connections: FakeConnection[] = [];

  class FakeSocket implements SocketLike {
    onopen: ((event: never) => void) | null = null;
    onmessage: ((event: { readonly data: unknown } & never) => void) | null = null;
    onclose: ((event: { readonly code: number } & never) => void) | null = null;
    onerror: ((event: never) => void) | null = null;
    readonly #said: Record<string, unknown>[] = [];
    #closedWith: number | undefined;

    constructor(url: string, protocol: string) {
      const socket = this;
      const session = `session-${connections.length + 1}`;
      const deliver = (data: string) => socket.onmessage?.({ data } as never);
      connections.push({
        url,
        protocol,
        said: socket.#said,
        get closedWith() {
          return socket.#closedWith;
        },
        open(welcome = {}) {
          socket.onopen?.(undefined as never);
          deliver(JSON.stringify({ ...welcomeOf(session), ...welcome }));
        },
        send: (frame) => deliver(JSON.stringify(frame)),
        close: (code) => socket.onclose?.({ code } as never),
      });
    }

    send(text: string): void {
      this.#said.push(JSON.parse(text) as Record<string, unknown>);
    }

    close(code = 1005): void {
      this.#closedWith ??= code;
    }
  }

  return {
    WebSocket: FakeSocket,
    connections,
    get last() {
      const last = connections.at(-1);
      if (last === undefined) throw new Error("nothing was opened");
      return last;
    },
  };
}

function welcomeOf(session: string): Record<string, unknown> {
  const limits = { frameBytes: 262_144, subscriptions: 100, unacked: 10_000 };
  const heartbeatMs = 15_000;
  return {
    type: "welcome",
    streamId: session,
    sessionId: session,
    resumed: false,
    heartbeatMs,
    seq: 0,
    limits,
  };
}
