import { timeOfId } from "@thalweg/client";
import type { IconName } from "@/components/Icon";
import type { MessageView } from "@/types/chat";
import { type FailureAction, failureWords } from "./failure-words";

/** How an answer ended, for a person. */
export type Ending = {
  readonly icon: IconName;
  readonly tone: "plain" | "signal" | "danger";
  readonly title: string;
  readonly advice?: string;
  readonly action?: FailureAction;
  /** There is text that could go on. */
  readonly continuable: boolean;
};

/** Null while it is written and if it simply is complete. `model` is what the page calls it. */
export function endingOf(message: MessageView, model: string): Ending | null {
  const { status, content, error } = message;
  const empty = content.trim() === "";
  switch (status) {
    case "streaming":
      return null;
    case "complete":
      return empty
        ? {
            icon: "info",
            tone: "plain",
            title: `${model} gave an empty answer`,
            continuable: false,
          }
        : null;
    case "stopped":
      return {
        icon: "stop",
        tone: "plain",
        title: empty ? "Stopped before the first word" : "Stopped",
        continuable: !empty,
      };
    case "length":
      return {
        icon: "info",
        tone: "signal",
        title: "The length limit is reached",
        advice: "The answer ends here, perhaps in the middle of a thought.",
        continuable: !empty,
      };
    case "refused":
      return {
        icon: "info",
        tone: "signal",
        title: `${model} declined to answer this`,
        ...(error !== undefined && { advice: error.message }),
        action: "edit",
        continuable: false,
      };
    case "interrupted":
      return {
        icon: "alert",
        tone: "signal",
        title: error
          ? `The answer broke off${whenOf(message)}`
          : `Interrupted${whenOf(message)} by a restart of the server`,
        advice: empty ? "Nothing had arrived yet." : "Everything that had arrived is kept.",
        action: "again",
        continuable: !empty,
      };
    case "error":
      return {
        icon: "alert",
        tone: "danger",
        ...failureWords(error?.code ?? "internal", model, error?.message),
        continuable: !empty,
      };
  }
}

/**
 * When an answer was cut off, in the reader's time. A process that was killed could not note it; then
 * it is only known when the run began.
 */
function whenOf({ runId, timing, createdAt }: MessageView): string {
  const began = runId === undefined ? Date.parse(createdAt) : timeOfId(runId);
  if (Number.isNaN(began)) return "";
  if (timing?.totalMs === undefined) return ` after ${clock(began)}`;
  return ` at ${clock(began + timing.totalMs)}`;
}

function clock(at: number): string {
  const sameDay = new Date(at).toDateString() === new Date().toDateString();
  const format = sameDay ? undefined : ({ dateStyle: "medium" } as const);
  return new Intl.DateTimeFormat(undefined, { ...format, timeStyle: "short" }).format(at);
}
