import type { SeenRequest } from "./fake-server.ts";

export type SentEvent = {
  readonly type: string;
  readonly data: unknown;
  /** The cursor; absent for what is not kept. */
  readonly id?: string;
};

/** An open event stream, written by a test. */
export type FakeStream = {
  readonly request: SeenRequest;
  readonly response: Response;
  /** The reader went away. */
  readonly aborted: boolean;
  send(...events: readonly SentEvent[]): void;
  /** The `welcome` of a stream that starts at `cursor`. */
  welcome(cursor: string, channels?: Readonly<Record<string, number>>): void;
  /** Anything else: comments, `retry:`, half an event. */
  raw(text: string | Uint8Array): void;
  /** Ends the body cleanly. */
  end(): void;
  /** Breaks it off. */
  cut(): void;
};

export function fakeStream(request: SeenRequest): FakeStream {
  const encoder = new TextEncoder();
  let aborted = false;
  let over = false;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    cancel: () => {
      aborted = true;
      over = true;
    },
  });
  request.signal?.addEventListener("abort", () => {
    aborted = true;
    if (!over) controller?.error(request.signal?.reason);
    over = true;
  });

  const raw = (text: string | Uint8Array) => {
    if (!over) controller?.enqueue(typeof text === "string" ? encoder.encode(text) : text);
  };
  const send = (...events: readonly SentEvent[]) => raw(events.map(encodeEvent).join(""));

  return {
    request,
    response: new Response(body, { headers: { "content-type": "text/event-stream" } }),
    get aborted() {
      return aborted;
    },
    raw,
    send,
    welcome(cursor, channels = {}) {
      const heads = Object.entries(channels).map(([channel, seq]) => ({ channel, seq }));
      const data = { streamId: "stream-1", channels: heads, heartbeatMs: 15_000 };
      send({ type: "welcome", id: cursor, data });
    },
    end() {
      if (!over) controller?.close();
      over = true;
    },
    cut() {
      if (!over) controller?.error(new TypeError("terminated"));
      over = true;
    },
  };
}

/** One event as it is on the wire. */
export function encodeEvent({ type, data, id }: SentEvent): string {
  const head = id === undefined ? "" : `id: ${id}\n`;
  return `${head}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
