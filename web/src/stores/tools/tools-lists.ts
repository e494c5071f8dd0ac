import { logger } from "@/lib/logger";
import { hasEnded, type ToolsApi } from "@/lib/tools-api";
import { toProblem } from "@/stores/chat-runtime";
import type { Heard } from "@/stores/heard";
import { fromJob } from "./call-view";
import { setJob, type ToolsStore } from "./tools.store";

/** Loads what the lists show; what is in sight stays there while it is renewed. */
export function createToolsLists(api: ToolsApi, store: ToolsStore, choices: Heard) {
  /** Counts the loads, so that a page of an earlier list is let go. */
  let generation = 0;

  async function loadTools(): Promise<void> {
    const isTold = choices.since();
    try {
      const { items } = await api.listTools();
      // A choice that was told meanwhile may be newer than the list, and of a tool that is new in it.
      if (isTold()) return loadTools();
      store.setState({ tools: { status: "ready", items } });
    } catch (error) {
      const problem = toProblem(error);
      logger.warn("the tools could not be loaded", { code: problem.code });
      store.setState(({ tools }) => ({
        tools: { status: tools.items.length > 0 ? "ready" : "error", items: tools.items, problem },
      }));
    }
  }

  async function loadPage(cursor?: string): Promise<void> {
    if (cursor === undefined) generation += 1;
    const mine = generation;
    try {
      const page = await api.listJobs(cursor);
      if (mine !== generation) return;
      for (const job of page.items) {
        const known = store.getState().jobs.get(job.id);
        // One that is followed is known better by its stream, and one that has ended well enough.
        if (known?.connection !== undefined || hasEnded(known?.call?.status ?? "")) continue;
        setJob(store, job.id, { status: "ready", call: fromJob(job, known?.call) });
      }
      const ids = page.items.map(({ id }) => id);
      store.setState(({ history }) => ({
        history: {
          status: "ready",
          ids: cursor === undefined ? ids : [...new Set([...history.ids, ...ids])],
          loadingMore: false,
          ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
        },
      }));
    } catch (error) {
      if (mine !== generation) return;
      const problem = toProblem(error);
      logger.warn("the calls could not be loaded", { code: problem.code });
      store.setState(({ history }) => ({
        history: {
          ...history,
          status: history.ids.length > 0 ? "ready" : "error",
          loadingMore: false,
          problem,
        },
      }));
    }
  }

  return {
    loadTools,
    loadHistory: () => loadPage(),
    loadMore() {
      const { history } = store.getState();
      if (history.loadingMore || history.nextCursor === undefined) return;
      store.setState({ history: { ...history, loadingMore: true } });
      void loadPage(history.nextCursor);
    },
  };
}
