import type { ToolCallStatus } from "@thalweg/client";
import type { CallView } from "@/types/tools";

type Look = { readonly word: string; readonly tone: "quiet" | "live" | "signal" | "danger" };

const looks: Readonly<Record<ToolCallStatus, Look>> = {
  queued: { word: "waiting", tone: "quiet" },
  "awaiting-approval": { word: "needs you", tone: "signal" },
  running: { word: "running", tone: "live" },
  done: { word: "done", tone: "live" },
  error: { word: "failed", tone: "danger" },
  denied: { word: "denied", tone: "quiet" },
  cancelled: { word: "stopped", tone: "quiet" },
  interrupted: { word: "interrupted", tone: "signal" },
};

/** A status in one or two words, and how loud it is. */
export function statusLook(status: ToolCallStatus): Look {
  return looks[status];
}

/** How a call that gave nothing came to its end, as a sentence; undefined where it did not. */
export function endingOf(call: CallView): string | undefined {
  const { status, approval, error } = call;
  switch (status) {
    case "denied": {
      if (approval?.decision === "expired") return "Nobody allowed it in time, so it was not run.";
      if (approval?.decision === undefined) return "It is not allowed, so it was not run.";
      const why = approval.reason ? `: ${approval.reason}` : ".";
      return `Denied${byWhom(approval.by)}${why}`;
    }
    case "cancelled":
      return call.startedAt
        ? "Stopped. What it did until then stays done."
        : "Stopped before it began.";
    case "interrupted":
      return call.startedAt
        ? "Interrupted: the server went down while it ran. Part of it may have been done."
        : "Interrupted: the server went down before it began.";
    case "error":
      return error ?? "It failed without a word.";
    default:
      return undefined;
  }
}

/** Who decided, after what was decided; guests are told apart by the ends of their ids. */
export function byWhom(by: string | undefined): string {
  if (by === undefined) return "";
  return by === "owner" ? " by the owner" : ` by guest ${by.slice(-4)}`;
}

/** Seconds as people say them: `40 ms`, `1.4 s`, `12 s`, `3 min 05 s`, `1 h 02 min`. */
export function sayDuration(ms: number, exact: boolean): string {
  if (exact && ms < 100) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = Math.max(0, ms) / 1000;
  if (exact && seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = exact ? Math.round(seconds) : Math.floor(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** `4:31` of the milliseconds that are left. */
export function sayRest(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}

/** What a call is about, on one line. */
export function gistOf(args: CallView["args"]): string {
  const values = Object.values(args).map((value) =>
    typeof value === "string" ? value : JSON.stringify(value),
  );
  return values.join(" · ").replace(/\s+/g, " ").slice(0, 200);
}
