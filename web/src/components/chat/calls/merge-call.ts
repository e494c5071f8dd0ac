import { hasEnded } from "@/lib/tools-api";
import type { MessageCall } from "@/types/chat";
import type { CallView } from "@/types/tools";

/**
 * A call as its message tells of it, with what only its job knows: the leave that it waits for,
 * all of its log, and its whole result.
 */
export function mergeCall(call: MessageCall, job: CallView | undefined): CallView {
  if (job === undefined) return call;
  // The job is asked about after a decision, and may be ahead of the conversation's events.
  const waits = call.status === "awaiting-approval" && job.status !== "awaiting-approval";
  const ahead = waits || (hasEnded(job.status) && !hasEnded(call.status));
  const from = ahead ? job : call;
  const progress = call.progress ?? job.progress;
  const whole = job.status === "done" && "output" in job ? job : from;
  return {
    ...from,
    id: call.id,
    log: job.log.length > call.log.length ? job.log : call.log,
    ...(progress !== undefined && { progress }),
    ...(job.approval !== undefined && { approval: job.approval }),
    ...(job.questions !== undefined && { questions: job.questions }),
    ...("output" in whole && { output: whole.output }),
  };
}
