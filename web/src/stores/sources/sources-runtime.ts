import { type StreamEvent, ThalwegError } from "@thalweg/client";
import type { FeedHandle } from "@/hooks/chat/feed-context";
import { logger } from "@/lib/logger";
import { toProblem } from "@/stores/chat-runtime";
import { putHttpTool, putServer, type SourcesStore, withNamed, without } from "./sources.store";
import { createSourcesActions, type SourcesApi } from "./sources-actions";

export type SourcesRuntime = ReturnType<typeof createSourcesRuntime>;

/** What joins the server's answers and the owner's feed to the store of the sources. */
export function createSourcesRuntime(api: SourcesApi, store: SourcesStore, feed: FeedHandle) {
  const actions = createSourcesActions(api, store);
  let loads = 0;
  /** What the feed told since the load that is under way began: it is newer than the answer. */
  let told = new Set<string>();

  async function load(): Promise<void> {
    loads += 1;
    const mine = loads;
    told = new Set();
    try {
      // Whoever is not the owner has none, and asking would be answered that there is no such thing.
      const { role } = await feed.identified();
      if (mine !== loads) return;
      if (role !== "owner") return close();
      const [servers, tools] = await Promise.all([
        orNothing(api.listMcpServers()),
        orNothing(api.listHttpTools()),
      ]);
      if (mine !== loads) return;
      if (servers === undefined && tools === undefined) return close();
      const { problem: _, ...now } = store.getState();
      const fresh = {
        ...now,
        status: "ready" as const,
        servers: merge(servers?.items ?? [], now.servers, "mcp-server"),
        httpTools: merge(tools?.items ?? [], now.httpTools, "http-tool"),
      };
      store.setState(fresh, true);
    } catch (error) {
      if (mine !== loads) return;
      const problem = toProblem(error);
      logger.warn("the sources of tools could not be loaded", { code: problem.code });
      const { status } = store.getState();
      store.setState({ status: status === "ready" ? "ready" : "error", problem });
    }
  }

  const close = () => store.setState({ status: "closed", servers: [], httpTools: [] });

  /** The answer's, except of those of which the feed told since: there what it told counts. */
  function merge<T extends { readonly name: string }>(
    fresh: readonly T[],
    known: readonly T[],
    kind: string,
  ): readonly T[] {
    const isNewer = ({ name }: T) => told.has(`${kind} ${name}`);
    return known
      .filter(isNewer)
      .reduce(withNamed, fresh.filter((one) => !isNewer(one)) as readonly T[]);
  }

  function receive(event: StreamEvent): void {
    switch (event.type) {
      case "mcp-server": {
        const news = event.data;
        told.add(`mcp-server ${news.name}`);
        if ("deleted" in news) {
          store.setState(({ servers }) => ({ servers: without(servers, news.name) }));
        } else putServer(store, news);
        return;
      }
      case "http-tool": {
        const news = event.data;
        told.add(`http-tool ${news.name}`);
        if ("deleted" in news) {
          store.setState(({ httpTools }) => ({ httpTools: without(httpTools, news.name) }));
        } else putHttpTool(store, news);
        return;
      }
      case "reset":
        // Events were lost: anything may have changed.
        void load();
        return;
      default:
        return;
    }
  }

  return {
    store,
    ...actions,
    retryNow: () => void load(),
    /** Loads what there is and follows it; gives what ends that. */
    start(): () => void {
      const unwatch = feed.watchFeed(receive);
      void load();
      return () => {
        loads += 1;
        unwatch();
      };
    },
  };
}

/** For those who are the owner no more the lists do not exist. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ThalwegError && error.status === 404) return undefined;
    throw error;
  }
}
