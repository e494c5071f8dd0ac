import { uuidv7 } from "./core/ids.ts";
import type {
  HttpTool,
  HttpToolPage,
  HttpToolPatch,
  McpServer,
  McpServerPage,
  McpServerPatch,
  NewHttpTool,
  NewMcpServer,
  TestedHttpTool,
  TestedMcpServer,
  TestHttpTool,
  TestMcpServer,
} from "./core/wire.ts";
import type { Http } from "./http.ts";

type Call = { readonly signal?: AbortSignal };
type KeyedCall = Call & { readonly idempotencyKey?: string };

/**
 * Where tools come from besides the server itself: HTTP requests and servers of the Model Context
 * Protocol. For the server's owner alone; what changes or tries something needs the owner's cookie
 * of the one-time link (`owner_link_required`). The owner's feed tells `http-tool` and `mcp-server`.
 */
export function toolSources(http: Http) {
  const tool = (name: string) => `/api/http-tools/${encodeURIComponent(name)}`;
  const server = (name: string) => `/api/mcp-servers/${encodeURIComponent(name)}`;
  const post = <T>(path: string, body: unknown, call: KeyedCall) =>
    http.request<T>(path, {
      ...call,
      method: "POST",
      ...(body !== undefined && { body }),
      idempotencyKey: call.idempotencyKey ?? uuidv7(),
    });

  return {
    /** All of them, by name. */
    listHttpTools: (call: Call = {}) => http.request<HttpToolPage>("/api/http-tools", call),

    createHttpTool: (body: NewHttpTool, call: KeyedCall = {}) =>
      post<HttpTool>("/api/http-tools", body, call),

    updateHttpTool: (name: string, body: HttpToolPatch, call: Call = {}) =>
      http.request<HttpTool>(tool(name), { ...call, method: "PATCH", body }),

    deleteHttpTool: (name: string, call: Call = {}) =>
      http.request<void>(tool(name), { ...call, method: "DELETE" }),

    /** Asks once with these arguments; keeps nothing. */
    testHttpTool: (body: TestHttpTool, call: KeyedCall = {}) =>
      post<TestedHttpTool>("/api/http-tools/test", body, call),

    /** All of them, by name, with how they do now. */
    listMcpServers: (call: Call = {}) => http.request<McpServerPage>("/api/mcp-servers", call),

    /** Resolves before the server was reached: `status` and the feed tell how it goes. */
    createMcpServer: (body: NewMcpServer, call: KeyedCall = {}) =>
      post<McpServer>("/api/mcp-servers", body, call),

    updateMcpServer: (name: string, body: McpServerPatch, call: Call = {}) =>
      http.request<McpServer>(server(name), { ...call, method: "PATCH", body }),

    deleteMcpServer: (name: string, call: Call = {}) =>
      http.request<void>(server(name), { ...call, method: "DELETE" }),

    /** Lets go of the server and reaches for it anew, at once. */
    restartMcpServer: (name: string, call: KeyedCall = {}) =>
      post<McpServer>(`${server(name)}/restart`, undefined, call),

    /** Reaches a server once and lists its tools, within 35 s; keeps nothing. */
    testMcpServer: (body: TestMcpServer, call: KeyedCall = {}) =>
      post<TestedMcpServer>("/api/mcp-servers/test", body, call),
  };
}
