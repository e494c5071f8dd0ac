/** A JSON Schema as it comes over the wire; nothing in it is trusted to be there. */
export type Schema = { readonly [key: string]: unknown };

type Common = {
  /** Where its value lies, such as `args.list.1`; the server names faults by it. */
  readonly path: string;
  readonly label: string;
  readonly help?: string;
  readonly required: boolean;
  readonly schema: Schema;
};

/** One value of a form. `json` is what no other kind can show, written as JSON. */
export type Field =
  | (Common & { readonly kind: "text" | "number" | "integer" | "boolean" | "json" })
  | (Common & { readonly kind: "choice" | "choices" } & Choices)
  | (Common & { readonly kind: "list"; readonly item: Field })
  | Group;

export type Group = Common & {
  readonly kind: "group";
  readonly fields: readonly Named[];
  /** Whether a name that is not among the fields is a fault. */
  readonly closed: boolean;
};

/** What may be chosen, and how each of it is called, one for the other. */
type Choices = { readonly choices: readonly unknown[]; readonly titles: readonly string[] };

type Named = { readonly name: string; readonly field: Field };

/** How deep groups may lie in each other before the rest is written as JSON. */
const MOST_DEPTH = 4;

/** Words that say more than a kind of field can hold. */
const COMPOUND = ["oneOf", "anyOf", "allOf", "not", "if", "patternProperties", "prefixItems"];

/** The form of a tool's arguments, or of what a tool asks. */
export function formOf(schema: Schema): Group {
  const root = place(schema, schema, "args", "Arguments", true, 0);
  if (root.kind === "group") return root;
  // Arguments are an object whatever else the schema says of them.
  return { ...root, kind: "group", fields: [], closed: false };
}

function place(
  root: Schema,
  raw: Schema,
  path: string,
  name: string,
  required: boolean,
  depth: number,
): Field {
  const schema = resolve(root, raw);
  const help = textOf(schema.description);
  const common: Common = {
    path,
    label: textOf(schema.title) ?? sayName(name),
    required,
    schema,
    ...(help !== undefined && { help }),
  };
  const json: Field = { ...common, kind: "json" };
  const choices = choicesOf(schema);
  if (choices) return { ...common, kind: "choice", ...choices };
  if (COMPOUND.some((word) => word in schema) || "$ref" in schema) return json;
  if (Array.isArray(schema.enum)) return json;
  switch (schema.type) {
    case "string":
      return { ...common, kind: "text" };
    case "number":
    case "integer":
    case "boolean":
      return { ...common, kind: schema.type };
    case "array": {
      if (!isSchema(schema.items)) return json;
      // Each once: that is ticked, not written line by line.
      const many = schema.uniqueItems === true ? choicesOf(resolve(root, schema.items)) : undefined;
      if (many) return { ...common, kind: "choices", ...many };
      const item = place(root, schema.items, `${path}.*`, name, true, depth + 1);
      const plain = item.kind !== "list" && item.kind !== "group" && item.kind !== "json";
      return plain ? { ...common, kind: "list", item } : json;
    }
    case "object": {
      const { properties } = schema;
      if (!isSchema(properties) || depth >= MOST_DEPTH || isSchema(schema.additionalProperties)) {
        return depth === 0 ? { ...common, kind: "group", fields: [], closed: false } : json;
      }
      const needed = Array.isArray(schema.required) ? schema.required : [];
      const fields = Object.entries(properties).map(([key, value]) => ({
        name: key,
        field: place(
          root,
          isSchema(value) ? value : {},
          `${path}.${key}`,
          key,
          needed.includes(key),
          depth + 1,
        ),
      }));
      // What must be given comes first; otherwise the order is the schema's.
      fields.sort((a, b) => Number(b.field.required) - Number(a.field.required));
      return {
        ...common,
        kind: "group",
        fields,
        closed: schema.additionalProperties === false,
      };
    }
    default:
      return json;
  }
}

/** Single values that may be chosen, or the same with titles as `{ const, title }`. */
function choicesOf(schema: Schema): Choices | undefined {
  const titled = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(titled)) {
    const plain = titled.every(
      (one) => isSchema(one) && isScalar(one.const) && Object.keys(one).every(isOfChoice),
    );
    if (!plain || titled.length === 0) return undefined;
    return {
      choices: titled.map((one) => one.const),
      titles: titled.map((one) => textOf(one.title) ?? sayChoice(one.const)),
    };
  }
  const values = schema.enum;
  if (!Array.isArray(values) || values.length === 0 || !values.every(isScalar)) return undefined;
  const names = Array.isArray(schema.enumNames) ? schema.enumNames : [];
  return {
    choices: values,
    titles: values.map((value, at) => textOf(names[at]) ?? sayChoice(value)),
  };
}

function isOfChoice(word: string): boolean {
  return word === "const" || word === "title" || word === "type";
}

function sayChoice(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Follows `#/…` within the document, as often as nothing sensible would need. */
function resolve(root: Schema, schema: Schema): Schema {
  let found = schema;
  for (let steps = 0; steps < 8 && typeof found.$ref === "string"; steps += 1) {
    const parts = found.$ref.startsWith("#/") ? found.$ref.slice(2).split("/") : undefined;
    const target = parts?.reduce<unknown>((at, part) => {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      return isSchema(at) && Object.hasOwn(at, key) ? at[key] : undefined;
    }, root);
    if (!isSchema(target)) return schema;
    const { $ref: _, ...own } = found;
    found = { ...target, ...own };
  }
  return found;
}

/** `timeZone` and `time_zone` as words. */
function sayName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase()
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
