import type { Fetch } from "../core/environment.ts";
import { type FakeStream, fakeStream } from "./fake-stream.ts";

/** A request as the fake server saw it. */
export type SeenRequest = {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Headers;
  /** The parsed JSON body; undefined if there was none. */
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
};

export type Handler = (request: SeenRequest) => Response | Promise<Response>;

/** A server without a network: `fetch` answers by the handlers that a test gave. */
export type FakeServer = {
  readonly fetch: Fetch;
  /** Everything that was asked, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Answers `GET /path` and the like; the newest handler of a route wins. The query is ignored. */
  on(route: string, handler: Handler): void;
  /** Answers a route with event streams that the test writes. */
  streams(route: string): FakeStreams;
  /** While down, every request fails as if nothing listened. */
  down: boolean;
};

/** The streams of one route, in the order of their opening. */
export type FakeStreams = {
  readonly opened: readonly FakeStream[];
  /** The stream with this index, once it was opened. */
  at(index: number): Promise<FakeStream>;
};

export function fakeServer(): FakeServer {
  const handlers = new Map<string, Handler>();
  const requests: SeenRequest[] = [];

  const server: FakeServer = {
    requests,
    down: false,
    on: (route, handler) => void handlers.set(route, handler),
    streams(route) {
      const opened: FakeStream[] = [];
      const waiting: (() => void)[] = [];
      handlers.set(route, (request) => {
        const stream = fakeStream(request);
        opened.push(stream);
        for (const wake of waiting.splice(0)) wake();
        return stream.response;
      });
      return {
        opened,
        async at(index) {
          for (;;) {
            const stream = opened[index];
            if (stream !== undefined) return stream;
            await new Promise<void>((resolve) => waiting.push(resolve));
          }
        },
      };
    },
    fetch: async (url, init) => {
      const method = init.method ?? "GET";
      const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
      const signal = init.signal ?? undefined;
      const request = { method, url, headers: new Headers(init.headers), body, signal };
      requests.push(request);
      signal?.throwIfAborted();
      if (server.down) throw new TypeError("fetch failed");
      const handler = handlers.get(`${method} ${url.split("?")[0]}`);
      if (handler === undefined) return problem(404, "no_route", `nothing answers \`${url}\``);
      return handler(request);
    },
  };
  return server;
}

/** A JSON answer. */
export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json" },
  });
}

/** A problem+json answer. */
export function problem(
  status: number,
  code: string,
  detail = code,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { type: `urn:thalweg:problem:${code}`, title: code, status, code, detail };
  return new Response(JSON.stringify({ ...body, requestId: "request-1" }), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
