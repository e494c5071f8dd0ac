import { type Subscription, ThalwegError } from "@thalweg/client";
import { toConnectionView } from "@/lib/sse";
import { hasEnded, type ToolsApi } from "@/lib/tools-api";
import { toProblem } from "@/stores/chat-runtime";
import { afterEvent } from "./call-view";
import { putAnswer, setJob, type ToolsStore, updateJob } from "./tools.store";

/** Keeps the one job that is looked at up to date until its end. */
export function createJobFollower(
  api: ToolsApi,
  store: ToolsStore,
  identified: () => Promise<unknown>,
) {
  let followed: { readonly id: string; readonly stream: Subscription | undefined } | undefined;

  /** Asks for a job once; tells whether it is there and goes on. */
  async function load(id: string): Promise<boolean> {
    const known = store.getState().jobs.get(id);
    if (known?.call === undefined) setJob(store, id, { status: "loading" });
    try {
      await identified();
      const job = await api.getJob(id);
      putAnswer(store, job);
      return !hasEnded(job.status);
    } catch (error) {
      const missing = error instanceof ThalwegError && [404, 400].includes(error.status);
      const problem = toProblem(error);
      updateJob(store, id, (entry) =>
        entry.call ? { ...entry, problem } : { status: missing ? "missing" : "error", problem },
      );
      return false;
    }
  }

  async function begin(id: string): Promise<void> {
    const goesOn = await load(id);
    if (!goesOn || followed?.id !== id || followed.stream) return;
    let fresh = true;
    const stream = api.followJob(id, {
      onEvent: (event) =>
        updateJob(store, id, (entry) => {
          // The stream tells all of the log, from its beginning.
          const known = fresh && entry.call ? { ...entry.call, log: "" } : entry.call;
          fresh = false;
          const call = afterEvent(known, event);
          return call === undefined ? entry : { ...entry, call };
        }),
      onState: (state) =>
        updateJob(store, id, ({ connection: _, ...entry }) => {
          if (state.status === "ended" || state.status === "closed") return entry;
          return { ...entry, connection: toConnectionView(state) };
        }),
    });
    followed = { id, stream };
  }

  return {
    load,
    /** Follows a job and no other any more; null follows none. */
    follow(id: string | null) {
      if (followed?.id === id) return;
      followed?.stream?.close();
      followed = undefined;
      if (id === null) return;
      const { call } = store.getState().jobs.get(id) ?? {};
      if (call && hasEnded(call.status)) return;
      followed = { id, stream: undefined };
      void begin(id);
    },
    /** Follows a job no more, unless another one has taken its place. */
    release(id: string) {
      if (followed?.id !== id) return;
      followed.stream?.close();
      followed = undefined;
      updateJob(store, id, ({ connection: _, ...entry }) => entry);
    },
    /** Tries at once what could not be reached. */
    retryNow() {
      if (followed?.stream) followed.stream.retryNow();
      else if (followed) void begin(followed.id);
    },
  };
}
