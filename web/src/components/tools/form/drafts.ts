import type { FieldError } from "@thalweg/client";
import { type Field, type Group, isSchema } from "./fields";

/**
 * What stands in a field: its text; of a choice the place among the choices, of several the places;
 * of a list and a group what stands in their parts. An empty text is a value that is not given.
 */
export type Draft = string | readonly Draft[] | { readonly [name: string]: Draft };

export type GroupDraft = { readonly [name: string]: Draft };

/** A field before anybody wrote in it. */
export function emptyDraft(field: Field): Draft {
  const given = "default" in field.schema ? draftOf(field, field.schema.default) : undefined;
  if (given !== undefined) return given;
  switch (field.kind) {
    case "list":
    case "choices":
      return [];
    case "group":
      return emptyGroup(field);
    // A box that has to be ticked or not is not ticked.
    case "boolean":
      return field.required ? "false" : "";
    default:
      return "";
  }
}

export function emptyGroup({ fields }: Group): GroupDraft {
  return Object.fromEntries(fields.map(({ name, field }) => [name, emptyDraft(field)]));
}

/** What shows a value in a field; undefined if the field cannot show it. */
export function draftOf(field: Field, value: unknown): Draft | undefined {
  if (value === undefined) return emptyDraft({ ...field, schema: {} });
  switch (field.kind) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "number":
    case "integer":
      return typeof value === "number" ? String(value) : undefined;
    case "boolean":
      return typeof value === "boolean" ? String(value) : undefined;
    case "json":
      return JSON.stringify(value, null, 2);
    case "choice": {
      const at = field.choices.indexOf(value);
      return at < 0 ? undefined : String(at);
    }
    case "choices": {
      if (!Array.isArray(value)) return undefined;
      const places = value.map((one) => field.choices.indexOf(one));
      return places.includes(-1) ? undefined : places.map(String);
    }
    case "list": {
      if (!Array.isArray(value)) return undefined;
      const items = value.map((item) => draftOf(field.item, item));
      return items.some((item) => item === undefined) ? undefined : (items as Draft[]);
    }
    case "group":
      return groupDraftOf(field, value);
  }
}

/** The same for a group; undefined too if there is a name that it has no field for. */
export function groupDraftOf(group: Group, value: unknown): GroupDraft | undefined {
  if (!isSchema(value)) return undefined;
  const names = new Set(group.fields.map(({ name }) => name));
  if (Object.keys(value).some((name) => !names.has(name))) return undefined;
  const entries: [string, Draft][] = [];
  for (const { name, field } of group.fields) {
    const draft = draftOf(field, Object.hasOwn(value, name) ? value[name] : undefined);
    if (draft === undefined) return undefined;
    entries.push([name, draft]);
  }
  return Object.fromEntries(entries);
}

/** What was read of a field: its value, absent if none was given, and texts that are no value. */
export type Read = { readonly value?: unknown; readonly faults: readonly FieldError[] };

const NOTHING: Read = { faults: [] };

export function readDraft(field: Field, draft: Draft, path = field.path): Read {
  switch (field.kind) {
    case "choices": {
      const places = Array.isArray(draft) ? draft.map(Number).sort((a, b) => a - b) : [];
      if (places.length === 0 && !field.required) return NOTHING;
      return { value: places.map((at) => field.choices[at]), faults: [] };
    }
    case "list":
      return readList(field.item, Array.isArray(draft) ? draft : [], field.required, path);
    case "group":
      return readGroup(field, draft as GroupDraft, path);
    default:
      return readText(field, typeof draft === "string" ? draft : "", path);
  }
}

function readText(field: Field, text: string, path: string): Read {
  const wrong = (message: string): Read => ({ faults: [{ path, message }] });
  if (field.kind === "text") {
    // A text that must be given, but may be empty, can only be given so.
    const mayBeEmpty = field.required && !Number(field.schema.minLength);
    return text === "" && !mayBeEmpty ? NOTHING : { value: text, faults: [] };
  }
  if (text.trim() === "") return NOTHING;
  switch (field.kind) {
    case "number":
    case "integer": {
      const value = Number(text.trim().replace(",", "."));
      return Number.isFinite(value) ? { value, faults: [] } : wrong("Give a number.");
    }
    case "boolean":
      return { value: text === "true", faults: [] };
    case "choice":
      return { value: field.choices[Number(text)], faults: [] };
    default:
      return readJson(text, wrong);
  }
}

function readJson(text: string, wrong: (message: string) => Read): Read {
  try {
    return { value: JSON.parse(text), faults: [] };
  } catch (error) {
    return wrong(`This is not JSON: ${error instanceof Error ? error.message : "it ends early"}.`);
  }
}

function readList(item: Field, drafts: readonly Draft[], required: boolean, path: string): Read {
  if (drafts.length === 0 && !required) return NOTHING;
  const values: unknown[] = [];
  const faults: FieldError[] = [];
  drafts.forEach((draft, index) => {
    const at = `${path}.${index}`;
    const read = readDraft(item, draft, at);
    faults.push(...read.faults);
    const empty = item.kind === "text" && draft === "" ? "" : undefined;
    const value = "value" in read ? read.value : empty;
    if (value === undefined && read.faults.length === 0) {
      faults.push({ path: at, message: "Give a value, or remove this line." });
    }
    values.push(value);
  });
  return { value: values, faults };
}

function readGroup(group: Group, draft: GroupDraft, path: string): Read {
  // What nobody touched is not given, whatever its parts would be.
  if (!group.required && JSON.stringify(draft) === JSON.stringify(emptyGroup(group)))
    return NOTHING;
  const value: Record<string, unknown> = {};
  const faults: FieldError[] = [];
  for (const { name, field } of group.fields) {
    const read = readDraft(field, draft[name] ?? emptyDraft(field), `${path}.${name}`);
    faults.push(...read.faults);
    if ("value" in read) value[name] = read.value;
  }
  return { value, faults };
}
