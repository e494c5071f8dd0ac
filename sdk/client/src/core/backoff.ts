/** Longest wait that this client chooses by itself. */
export const MAX_BACKOFF_MS = 16_000;
/** First wait, unless the server's `retry:` says otherwise. */
export const FIRST_BACKOFF_MS = 1_000;
/** A server that says "come back in 0 ms" is not asked in a tight loop. */
const MIN_SERVER_WAIT_MS = 100;

/**
 * Milliseconds to wait before try number `attempt` (1, 2, 3 …): 1, 2, 4, 8, 16 s and then 16 s,
 * each spread over ±25 % by `random` in 0..1, so that readers of a restarted server do not come
 * back all at once. `firstMs` is the server's `retry:`; one above 16 s is kept.
 */
export function backoff(attempt: number, random: number, firstMs = FIRST_BACKOFF_MS): number {
  const cap = Math.max(MAX_BACKOFF_MS, firstMs);
  const base = Math.min(cap, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(base * (0.75 + 0.5 * random));
}

/** A wait that the server named, in milliseconds. It is taken as it is: the server spreads it. */
export function serverWait(ms: number): number {
  return Math.max(MIN_SERVER_WAIT_MS, ms);
}

type AnswerLimits = { readonly answerMs: number; readonly silenceMs: number };

/**
 * Milliseconds that a connection may stay without any answer after `attempt` losses. The first
 * tries are given up early, because a browser may send them into a connection that died with the
 * network and was kept open; each further one waits twice as long, so that a slow network is
 * reached in the end.
 */
export function answerLimit(attempt: number, { answerMs, silenceMs }: AnswerLimits): number {
  return Math.min(silenceMs, answerMs * 2 ** Math.min(Math.max(attempt - 1, 0), 10));
}
