import type { Fetch, StreamEvent } from "@thalweg/client";
import { logger } from "./logger";

type Schemas = typeof import("@thalweg/client/schemas");
type Schema = { safeParse(value: unknown): { success: boolean; error?: { issues: Issue[] } } };
type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** Which schema an answer must fit, by method and path. */
const answers: readonly (readonly [RegExp, (schemas: Schemas) => Schema])[] = [
  [/^POST \/api\/auth\/refresh$/, (schemas) => schemas.zProlonged],
  [/^GET \/api\/models$/, (schemas) => schemas.zModelPage],
  [/^POST \/api\/realtime$/, (schemas) => schemas.zStartedRun],
  [/^DELETE \/api\/realtime\/[^/]+$/, (schemas) => schemas.zRun],
  [/^GET \/api\/conversations$/, (schemas) => schemas.zConversationPage],
  [/^GET \/api\/conversations\/[^/]+$/, (schemas) => schemas.zConversation],
  [/^PATCH \/api\/conversations\/[^/]+$/, (schemas) => schemas.zConversation],
  [/^POST \/api\/conversations\/[^/]+\/restore$/, (schemas) => schemas.zConversation],
  [/^POST \/api\/conversations\/[^/]+\/fork$/, (schemas) => schemas.zConversation],
  [/^GET \/api\/templates$/, (schemas) => schemas.zTemplatePage],
  [/^POST \/api\/templates$/, (schemas) => schemas.zTemplate],
  [/^PATCH \/api\/templates\/[^/]+$/, (schemas) => schemas.zTemplate],
  [/^(GET|PUT) \/api\/drafts\/[^/]+$/, (schemas) => schemas.zPromptDraft],
  [/^GET \/api\/messages$/, (schemas) => schemas.zMessagePage],
  [/^GET \/api\/search$/, (schemas) => schemas.zSearchPage],
  [/^GET \/api\/tools$/, (schemas) => schemas.zToolPage],
  [/^PATCH \/api\/tools\/[^/]+$/, (schemas) => schemas.zTool],
  [/^GET \/api\/http-tools$/, (schemas) => schemas.zHttpToolPage],
  [/^(POST|PATCH) \/api\/http-tools(\/(?!test$)[^/]+)?$/, (schemas) => schemas.zHttpTool],
  [/^POST \/api\/http-tools\/test$/, (schemas) => schemas.zTestedHttpTool],
  [/^GET \/api\/mcp-servers$/, (schemas) => schemas.zMcpServerPage],
  [/^(POST|PATCH) \/api\/mcp-servers(\/(?!test$)[^/]+)?$/, (schemas) => schemas.zMcpServer],
  [/^POST \/api\/mcp-servers\/[^/]+\/restart$/, (schemas) => schemas.zMcpServer],
  [/^POST \/api\/mcp-servers\/test$/, (schemas) => schemas.zTestedMcpServer],
  [/^GET \/api\/jobs$/, (schemas) => schemas.zJobPage],
  [/^(GET|DELETE) \/api\/jobs\/[^/]+$/, (schemas) => schemas.zJob],
  [/^GET \/api\/auth$/, (schemas) => schemas.zAuthInfo],
  [/^GET \/api\/me$/, (schemas) => schemas.zMe],
  [/^POST \/api\/auth\/(register|login)$/, (schemas) => schemas.zSignedIn],
  [/^PATCH \/api\/(auth\/account|admin\/users\/[^/]+)$/, (schemas) => schemas.zAccount],
  [/^GET \/api\/auth\/sessions$/, (schemas) => schemas.zSessionList],
  [/^GET \/api\/admin\/users$/, (schemas) => schemas.zAccountPage],
  [/^GET \/api\/admin\/invitations$/, (schemas) => schemas.zInvitationList],
  [/^POST \/api\/admin\/invitations$/, (schemas) => schemas.zInvitation],
  [/^GET \/api\/admin\/keys$/, (schemas) => schemas.zServiceKeyList],
  [/^POST \/api\/admin\/keys$/, (schemas) => schemas.zServiceKey],
  [/^GET \/api\/admin\/audit$/, (schemas) => schemas.zAuditPage],
];

/** Which schema an event's data must fit, by its type. */
const events: { readonly [T in StreamEvent["type"]]: (schemas: Schemas) => Schema } = {
  welcome: (schemas) => schemas.zWelcome,
  reset: (schemas) => schemas.zReset,
  run: (schemas) => schemas.zRun,
  message: (schemas) => schemas.zChatMessage,
  token: (schemas) => schemas.zToken,
  "tool-status": (schemas) => schemas.zToolStatus,
  error: (schemas) => schemas.zRunError,
  done: (schemas) => schemas.zDone,
  conversation: (schemas) => schemas.zConversation,
  queue: (schemas) => schemas.zQueue,
  deleted: (schemas) => schemas.zDeleted,
  template: (schemas) => schemas.zTemplate,
  "template-deleted": (schemas) => schemas.zDeleted,
  draft: (schemas) => schemas.zDraftNotice,
  "job-notice": (schemas) => schemas.zJobNotice,
  "tool-choice": (schemas) => schemas.zToolChoice,
  "http-tool": (schemas) => schemas.zHttpToolNews,
  "mcp-server": (schemas) => schemas.zMcpServerNews,
};

const load = (): Promise<Schemas> => import("@thalweg/client/schemas");

/** Compares an event with the contract and logs where it differs; resolves to whether it fits. */
export async function checkEvent({ type, data }: StreamEvent): Promise<boolean> {
  return check(events[type](await load()), data, `event \`${type}\``);
}

/** A `fetch` that compares each JSON answer with the contract, beside handing it on. */
export function checkedFetch(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const path = new URL(input, "http://page").pathname;
    void checkAnswer(`${init.method ?? "GET"} ${path}`, response);
    return response;
  };
}

/** Resolves to whether the answer fits; undefined if there is nothing to compare it with. */
export async function checkAnswer(route: string, response: Response): Promise<boolean | undefined> {
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  const find = pickSchema(route);
  if (!response.ok || !isJson || find === undefined) return undefined;
  // Read from a copy before anything is waited for, while the body is still whole.
  const body: unknown = await response.clone().json();
  return check(await find(), body, route);
}

function pickSchema(route: string): (() => Promise<Schema>) | undefined {
  const pick = answers.find(([pattern]) => pattern.test(route))?.[1];
  return pick && (async () => pick(await load()));
}

function check(schema: Schema, value: unknown, what: string): boolean {
  const { success, error } = schema.safeParse(value);
  // Paths and reasons only: the values may be somebody's words.
  const issues = error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  if (!success) logger.warn(`${what} does not fit the contract`, { issues });
  return success;
}
