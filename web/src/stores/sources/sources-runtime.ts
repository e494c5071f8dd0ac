import { type StreamEvent, ThalwegError } from "@thalweg/client";
import type { FeedHandle } from "@/hooks/chat/feed-context";
import { logger } from "@/lib/logger";
import { toProblem } from "@/stores/chat-runtime";
import { createHeard } from "@/stores/heard";
import { putHttpTool, putServer, type SourcesStore, withNamed, without } from "./sources.store";
import { createSourcesActions, type SourceName, type SourcesApi } from "./sources-actions";

export type SourcesRuntime = ReturnType<typeof createSourcesRuntime>;

/** What joins the server's answers and the owner's feed to the store of the sources. */
export function createSourcesRuntime(api: SourcesApi, store: SourcesStore, feed: FeedHandle) {
  const heard = createHeard<SourceName>();
  const actions = createSourcesActions(api, store, heard);
  let loads = 0;

  async function load(): Promise<void> {
    loads += 1;
    const mine = loads;
    const isNewer = heard.since();
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
        servers: merge(servers?.items ?? [], now.servers, (name) => isNewer(`mcp-server ${name}`)),
        httpTools: merge(tools?.items ?? [], now.httpTools, (name) => isNewer(`http-tool ${name}`)),
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

  function receive(event: StreamEvent): void {
    switch (event.type) {
      case "mcp-server": {
        const news = event.data;
        heard.told(`mcp-server ${news.name}`);
        if ("deleted" in news) {
          store.setState(({ servers }) => ({ servers: without(servers, news.name) }));
        } else putServer(store, news);
        return;
      }
      case "http-tool": {
        const news = event.data;
        heard.told(`http-tool ${news.name}`);
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

/** The answer's, except of those of which the feed told since: there what it told counts. */
function merge<T extends { readonly name: string }>(
  fresh: readonly T[],
  known: readonly T[],
  isNewer: (name: string) => boolean,
): readonly T[] {
  return known
    .filter(({ name }) => isNewer(name))
    .reduce(withNamed, fresh.filter(({ name }) => !isNewer(name)) as readonly T[]);
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
