import {
  type FieldError,
  type JobApproval,
  ThalwegError,
  type ToolPatch,
  uuidv7,
} from "@thalweg/client";
import { hasEnded, type ToolsApi } from "@/lib/tools-api";
import { toProblem } from "@/stores/chat-runtime";
import type { Heard } from "@/stores/heard";
import type { Answer, CallView, QuestionAnswer } from "@/types/tools";
import { putAnswer, putCall, putTool, type ToolsStore, updateJob } from "./tools.store";

/** What a person can do with tools and their calls. */
export function createToolsActions(api: ToolsApi, store: ToolsStore, choices: Heard) {
  /** The call that was asked for last and not answered: asked again, it is the same one. */
  let asked: { readonly what: string; readonly key: string } | undefined;

  const complain = (id: string) => (error: unknown) =>
    updateJob(store, id, (entry) => ({ ...entry, problem: toProblem(error) }));

  const renew = async (id: string) => {
    const entry = () => store.getState().jobs.get(id);
    const before = entry()?.call;
    const job = await api.getJob(id);
    // A stream that told something meanwhile is ahead of the answer, and tells the rest too.
    const ahead = entry()?.connection?.state === "live" && entry()?.call !== before;
    if (!ahead) putAnswer(store, job);
  };

  return {
    /** Calls a tool and gives the job's id; rejects with a `ThalwegError`, faults of fields in it. */
    async run(name: string, args: Readonly<Record<string, unknown>>): Promise<string> {
      const what = JSON.stringify([name, args]);
      const key = asked?.what === what ? asked.key : uuidv7();
      asked = { what, key };
      try {
        const { jobId } = await api.call(name, args, key);
        asked = undefined;
        // Shown at once; its stream says how it is.
        const createdAt = new Date().toISOString();
        if (!store.getState().jobs.has(jobId)) {
          putCall(store, { id: jobId, name, args, status: "queued", log: "", createdAt });
        }
        return jobId;
      } catch (error) {
        // What was answered is settled; only what got no answer is asked again as the same.
        if (error instanceof ThalwegError && error.status > 0) asked = undefined;
        throw error;
      }
    },

    async stop(id: string): Promise<void> {
      try {
        putAnswer(store, await api.stopJob(id));
      } catch (error) {
        complain(id)(error);
      }
    },

    /** Decides on a call that waits; if somebody was faster, theirs is shown. */
    async decide(id: string, answer: Answer): Promise<void> {
      const { call } = store.getState().jobs.get(id) ?? {};
      if (call?.approval === undefined) return;
      try {
        const approval = await api.decide(call.approval.id, answer);
        updateJob(store, id, (entry) => {
          // Its stream may have told more by now.
          if (entry.call?.status !== "awaiting-approval") return entry;
          return { ...entry, call: { ...entry.call, approval } };
        });
        if (answer.decision === "always") putTool(store, call.name, { permission: "allow" });
        await renew(id);
      } catch (error) {
        const late = error instanceof ThalwegError && error.code === "approval_decided";
        if (late) await renew(id).catch(complain(id));
        else complain(id)(error);
      }
    },

    /**
     * Answers what a call asks, and resolves to what is wrong with the answer, if something is. If
     * somebody was faster, theirs is shown.
     */
    async answer(
      id: string,
      question: string,
      answer: QuestionAnswer,
    ): Promise<readonly FieldError[] | undefined> {
      try {
        const answered = await api.decide(question, answer);
        updateJob(store, id, ({ problem: _, ...entry }) => ({
          ...entry,
          ...(entry.call && { call: withAnswer(entry.call, answered) }),
        }));
        await renew(id);
      } catch (error) {
        const code = error instanceof ThalwegError ? error.code : undefined;
        if (code === "approval_decided") await renew(id).catch(complain(id));
        else if (error instanceof ThalwegError && error.errors) return error.errors;
        else complain(id)(error);
      }
      return undefined;
    },

    /** Changes one's own choice of a tool; shown at once, and taken back if it is refused. */
    async choose(name: string, patch: ToolPatch): Promise<void> {
      const before = store.getState().tools.items.find((tool) => tool.name === name);
      if (before === undefined) return;
      putTool(store, name, patch);
      const isTold = choices.since();
      try {
        const kept = await api.setChoice(name, patch);
        if (!isTold(name)) putTool(store, name, kept);
      } catch (error) {
        const { permission, enabled } = before;
        if (!isTold(name)) putTool(store, name, { permission, enabled });
        throw toProblem(error);
      }
    },

    forgetProblem(id: string) {
      updateJob(store, id, ({ problem: _, ...entry }) => entry);
    },

    isOver: (id: string) => hasEnded(store.getState().jobs.get(id)?.call?.status ?? ""),
  };
}

/** A call whose question is decided on; its stream may have told more by now. */
function withAnswer(call: CallView, answered: JobApproval): CallView {
  const { questions = [] } = call;
  return {
    ...call,
    questions: questions.map((one) => (one.id === answered.id ? answered : one)),
  };
}
