import type { Fetch } from "./environment.ts";
import { clientProblem, type Problem, readProblem } from "./errors.ts";
import type { ResumeInput } from "./resume-types.ts";
import { SseDecoder, type SseItem, SseTooLargeError } from "./sse-decoder.ts";

type StreamRequest = {
  readonly url: string;
  readonly cursor: string | undefined;
  readonly headers: (() => HeadersInit | Promise<HeadersInit>) | undefined;
  readonly signal: AbortSignal;
  readonly maxEventChars: number | undefined;
  readonly fetch: Fetch;
  /** Number of this connection; every input carries it. */
  readonly connection: number;
  readonly now: () => number;
  readonly feed: (input: ResumeInput) => void;
};

/**
 * Makes one connection and turns what comes of it into inputs of the resume machine.
 *
 * Resolves when the connection is over and never rejects; exactly one of the inputs `no-content`,
 * `answered`, `broken` and `lost` is the last one.
 */
export async function readStream(request: StreamRequest): Promise<void> {
  const { connection, feed, fetch, signal } = request;
  let answered = false;
  try {
    const headers = new Headers(await request.headers?.());
    headers.set("accept", "text/event-stream");
    if (request.cursor !== undefined) headers.set("last-event-id", request.cursor);
    const response = await fetch(request.url, { headers, signal, cache: "no-store" });
    answered = true;
    if (response.status === 204) {
      feed({ type: "no-content", connection });
      return;
    }
    const problem = await refusal(response, request.now());
    if (problem !== undefined) {
      feed({ type: "answered", connection, problem });
      return;
    }
    feed({ type: "life", connection });
    await readBody(response, request);
  } catch (cause) {
    const problem = unreadable(cause);
    if (problem !== undefined) {
      feed({ type: "broken", connection, problem });
      return;
    }
  }
  feed({ type: "lost", connection, answered });
}

async function readBody(response: Response, request: StreamRequest): Promise<void> {
  const { connection, feed } = request;
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new SseDecoder(request.maxEventChars);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const items = decoder.push(value);
      // Bytes of an event that is not complete yet are a sign of life as well.
      if (items.length === 0) feed({ type: "life", connection });
      for (const item of items) feed(toInput(item, connection));
    }
  } finally {
    reader.releaseLock();
  }
}

function toInput(item: SseItem, connection: number): ResumeInput {
  switch (item.kind) {
    case "comment":
      return { type: "life", connection };
    case "retry":
      return { type: "server-retry", connection, ms: item.ms };
    case "event": {
      const { type, data, id } = item.event;
      const event = { type, data: JSON.parse(data) as unknown, ...(id !== undefined && { id }) };
      return { type: "event", connection, event };
    }
  }
}

async function refusal(response: Response, now: number): Promise<Problem | undefined> {
  if (!response.ok) return readProblem(response, now);
  const type = response.headers.get("content-type") ?? "";
  if (type.toLowerCase().startsWith("text/event-stream")) return undefined;
  await response.body?.cancel();
  // A page of a captive portal or of a proxy: it goes away, so it is worth another try.
  const problem = clientProblem("bad_response", `expected an event stream, got \`${type}\``);
  return { ...problem, status: response.status, retryable: true };
}

/** The problem of an event that the next connection would meet again; undefined for a cut. */
function unreadable(cause: unknown): Problem | undefined {
  if (cause instanceof SseTooLargeError) return clientProblem("event_too_large", cause.message);
  if (cause instanceof SyntaxError) return clientProblem("bad_event", "an event is not JSON");
  return undefined;
}
