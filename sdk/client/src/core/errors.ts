/** One field of a request that was understood but wrong. */
export type FieldError = { readonly path: string; readonly message: string };

/** What a failed request or stream says about itself; the fields of a problem+json body. */
export type Problem = {
  /** A stable word: one of the server's codes, or one of {@link ClientErrorCode}. */
  readonly code: string;
  readonly message: string;
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly retryable: boolean;
  readonly requestId?: string;
  readonly errors?: readonly FieldError[];
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** With `run_in_progress`: the run that is going on. */
  readonly runId?: string;
  /** With `context_too_long`: what was asked for and what the model takes, in tokens. */
  readonly size?: number;
  readonly limit?: number;
};

/** Codes for what the server cannot say itself. */
export type ClientErrorCode =
  | "network"
  | "aborted"
  | "bad_response"
  | "event_too_large"
  | "bad_event";

/** A failed request. `code` is literal and stable; `message` is for people and logs. */
export class ThalwegError extends Error implements Problem {
  override readonly name = "ThalwegError";
  readonly code: string;
  readonly status: number;
  readonly retryable: boolean;
  readonly requestId?: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterMs?: number;
  readonly runId?: string;
  readonly size?: number;
  readonly limit?: number;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.code = problem.code;
    this.status = problem.status;
    this.retryable = problem.retryable;
    if (problem.requestId !== undefined) this.requestId = problem.requestId;
    if (problem.errors !== undefined) this.errors = problem.errors;
    if (problem.retryAfterMs !== undefined) this.retryAfterMs = problem.retryAfterMs;
    if (problem.runId !== undefined) this.runId = problem.runId;
    if (problem.size !== undefined) this.size = problem.size;
    if (problem.limit !== undefined) this.limit = problem.limit;
  }
}

/** Makes the problem of a failure on this side of the network. */
export function clientProblem(code: ClientErrorCode, message: string): Problem {
  return { code, message, status: 0, retryable: code === "network" };
}

/**
 * Reads the problem of an unsuccessful answer; consumes its body.
 *
 * Never throws: a body that is no problem+json gives the code `http_<status>`.
 * `now` is in milliseconds since the epoch and resolves a `Retry-After` date.
 */
export async function readProblem(response: Response, now: number): Promise<Problem> {
  const body = await readJson(response);
  const { status } = response;
  const requestId = text(body.requestId) ?? response.headers.get("x-request-id") ?? undefined;
  const retryAfterMs = retryAfter(response.headers.get("retry-after"), now);
  const errors = fieldErrors(body.errors);
  const runId = text(body.runId);
  const size = count(body.size);
  const limit = count(body.limit);
  const code = text(body.code) ?? `http_${status}`;
  return {
    code,
    message: text(body.detail) ?? text(body.title) ?? `the server answered ${status}`,
    status,
    retryable: isRetryable(code, status),
    ...(requestId !== undefined && { requestId }),
    ...(errors !== undefined && { errors }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(runId !== undefined && { runId }),
    ...(size !== undefined && { size }),
    ...(limit !== undefined && { limit }),
  };
}

/** Whether the same request may succeed later. */
function isRetryable(code: string, status: number): boolean {
  if (code === "run_in_progress") return true;
  if (code === "tool_unavailable") return false;
  return status === 408 || status === 429 || status >= 500;
}

/** Milliseconds of a `Retry-After` header: whole seconds or an HTTP date; undefined if neither. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header.trim()) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

async function readJson(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function fieldErrors(value: unknown): FieldError[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(
    (entry): entry is FieldError =>
      typeof entry === "object" &&
      entry !== null &&
      typeof (entry as FieldError).path === "string" &&
      typeof (entry as FieldError).message === "string",
  );
}
