import type { StreamEvent } from "@thalweg/client";
import type { FeedHandle } from "@/hooks/chat/feed-context";
import { logger } from "@/lib/logger";
import type { ToolsApi } from "@/lib/tools-api";
import { createJobFollower } from "./job-follower";
import { putTool, type ToolsStore } from "./tools.store";
import { createToolsActions } from "./tools-actions";
import { createToolsLists } from "./tools-lists";

export type ToolsRuntime = ReturnType<typeof createToolsRuntime>;

/** What joins the server's answers and streams to the store of the tools page. */
export function createToolsRuntime(api: ToolsApi, store: ToolsStore, feed: FeedHandle) {
  const lists = createToolsLists(api, store);
  const follower = createJobFollower(api, store, feed.identified);
  const actions = createToolsActions(api, store);

  function loadAll(): void {
    void lists.loadTools();
    void lists.loadHistory();
  }

  let asked = false;

  function receive(event: StreamEvent): void {
    switch (event.type) {
      case "tool-choice": {
        const { name, permission, enabled } = event.data;
        putTool(store, name, {
          ...(permission !== undefined && { permission }),
          ...(enabled !== undefined && { enabled }),
        });
        return;
      }
      case "job-notice": {
        const { id, status } = event.data;
        const entry = store.getState().jobs.get(id);
        // The stream of a job that is followed says more, and sooner.
        if (entry?.connection?.state === "live" || entry?.call?.status === status) return;
        // Where nobody sees the calls, only those that are shown count.
        if (entry !== undefined || store.getState().history.status === "ready") {
          void follower.load(id);
        }
        return;
      }
      case "reset":
        // Events were lost: both lists may have changed.
        if (asked) void lists.loadTools();
        if (store.getState().history.status === "ready") void lists.loadHistory();
        return;
      default:
        return;
    }
  }

  function whenKnown(work: () => void): void {
    feed
      .identified()
      .then(work)
      .catch((error: unknown) => logger.warn("nobody is known here", { error }));
  }

  return {
    store,
    ...actions,
    follow: follower.follow,
    release: follower.release,
    load: follower.load,
    loadMore: lists.loadMore,
    retryNow() {
      loadAll();
      follower.retryNow();
    },
    /** Loads the tools once; later changes come by themselves. */
    needTools() {
      if (asked) return;
      asked = true;
      whenKnown(() => void lists.loadTools());
    },
    /** Begins, with both lists or without; gives what ends it. */
    start(withLists: boolean): () => void {
      const unwatch = feed.watchFeed(receive);
      asked ||= withLists;
      if (withLists) whenKnown(loadAll);
      return () => {
        unwatch();
        follower.follow(null);
      };
    },
  };
}
