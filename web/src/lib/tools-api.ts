import {
  createHttp,
  type Fetch,
  type Job,
  type JobApproval,
  type JobPage,
  type ReceivedEvent,
  type Subscription,
  type SubscriptionOptions,
  subscribe,
  type Tool,
  type ToolPage,
  type ToolPatch,
  uuidv7,
} from "@thalweg/client";
import type { Answer, QuestionAnswer } from "@/types/tools";
import { pageFetch } from "./page-fetch";

export type ToolsApi = ReturnType<typeof createToolsApi>;

type Follow = Pick<SubscriptionOptions, "onEvent" | "onState">;

/** After these nothing more comes to pass with a call. */
const ENDS: ReadonlySet<string> = new Set(["done", "error", "denied", "cancelled", "interrupted"]);

export function hasEnded(status: string): boolean {
  return ENDS.has(status);
}

/** The routes of tools, jobs and approvals. Every method rejects with a `ThalwegError`. */
export function createToolsApi(ask: Fetch = pageFetch()) {
  const { request, url } = createHttp({ fetch: ask });
  const id = encodeURIComponent;
  return {
    listTools: () => request<ToolPage>("/api/tools"),
    setChoice: (name: string, body: ToolPatch) =>
      request<Tool>(`/api/tools/${id(name)}`, { method: "PATCH", body }),
    /** The same key with the same arguments starts nothing twice. */
    call: (name: string, args: unknown, idempotencyKey: string) =>
      request<{ jobId: string }>(`/api/tools/${id(name)}`, {
        method: "POST",
        body: { args },
        idempotencyKey,
      }),
    listJobs: (cursor?: string) =>
      request<JobPage>("/api/jobs", { query: { limit: PAGE, cursor } }),
    getJob: (jobId: string) => request<Job>(`/api/jobs/${id(jobId)}`),
    stopJob: (jobId: string) => request<Job>(`/api/jobs/${id(jobId)}`, { method: "DELETE" }),
    decide: (approvalId: string, body: Answer | QuestionAnswer) =>
      request<JobApproval>(`/api/approvals/${id(approvalId)}`, {
        method: "POST",
        body,
        idempotencyKey: uuidv7(),
      }),
    /** Follows a job from its start to its end, over however many connections that takes. */
    followJob: (jobId: string, follow: Follow): Subscription =>
      subscribe({
        ...follow,
        fetch: ask,
        url: url(`/api/jobs/${id(jobId)}/events`),
        healthUrl: url("/healthz"),
        isTerminal: isEnd,
      }),
  };
}

/** Jobs on one page of the history. */
const PAGE = 30;

function isEnd({ type, data }: ReceivedEvent): boolean {
  return type === "job" && hasEnded((data as Job).status);
}
