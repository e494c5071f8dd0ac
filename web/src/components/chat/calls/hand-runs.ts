import { createStore } from "zustand/vanilla";

/**
 * Which calls of answers were run again by hand, and as which jobs: by the call's id. It outlives
 * the rows of the thread, which come and go, and ends with the page; the jobs stay under Tools.
 */
export const handRunsStore = createStore<ReadonlyMap<string, string>>(() => new Map());

export function keepHandRun(callId: string, jobId: string): void {
  handRunsStore.setState(new Map(handRunsStore.getState()).set(callId, jobId), true);
}

export function dropHandRun(callId: string): void {
  const runs = new Map(handRunsStore.getState());
  if (runs.delete(callId)) handRunsStore.setState(runs, true);
}
