import type { FieldError, HttpTool, NewHttpTool } from "@thalweg/client";
import type { HttpBody, HttpMethod } from "@/types/sources";
import { HEADER_NAME, type PairDraft, pairDrafts, pairFaults, readPairs } from "./pairs";
import {
  type ArgumentDraft,
  argumentFaults,
  argumentsOfSchema,
  namesOf,
  parseSchema,
  schemaOfArguments,
} from "./schema-draft";
import { HEADER_RULE, isAddress } from "./server-draft";

/** An HTTP tool while it is written. */
export type HttpDraft = {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: readonly PairDraft[];
  readonly arguments: readonly ArgumentDraft[];
  /** The schema as JSON while it is written so; null: one argument a line. */
  readonly rawSchema: string | null;
  readonly body: HttpBody;
  readonly resultPath: string;
  readonly seconds: string;
  readonly allowPrivate: boolean;
};

export const HTTP_PATHS = [
  "name",
  "title",
  "description",
  "method",
  "url",
  "headers",
  "inputSchema",
  "body",
  "resultPath",
  "timeoutMs",
  "allowPrivate",
] as const;

export const METHODS: readonly HttpMethod[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

const TOOL_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const MOST_SECONDS = 300;

export function draftOfTool(tool?: HttpTool): HttpDraft {
  const schema = tool?.inputSchema ?? { type: "object", properties: {} };
  const lines = argumentsOfSchema(schema);
  return {
    name: tool?.name ?? "",
    title: tool?.title ?? "",
    description: tool?.description ?? "",
    method: tool?.method ?? "GET",
    url: tool?.url ?? "",
    headers: pairDrafts(tool?.headers),
    arguments: lines ?? [],
    rawSchema: lines === undefined ? JSON.stringify(schema, null, 2) : null,
    body: tool?.body ?? "json",
    resultPath: tool?.resultPath ?? "",
    seconds: String((tool?.timeoutMs ?? 30_000) / 1000),
    allowPrivate: tool?.allowPrivate ?? false,
  };
}

/** Whether arguments without a place in the address may go into a body. */
export const hasBody = (method: HttpMethod) => method !== "GET" && method !== "DELETE";

export function schemaOf(draft: HttpDraft): { readonly [key: string]: unknown } {
  if (draft.rawSchema === null) return schemaOfArguments(draft.arguments);
  return parseSchema(draft.rawSchema).schema ?? {};
}

export function toolOfDraft(draft: HttpDraft): NewHttpTool {
  const title = draft.title.trim();
  const headers = readPairs(draft.headers);
  const resultPath = draft.resultPath.trim();
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    inputSchema: schemaOf(draft),
    method: draft.method,
    url: draft.url.trim(),
    timeoutMs: Math.round(Number(draft.seconds.replace(",", ".")) * 1000),
    allowPrivate: draft.allowPrivate,
    ...(hasBody(draft.method) && { body: draft.body }),
    ...(title !== "" && { title }),
    ...(headers.length > 0 && { headers }),
    ...(resultPath !== "" && { resultPath }),
  };
}

/** What is wrong as far as can be told here; the server looks at all of it. */
export function toolFaults(draft: HttpDraft): readonly FieldError[] {
  const faults: FieldError[] = [];
  const wrong = (path: string, message: string) => faults.push({ path, message });
  if (!TOOL_NAME.test(draft.name.trim())) {
    wrong("name", "Give 1 to 64 letters, digits, _ and -.");
  }
  if (draft.description.trim() === "") {
    wrong("description", "Say what it does and when to call it: models decide by that.");
  }
  urlFaults(draft, wrong);
  faults.push(...pairFaults(draft.headers, "headers", HEADER_NAME, HEADER_RULE));
  if (draft.rawSchema === null) faults.push(...argumentFaults(draft.arguments));
  else {
    const { problem } = parseSchema(draft.rawSchema);
    if (problem !== undefined) wrong("inputSchema", problem);
  }
  const pointer = draft.resultPath.trim();
  if (pointer !== "" && !pointer.startsWith("/")) {
    wrong("resultPath", "A path into JSON begins with /, such as /data/0/name.");
  }
  const seconds = Number(draft.seconds.replace(",", "."));
  if (!(seconds >= 1 && seconds <= MOST_SECONDS)) {
    wrong("timeoutMs", `Give a number from 1 to ${MOST_SECONDS}.`);
  }
  return faults;
}

function urlFaults(draft: HttpDraft, wrong: (path: string, message: string) => void): void {
  const url = draft.url.trim();
  if (!isAddress(url.replace(PLACES, "x"))) {
    return void wrong("url", "Give an address that begins with https:// or http://.");
  }
  if (PLACE.test(url.replace(/^(https?:\/\/[^/?#]*).*$/i, "$1"))) {
    wrong("url", "The host is fixed: arguments have their places in the path and the query.");
  }
  const missing = missingPlaces(draft)[0];
  if (missing !== undefined) {
    return void wrong("url", `There is no argument \`${missing}\` for the place {${missing}}.`);
  }
  // Without it there would be no address to ask.
  if (draft.rawSchema !== null && namesOfRaw(draft.rawSchema) === undefined) return;
  const { required } = schemaOf(draft);
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const loose = placesOf(url).find((name) => !needed.includes(name));
  if (loose !== undefined) {
    wrong("url", `The argument \`${loose}\` has a place in the address, so it must be given.`);
  }
}

const PLACE = /\{([A-Za-z0-9_.-]+)\}/;
const PLACES = new RegExp(PLACE, "g");

/** The places in an address that no argument is there for. */
export function missingPlaces(draft: HttpDraft): readonly string[] {
  const known = draft.rawSchema === null ? namesOf(schemaOf(draft)) : namesOfRaw(draft.rawSchema);
  if (known === undefined) return [];
  return placesOf(draft.url).filter((name) => !known.includes(name));
}

function placesOf(url: string): readonly string[] {
  return [...new Set([...url.matchAll(PLACES)].map(([, name = ""]) => name))];
}

function namesOfRaw(text: string): readonly string[] | undefined {
  const { schema } = parseSchema(text);
  return schema && namesOf(schema);
}
