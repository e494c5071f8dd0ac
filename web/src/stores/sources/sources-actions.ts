import type {
  HttpTool,
  McpServer,
  NewHttpTool,
  NewMcpServer,
  ThalwegClient,
} from "@thalweg/client";
import { toProblem } from "@/stores/chat-runtime";
import type { Heard } from "@/stores/heard";
import type { Removed } from "@/types/sources";
import { putHttpTool, putServer, type SourcesStore, without } from "./sources.store";

/** The requests of the client that are about sources. */
export type SourcesApi = Pick<
  ThalwegClient,
  | "listMcpServers"
  | "createMcpServer"
  | "updateMcpServer"
  | "deleteMcpServer"
  | "restartMcpServer"
  | "testMcpServer"
  | "listHttpTools"
  | "createHttpTool"
  | "updateHttpTool"
  | "deleteHttpTool"
  | "testHttpTool"
>;

/** A server and an HTTP tool may have the same name. */
export type SourceName = `${"mcp-server" | "http-tool"} ${string}`;

/** What is sent to have a server as it is; what it does is left out. */
export function definitionOfServer(server: McpServer): NewMcpServer {
  const { name, title, transport, enabled, timeoutMs } = server;
  return {
    name,
    transport,
    enabled,
    ...(title !== undefined && { title }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

/** The same for an HTTP tool. */
export function definitionOfTool(tool: HttpTool): NewHttpTool {
  const { fixed: _, problem: __, createdAt: ___, updatedAt: ____, ...definition } = tool;
  return definition;
}

/** What the owner can do with sources. `save…` and `test…` reject with a `ThalwegError`. */
export function createSourcesActions(
  api: SourcesApi,
  store: SourcesStore,
  heard: Heard<SourceName>,
) {
  const tell = (what: string) => (error: unknown) =>
    store.setState({ notice: { what, problem: toProblem(error) } });

  /** Asks, and takes the answer for what there is unless the feed told of it meanwhile. */
  async function taken<T>(
    name: SourceName,
    ask: () => Promise<T>,
    put: (store: SourcesStore, answer: T) => void,
  ): Promise<T> {
    const isNewer = heard.since();
    const answer = await ask();
    if (!isNewer(name)) put(store, answer);
    return answer;
  }

  const serverOf = (name: string, ask: () => Promise<McpServer>) =>
    taken(`mcp-server ${name}`, ask, putServer);

  function saveServer(body: NewMcpServer, known: boolean): Promise<McpServer> {
    const { name, enabled: _, ...rest } = body;
    return serverOf(name, () =>
      known
        ? // A blank title takes away the one that it had.
          api.updateMcpServer(name, { title: "", ...rest })
        : api.createMcpServer(body),
    );
  }

  function saveHttpTool(body: NewHttpTool, known: boolean): Promise<HttpTool> {
    const { name, ...rest } = body;
    const ask = () =>
      known
        ? api.updateHttpTool(name, { title: "", resultPath: "", headers: [], ...rest })
        : api.createHttpTool(body);
    return taken(`http-tool ${name}`, ask, putHttpTool);
  }

  function forget(removed: Removed): void {
    store.setState(({ servers, httpTools }) =>
      removed.kind === "server"
        ? { servers: without(servers, removed.server.name) }
        : { httpTools: without(httpTools, removed.tool.name) },
    );
  }

  return {
    saveServer,
    saveHttpTool,
    /** Reaches a server once; nothing is kept. */
    testServer: (server: NewMcpServer) => api.testMcpServer({ server }),
    /** Asks once with these arguments; nothing is kept. */
    testHttpTool: (tool: NewHttpTool, args: Readonly<Record<string, unknown>>) =>
      api.testHttpTool({ tool, args }),

    /** Switches a server on or off; shown at once, and taken back if it is refused. */
    async setEnabled(name: string, enabled: boolean): Promise<void> {
      const before = store.getState().servers.find((server) => server.name === name);
      if (before === undefined) return;
      const isNewer = heard.since();
      putServer(store, { ...before, enabled, status: enabled ? "connecting" : "disabled" });
      try {
        await serverOf(name, () => api.updateMcpServer(name, { enabled }));
      } catch (error) {
        if (!isNewer(`mcp-server ${name}`)) putServer(store, before);
        tell(`“${before.title ?? name}” could not be switched ${enabled ? "on" : "off"}`)(error);
      }
    },

    /** Tries at once to reach a server, or reaches it anew. */
    async restart(name: string): Promise<void> {
      try {
        await serverOf(name, () => api.restartMcpServer(name));
      } catch (error) {
        tell(`“${name}” could not be started again`)(error);
      }
    },

    /** Removes a source, for which there is a way back; resolves to whether it is gone. */
    async remove(removed: Removed): Promise<boolean> {
      const { name } = removed.kind === "server" ? removed.server : removed.tool;
      try {
        await (removed.kind === "server" ? api.deleteMcpServer(name) : api.deleteHttpTool(name));
      } catch (error) {
        tell(`“${name}” could not be removed`)(error);
        return false;
      }
      forget(removed);
      store.setState({ removed, notice: null });
      return true;
    },

    /** Puts back what was removed last, as it was; resolves to whether it is there again. */
    async undo(): Promise<boolean> {
      const { removed } = store.getState();
      if (removed === null) return false;
      store.setState({ removed: null, notice: null });
      try {
        if (removed.kind === "server") {
          await saveServer(definitionOfServer(removed.server), false);
        } else await saveHttpTool(definitionOfTool(removed.tool), false);
        return true;
      } catch (error) {
        store.setState({ removed });
        const { name } = removed.kind === "server" ? removed.server : removed.tool;
        tell(`“${name}” could not be put back`)(error);
        return false;
      }
    },

    forgetRemoved: () => store.setState({ removed: null }),
    forgetNotice: () => store.setState({ notice: null }),
  };
}
