import type { StreamEvent, ToolPatch } from "@thalweg/client";
import type { FeedHandle } from "@/hooks/chat/feed-context";
import { logger } from "@/lib/logger";
import type { ToolsApi } from "@/lib/tools-api";
import { createHeard } from "@/stores/heard";
import { createJobFollower } from "./job-follower";
import { createLaterChoices } from "./later-choices";
import { createServerOffers } from "./server-offers";
import { putTool, type ToolsStore } from "./tools.store";
import { createToolsActions } from "./tools-actions";
import { createToolsLists } from "./tools-lists";

export type ToolsRuntime = ReturnType<typeof createToolsRuntime>;

/** How long after the last change of a source the tools are asked for again. */
const RENEWAL_MS = 300;

/** What joins the server's answers and streams to the store of the tools page. */
export function createToolsRuntime(api: ToolsApi, store: ToolsStore, feed: FeedHandle) {
  const choices = createHeard();
  const lists = createToolsLists(api, store, choices);
  const follower = createJobFollower(api, store, feed.identified);
  const actions = createToolsActions(api, store, choices);
  const offers = createServerOffers();
  const later = createLaterChoices(store, actions.choose);

  function loadAll(): void {
    void lists.loadTools();
    void lists.loadHistory();
  }

  let asked = false;
  let renewal: ReturnType<typeof setTimeout> | undefined;

  /** Sources tell of each change; the tools are asked for once they are quiet for a moment. */
  function renewSoon(): void {
    if (!asked) return;
    clearTimeout(renewal);
    renewal = setTimeout(() => void lists.loadTools(), RENEWAL_MS);
  }

  /** Jobs that are asked for after a notice, and whether another one came meanwhile. */
  const renewing = new Map<string, boolean>();

  /** One answer after the other, so that an older one never comes last. */
  async function renew(id: string): Promise<void> {
    do {
      renewing.set(id, false);
      await follower.load(id);
    } while (renewing.get(id));
    renewing.delete(id);
  }

  function receive(event: StreamEvent): void {
    switch (event.type) {
      case "tool-choice": {
        const { name, permission, enabled } = event.data;
        choices.told(name);
        putTool(store, name, {
          ...(permission !== undefined && { permission }),
          ...(enabled !== undefined && { enabled }),
        });
        return;
      }
      case "job-notice": {
        const { id, status } = event.data;
        // What was asked for may have been answered before this change, whatever it will say.
        if (renewing.has(id)) {
          renewing.set(id, true);
          return;
        }
        const entry = store.getState().jobs.get(id);
        // The stream of a job that is followed says more, and sooner.
        if (entry?.connection?.state === "live" || entry?.call?.status === status) return;
        // Where nobody sees the calls, only those that are shown count.
        if (entry !== undefined || store.getState().history.status === "ready") {
          void renew(id);
        }
        return;
      }
      case "http-tool":
        renewSoon();
        return;
      case "mcp-server":
        if (offers.changed(event.data)) renewSoon();
        return;
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
    /** Changes one's own choice of a tool; shown at once, and taken back if it is refused. */
    choose(name: string, patch: ToolPatch): Promise<void> {
      later.forget(name);
      return actions.choose(name, patch);
    },
    /** Makes choices of tools that are not there yet, each as soon as its tool is. */
    chooseLater: later.add,
    follow: follower.follow,
    release: follower.release,
    load: follower.load,
    loadMore: lists.loadMore,
    /** Asks for the tools again at once; resolves once they are there, or could not be had. */
    renewTools: lists.loadTools,
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
      const unlist = later.start();
      asked ||= withLists;
      if (withLists) whenKnown(loadAll);
      return () => {
        unwatch();
        unlist();
        clearTimeout(renewal);
        follower.follow(null);
      };
    },
  };
}
