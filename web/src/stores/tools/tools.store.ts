import type { Job, Tool } from "@thalweg/client";
import { createStore, type StoreApi } from "zustand/vanilla";
import { hasEnded } from "@/lib/tools-api";
import type { MessageError } from "@/types/chat";
import type { CallView, JobEntry, ListStatus } from "@/types/tools";
import { fromJob } from "./call-view";

export type ToolsState = {
  readonly tools: {
    readonly status: ListStatus;
    readonly items: readonly Tool[];
    readonly problem?: MessageError;
  };
  /** The calls that a person or a model made, the newest first. */
  readonly history: {
    readonly status: ListStatus;
    readonly ids: readonly string[];
    readonly nextCursor?: string;
    readonly loadingMore: boolean;
    readonly problem?: MessageError;
  };
  readonly jobs: ReadonlyMap<string, JobEntry>;
};

export type ToolsStore = StoreApi<ToolsState>;

export function createToolsStore(): ToolsStore {
  return createStore<ToolsState>(() => ({
    tools: { status: "loading", items: [] },
    history: { status: "loading", ids: [], loadingMore: false },
    jobs: new Map(),
  }));
}

export function setJob(store: ToolsStore, id: string, entry: JobEntry): void {
  store.setState(({ jobs }) => ({ jobs: new Map(jobs).set(id, entry) }));
}

export function updateJob(
  store: ToolsStore,
  id: string,
  change: (entry: JobEntry) => JobEntry,
): void {
  const entry = store.getState().jobs.get(id);
  if (entry === undefined) return;
  const changed = change(entry);
  if (changed !== entry) setJob(store, id, changed);
}

/** Puts a call that is known now, and at the head of the history if it is a new one. */
export function putCall(store: ToolsStore, call: CallView): void {
  const { connection } = store.getState().jobs.get(call.id) ?? {};
  setJob(store, call.id, { status: "ready", call, ...(connection && { connection }) });
  const { history } = store.getState();
  // Ids begin with their time: an older one comes with its page.
  const first = history.ids[0];
  if (history.status !== "ready" || history.ids.includes(call.id)) return;
  if (first !== undefined && call.id < first) return;
  store.setState({ history: { ...history, ids: [call.id, ...history.ids] } });
}

/**
 * Puts what was answered of a job. The answer may have been on its way longer than the job's end,
 * after which its stream says nothing more: what has ended stays as it ended.
 */
export function putAnswer(store: ToolsStore, job: Job): void {
  const { call } = store.getState().jobs.get(job.id) ?? {};
  if (call === undefined || !hasEnded(call.status)) putCall(store, fromJob(job, call));
}

export function putTool(store: ToolsStore, name: string, change: Partial<Tool>): void {
  store.setState(({ tools }) => ({
    tools: {
      ...tools,
      items: tools.items.map((tool) => (tool.name === name ? { ...tool, ...change } : tool)),
    },
  }));
}
