import type { ProlongOutcome, ResumeEffect } from "./resume-types.ts";

/** How long the credential of a stream counts. Times are milliseconds since the epoch. */
export type Life = {
  /** What the server calls the stream. */
  readonly streamId: string;
  readonly expiresAt: number;
  /** When to ask for more of it; `Infinity` while an answer is waited for. */
  readonly prolongAt: number;
};

/** More is asked for when this part of the time that was left has passed. */
const SPENT = 0.8;
/** A wish that failed is repeated after half of what is left, and after this at the latest. */
const ANOTHER_TRY_MS = 60_000;
/** With less than this left an answer would come too late. */
const TOO_LATE_MS = 1_000;
/** Timers that are set for longer go off at once, in every browser and in Node. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Reads what a `welcome` says of its credential; undefined if it has no end, or one that has passed
 * by this device's clock, so that a wrong clock does not ask for ever.
 */
export function lifeOf(welcome: unknown, now: number): Life | undefined {
  const { streamId, expiresAt } = (welcome ?? {}) as { streamId?: unknown; expiresAt?: unknown };
  if (typeof streamId !== "string" || typeof expiresAt !== "string") return undefined;
  return until(streamId, Date.parse(expiresAt), now);
}

/** The life after the server was asked; undefined if there is nothing more to ask for. */
export function lifeAfter(life: Life, outcome: ProlongOutcome, now: number): Life | undefined {
  if (outcome.ok) {
    const { expiresAt } = outcome;
    return expiresAt === undefined ? undefined : until(life.streamId, expiresAt, now);
  }
  const left = life.expiresAt - now;
  if (!outcome.again || left < TOO_LATE_MS) return undefined;
  return { ...life, prolongAt: now + Math.min(left / 2, ANOTHER_TRY_MS) };
}

function until(streamId: string, expiresAt: number, now: number): Life | undefined {
  const left = expiresAt - now;
  return left > 0 ? { streamId, expiresAt, prolongAt: now + SPENT * left } : undefined;
}

/** Sets the timer for the next wish, or takes it back. */
export function lifeTimer(life: Life | undefined, now: number): ResumeEffect {
  if (life === undefined || life.prolongAt === Number.POSITIVE_INFINITY) {
    return { type: "clear-timer", timer: "prolong" };
  }
  const at = Math.min(life.prolongAt, now + LONGEST_TIMER_MS);
  return { type: "set-timer", timer: "prolong", at };
}
