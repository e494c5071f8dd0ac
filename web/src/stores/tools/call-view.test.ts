import type { Job, ReceivedEvent } from "@thalweg/client";
import { expect, it } from "vitest";
import type { CallView } from "@/types/tools";
import { afterEvent, fromJob } from "./call-view";

const job = (more: Partial<Job> = {}): Job => ({
  id: "1",
  name: "countdown",
  args: { seconds: 3 },
  status: "running",
  createdAt: "2026-01-01T00:00:00.000Z",
  ...more,
});
const progress = (log?: string, value?: number): ReceivedEvent => ({
  type: "job-progress",
  data: { id: "1", ...(log && { log }), ...(value !== undefined && { progress: value }) },
});
const fold = (events: readonly ReceivedEvent[], from?: CallView) =>
  events.reduce<CallView | undefined>(afterEvent, from);

it("grows by its progress, and its end says the rest", () => {
  const call = fold([
    { type: "job", data: job() },
    progress("3\n", 0),
    progress("2\n", 0.3),
    progress(undefined, 1),
    { type: "job", data: job({ status: "done", log: "2\n", output: { seconds: 3 } }) },
  ]);
  // The last lines of the end are known already, with more before them.
  expect(call).toMatchObject({ status: "done", log: "3\n2\n", progress: 1 });
  expect(call?.output).toEqual({ seconds: 3 });
});

it("takes the log of the end where it knows less", () => {
  expect(fromJob(job({ status: "done", log: "3\n2\n" })).log).toBe("3\n2\n");
  const known = fromJob(job(), { ...fromJob(job()), log: "other" });
  expect(fromJob(job({ status: "error", log: "3\n2\n" }), known).log).toBe("3\n2\n");
});

it("begins its log anew when all of it is told again", () => {
  const known = fold([{ type: "job", data: job() }, progress("3\n")]);
  const after = fold([{ type: "reset", data: {} }, progress("3\n"), progress("2\n")], known);
  expect(after?.log).toBe("3\n2\n");
});

it("does not keep a log without end", () => {
  const call = fold([{ type: "job", data: job() }, progress("x".repeat(300_000))]);
  expect(call?.log.length).toBe(200_000);
});

it("keeps an output that is null apart from none", () => {
  expect("output" in fromJob(job())).toBe(false);
  const nothing = { ...job({ status: "done" }), output: null as never };
  expect(fromJob(nothing).output).toBeNull();
});
