import type { Job, JobProgress, ReceivedEvent } from "@thalweg/client";
import type { CallView } from "@/types/tools";

/** As much of a log as is kept to be shown; a job may write for hours. */
const MOST_LOG = 200_000;

/** A job as it is now; the lines that are known of it stay if they say more than its own. */
export function fromJob(job: Job, known?: CallView): CallView {
  const { id, name, args, status, approval, questions, progress, output, error } = job;
  const { createdAt, startedAt, endedAt } = job;
  const before = known?.log ?? "";
  const log = job.log === undefined || before.endsWith(job.log) ? before : job.log;
  const shown = progress ?? known?.progress;
  return {
    id,
    name,
    args,
    status,
    log,
    createdAt,
    ...(approval !== undefined && { approval }),
    ...(questions !== undefined && { questions }),
    ...(shown !== undefined && { progress: shown }),
    ...("output" in job && { output }),
    ...(error !== undefined && { error }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}

/**
 * A job after an event of its stream. The stream of a job begins with its beginning, and again
 * after a `reset`, so what is known of its log is not added to twice.
 */
export function afterEvent(
  call: CallView | undefined,
  { type, data }: ReceivedEvent,
): CallView | undefined {
  switch (type) {
    case "job":
      return fromJob(data as Job, call);
    case "job-progress": {
      if (call === undefined) return undefined;
      const { progress, log } = data as JobProgress;
      return {
        ...call,
        ...(progress !== undefined && { progress }),
        ...(log !== undefined && { log: (call.log + log).slice(-MOST_LOG) }),
      };
    }
    case "reset":
      return call && { ...call, log: "" };
    default:
      return call;
  }
}
