import { type Clock, type Fetch, systemClock } from "./core/environment.ts";
import { clientProblem, readProblem, ThalwegError } from "./core/errors.ts";

export type HttpOptions = {
  /** Origin and path before `/api`; empty for the page's own origin. */
  readonly baseUrl?: string;
  readonly fetch?: Fetch;
  /** Headers of every request, such as `Authorization`. Asked anew each time. */
  readonly headers?: () => HeadersInit | Promise<HeadersInit>;
  readonly clock?: Clock;
};

export type RequestOptions = {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** Whether it is sent even if the page is left; browsers allow it up to 64 KiB. */
  readonly keepalive?: boolean;
};

/** Makes JSON requests. `request` resolves to the parsed body, or undefined if there is none. */
export type Http = {
  readonly url: (path: string, query?: RequestOptions["query"]) => string;
  readonly request: <T>(path: string, options?: RequestOptions) => Promise<T>;
};

/**
 * @throws {ThalwegError} (from `request`) with the server's code; `network` if no answer came,
 * `aborted` if `signal` fired, `bad_response` if a successful answer is not JSON.
 */
export function createHttp(options: HttpOptions = {}): Http {
  const base = (options.baseUrl ?? "").replace(/\/+$/, "");
  const clock = options.clock ?? systemClock;

  const url: Http["url"] = (path, query = {}) => {
    const entries = Object.entries(query).filter((entry) => entry[1] !== undefined);
    const search = new URLSearchParams(entries.map(([name, value]) => [name, String(value)]));
    return entries.length === 0 ? base + path : `${base}${path}?${search}`;
  };

  async function request<T>(path: string, request: RequestOptions = {}): Promise<T> {
    const { method = "GET", query, body, idempotencyKey, signal, keepalive } = request;
    const headers = new Headers(await options.headers?.());
    headers.set("accept", "application/json");
    if (body !== undefined) headers.set("content-type", "application/json");
    if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
    const fetch = options.fetch ?? globalThis.fetch;
    const init: RequestInit = {
      method,
      headers,
      cache: "no-store",
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
      ...(keepalive !== undefined && { keepalive }),
    };
    const response = await fetch(url(path, query), init).catch((cause: unknown) => {
      const problem = signal?.aborted
        ? clientProblem("aborted", "the request was given up")
        : clientProblem("network", "the server cannot be reached");
      throw new ThalwegError(problem, { cause });
    });
    if (!response.ok) throw new ThalwegError(await readProblem(response, clock.now()));
    return (await parse(response)) as T;
  }

  return { url, request };
}

async function parse(response: Response): Promise<unknown> {
  const text = await response.text().catch((cause: unknown) => {
    throw new ThalwegError(clientProblem("network", "the answer broke off"), { cause });
  });
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = clientProblem("bad_response", "the answer is not JSON");
    throw new ThalwegError({ ...problem, status: response.status }, { cause });
  }
}
