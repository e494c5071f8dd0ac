import type { FieldError } from "@thalweg/client";
import { type Field, type Group, isSchema, type Schema } from "./fields";

/**
 * What is wrong with a value by the words of a schema that a form knows, at the place where it is
 * wrong. The server looks at all of the schema before anything is done; this spares the way there.
 */
export function faultsOf(field: Field, value: unknown, path = field.path): readonly FieldError[] {
  const wrong = (message: string): FieldError[] => [{ path, message }];
  if (value === undefined) return field.required ? wrong("This must be given.") : [];
  switch (field.kind) {
    case "text":
      return typeof value === "string" ? textFaults(field.schema, value, wrong) : wrong(NO_TEXT);
    case "number":
    case "integer":
      return numberFaults(field.schema, field.kind, value, wrong);
    case "boolean":
      return typeof value === "boolean" ? [] : wrong("This is yes or no: `true` or `false`.");
    case "choice":
      return field.choices.includes(value)
        ? []
        : wrong(`Choose one of ${field.titles.join(", ")}.`);
    case "choices":
      return listFaults(field.schema, undefined, value, path);
    case "list":
      return listFaults(field.schema, field.item, value, path);
    case "group":
      return groupFaults(field, value, path);
    case "json":
      return [];
  }
}

const NO_TEXT = "This must be a text.";

/** Formats as far as a glance tells; the server looks closer. */
const FORMATS: Readonly<Record<string, { fits: (text: string) => boolean; words: string }>> = {
  email: {
    fits: (text) => /^[^\s@]+@[^\s@]+$/.test(text),
    words: "Give an e-mail address, such as `name@example.org`.",
  },
  uri: {
    fits: (text) => /^[a-z][a-z0-9+.-]*:[^\s]+$/i.test(text),
    words: "Give a whole address, such as `https://example.org/`.",
  },
  date: {
    fits: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text),
    words: "Give a day, such as `2026-12-31`.",
  },
  "date-time": {
    fits: (text) => !Number.isNaN(Date.parse(text)) && /T.*(Z|[+-]\d{2}:\d{2})$/i.test(text),
    words: "Give a day and a time, such as `2026-12-31T18:30:00Z`.",
  },
};

type Wrong = (message: string) => FieldError[];

function textFaults(schema: Schema, value: string, wrong: Wrong): FieldError[] {
  const length = [...value].length;
  const least = numberOf(schema.minLength);
  const most = numberOf(schema.maxLength);
  if (least !== undefined && length < least) {
    return wrong(length === 0 ? "This must be given." : `Give at least ${least} characters.`);
  }
  if (most !== undefined && length > most) {
    return wrong(`Give at most ${most} characters; these are ${length}.`);
  }
  const odd = FORMATS[String(schema.format)];
  if (value !== "" && odd && !odd.fits(value)) return wrong(odd.words);
  const pattern = patternOf(schema.pattern);
  return pattern && !pattern.test(value) ? wrong(`This must fit \`${pattern.source}\`.`) : [];
}

function numberFaults(
  schema: Schema,
  kind: "number" | "integer",
  value: unknown,
  wrong: Wrong,
): FieldError[] {
  if (typeof value !== "number") return wrong("Give a number.");
  if (kind === "integer" && !Number.isInteger(value)) return wrong("Give a whole number.");
  const limits = {
    least: numberOf(schema.minimum),
    most: numberOf(schema.maximum),
    above: numberOf(schema.exclusiveMinimum),
    below: numberOf(schema.exclusiveMaximum),
  };
  const outside =
    (limits.least !== undefined && value < limits.least) ||
    (limits.most !== undefined && value > limits.most) ||
    (limits.above !== undefined && value <= limits.above) ||
    (limits.below !== undefined && value >= limits.below);
  if (outside) return wrong(sayLimits(limits));
  const step = numberOf(schema.multipleOf);
  const off = step !== undefined && Math.abs(value / step - Math.round(value / step)) > 1e-9;
  return off ? wrong(`Give a multiple of ${step}.`) : [];
}

function sayLimits(limits: Readonly<Record<"least" | "most" | "above" | "below", unknown>>) {
  const { least, most, above, below } = limits;
  if (least !== undefined && most !== undefined) return `Give a number from ${least} to ${most}.`;
  const words = [
    least !== undefined && `at least ${least}`,
    above !== undefined && `above ${above}`,
    most !== undefined && `at most ${most}`,
    below !== undefined && `below ${below}`,
  ];
  return `Give a number ${words.filter(Boolean).join(" and ")}.`;
}

function listFaults(
  schema: Schema,
  item: Field | undefined,
  value: unknown,
  path: string,
): FieldError[] {
  if (!Array.isArray(value)) return [{ path, message: "This must be a list." }];
  const faults = value.flatMap((one, index) =>
    item === undefined ? [] : faultsOf(item, one, `${path}.${index}`),
  );
  const least = numberOf(schema.minItems);
  const most = numberOf(schema.maxItems);
  const count = value.length;
  if (least !== undefined && count < least) {
    faults.unshift({ path, message: `Give at least ${least} of these.` });
  }
  if (most !== undefined && count > most) {
    faults.unshift({ path, message: `Give at most ${most} of these; there are ${count}.` });
  }
  if (schema.uniqueItems === true && new Set(value).size < count) {
    faults.unshift({ path, message: "No two of these may be equal." });
  }
  return faults;
}

function groupFaults(group: Group, value: unknown, path: string): FieldError[] {
  if (!isSchema(value)) return [{ path, message: "This must be an object." }];
  const names = new Set(group.fields.map(({ name }) => name));
  const unknown = group.closed ? Object.keys(value).filter((name) => !names.has(name)) : [];
  return [
    ...unknown.map((name) => ({ path, message: `There is no \`${name}\` here.` })),
    ...group.fields.flatMap(({ name, field }) =>
      faultsOf(field, Object.hasOwn(value, name) ? value[name] : undefined, `${path}.${name}`),
    ),
  ];
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function patternOf(value: unknown): RegExp | undefined {
  if (typeof value !== "string") return undefined;
  try {
    return new RegExp(value, "u");
  } catch {
    // The server reads patterns of its own kind; it has the last word.
    return undefined;
  }
}
