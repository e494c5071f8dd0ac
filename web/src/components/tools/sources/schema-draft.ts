import type { FieldError } from "@thalweg/client";

type Schema = { readonly [key: string]: unknown };

export const ARGUMENT_KINDS = {
  string: "Text",
  number: "Number",
  integer: "Whole number",
  boolean: "Yes or no",
  texts: "List of texts",
  choice: "One of several",
} as const;

export type ArgumentKind = keyof typeof ARGUMENT_KINDS;

/** One argument of a tool while it is described. */
export type ArgumentDraft = {
  readonly key: number;
  readonly name: string;
  readonly kind: ArgumentKind;
  readonly description: string;
  readonly required: boolean;
  /** With `choice`: the texts to choose from, separated by commas. */
  readonly choices: string;
};

let keys = 0;

export function argumentDraft(more: Partial<ArgumentDraft> = {}): ArgumentDraft {
  keys += 1;
  const empty = { name: "", kind: "string", description: "", required: true, choices: "" } as const;
  return { ...empty, ...more, key: keys };
}

/** The JSON Schema of arguments that were described one by one. */
export function schemaOfArguments(drafts: readonly ArgumentDraft[]): Schema {
  const named = drafts.filter(({ name }) => name.trim() !== "");
  const required = named.filter((draft) => draft.required).map(({ name }) => name.trim());
  return {
    type: "object",
    properties: Object.fromEntries(named.map((draft) => [draft.name.trim(), propertyOf(draft)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function propertyOf({ kind, description, choices }: ArgumentDraft): Schema {
  const said = description.trim() === "" ? {} : { description: description.trim() };
  switch (kind) {
    case "texts":
      return { type: "array", items: { type: "string" }, ...said };
    case "choice":
      return { type: "string", enum: choicesOf(choices), ...said };
    default:
      return { type: kind, ...said };
  }
}

const choicesOf = (text: string) =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);

/** The arguments that a schema describes; undefined if it says more than the lines can show. */
export function argumentsOfSchema(schema: Schema): readonly ArgumentDraft[] | undefined {
  const { type, properties = {}, required = [], additionalProperties, ...rest } = schema;
  if (Object.keys(rest).length > 0 || (type !== undefined && type !== "object")) return undefined;
  if (!isObject(properties) || !Array.isArray(required)) return undefined;
  // Names that are not described are let through, which the lines would forbid.
  const open = additionalProperties !== false && Object.keys(properties).length > 0;
  if (open || isObject(additionalProperties)) return undefined;
  const drafts: ArgumentDraft[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const shown = isObject(property) ? kindOf(property) : undefined;
    if (shown === undefined) return undefined;
    drafts.push(argumentDraft({ name, required: required.includes(name), ...shown }));
  }
  const known = new Set(drafts.map(({ name }) => name));
  return required.every((name) => known.has(name)) ? drafts : undefined;
}

function kindOf(property: Schema): Partial<ArgumentDraft> | undefined {
  const { type, description = "", items, enum: choices, ...rest } = property;
  if (Object.keys(rest).length > 0 || typeof description !== "string") return undefined;
  if (choices !== undefined) {
    const plain = Array.isArray(choices) && choices.every(isChoice);
    if (type !== "string" || items !== undefined || !plain) return undefined;
    return { kind: "choice", description, choices: choices.join(", ") };
  }
  if (type === "array") {
    const texts = isObject(items) && JSON.stringify(items) === '{"type":"string"}';
    return texts ? { kind: "texts", description } : undefined;
  }
  if (items !== undefined) return undefined;
  if (type === "string" || type === "number" || type === "integer" || type === "boolean") {
    return { kind: type, description };
  }
  return undefined;
}

const isChoice = (value: unknown): value is string =>
  typeof value === "string" && value.trim() === value && value !== "" && !value.includes(",");

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const ARGUMENT_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;

/** What is wrong with the lines; `inputSchema.arguments.N` is the place of the Nth. */
export function argumentFaults(drafts: readonly ArgumentDraft[]): readonly FieldError[] {
  const names = drafts.map(({ name }) => name.trim());
  return drafts.flatMap((draft, at) => {
    const path = `inputSchema.arguments.${at}`;
    const name = names[at] ?? "";
    const faults: FieldError[] = [];
    if (!ARGUMENT_NAME.test(name)) {
      const message = "Name it with letters, digits, _ and -, with no digit first.";
      faults.push({ path, message });
    } else if (names.indexOf(name) < at) faults.push({ path, message: "This name is taken." });
    if (draft.kind === "choice" && choicesOf(draft.choices).length === 0) {
      faults.push({ path, message: "Say what can be chosen, separated by commas." });
    }
    return faults;
  });
}

/** A schema that was written as JSON: its value, or what is wrong with the text. */
export function parseSchema(text: string): { readonly schema?: Schema; readonly problem?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return {
      problem: `This is not JSON: ${error instanceof Error ? error.message : "it ends early"}.`,
    };
  }
  if (!isObject(value)) return { problem: "A JSON Schema of arguments is an object: { … }." };
  if (value.type !== undefined && value.type !== "object") {
    return { problem: 'Arguments have names, so the "type" of this schema must be "object".' };
  }
  if (value.properties !== undefined && !isObject(value.properties)) {
    return { problem: '"properties" must be an object: a schema for each name.' };
  }
  return { schema: value };
}

/** The names that a schema describes. */
export function namesOf(schema: Schema): readonly string[] {
  return isObject(schema.properties) ? Object.keys(schema.properties) : [];
}
