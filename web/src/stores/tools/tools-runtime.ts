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
        void follower.load(id);
        return;
      }
      case "reset":
        // Events were lost: both lists may have changed.
        loadAll();
        return;
      default:
        return;
    }
  }

  return {
    store,
    ...actions,
    follow: follower.follow,
    load: follower.load,
    loadMore: lists.loadMore,
    retryNow() {
      loadAll();
      follower.retryNow();
    },
    /** Begins; gives what ends it. */
    start(): () => void {
      const unwatch = feed.watchFeed(receive);
      feed
        .identified()
        .then(loadAll)
        .catch((error: unknown) => logger.warn("nobody is known here", { error }));
      return () => {
        unwatch();
        follower.follow(null);
      };
    },
  };
}
