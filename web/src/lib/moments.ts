const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long ago something was, roughly; times are milliseconds since the epoch. */
export function sayAgo(at: number, now: number): string {
  const age = Math.max(0, now - at);
  // What the server notes of a use is up to five minutes old.
  if (age < 6 * MINUTE_MS) return "just now";
  if (age < HOUR_MS) return `${Math.floor(age / MINUTE_MS)} minutes ago`;
  if (age < DAY_MS) return count(Math.floor(age / HOUR_MS), "hour", "ago");
  if (age < 30 * DAY_MS) return count(Math.floor(age / DAY_MS), "day", "ago");
  return sayDay(at);
}

/** How long it is until something, roughly. */
export function sayIn(at: number, now: number): string {
  const left = at - now;
  if (left <= 0) return "now";
  if (left < HOUR_MS) return `in ${count(Math.ceil(left / MINUTE_MS), "minute")}`;
  if (left < 2 * DAY_MS) return `in ${count(Math.round(left / HOUR_MS), "hour")}`;
  return `in ${count(Math.round(left / DAY_MS), "day")}`;
}

export function sayDay(at: number): string {
  return new Date(at).toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" });
}

export function sayMoment(at: number): string {
  return new Date(at).toLocaleString([], {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

function count(number: number, word: string, after = ""): string {
  return `${number} ${word}${number === 1 ? "" : "s"}${after && ` ${after}`}`;
}
