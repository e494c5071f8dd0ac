import type { ThemeRegistrationRaw } from "shiki/core";
import { KINDS, type Kind } from "./kinds";

/** The scopes of TextMate grammars that make a kind; the more exact scope wins over the shorter. */
const scopes: Partial<Record<Kind, readonly string[]>> = {
  plain: [
    "keyword.operator",
    "punctuation",
    "storage.type.function.arrow",
    "meta.embedded",
    "punctuation.section.embedded",
    "string meta.embedded",
    "meta.template.expression",
    "string variable",
  ],
  comment: [
    "comment",
    "punctuation.definition.comment",
    "string.quoted.docstring",
    "string.quoted.docstring punctuation.definition.string",
  ],
  keyword: [
    "keyword",
    "storage",
    "variable.language",
    "keyword.operator.new",
    "keyword.operator.expression",
    "keyword.operator.logical.python",
    "keyword.operator.wordlike",
    "entity.name.tag",
    "punctuation.definition.directive",
    "markup.list punctuation",
  ],
  string: ["string", "punctuation.definition.string", "markup.inline.raw", "markup.fenced_code"],
  constant: [
    "constant",
    "support.constant",
    "punctuation.definition.constant",
    "keyword.other.unit",
    "variable.parameter.positional",
    "string constant",
  ],
  function: [
    "entity.name.function",
    "support.function",
    "meta.function-call.generic",
    "variable.function",
    "entity.name.command",
  ],
  type: [
    "entity.name.type",
    "entity.name.class",
    "entity.name.namespace",
    "entity.other.inherited-class",
    "support.type",
    "support.class",
    "storage.type.java",
    "storage.type.cs",
    "storage.modifier.import.java",
    "storage.modifier.package.java",
  ],
  name: [
    "entity.other.attribute-name",
    "support.type.property-name",
    "meta.object-literal.key",
    "entity.name.tag.yaml",
    "variable.other.assignment.shell",
    "keyword.other.definition.ini",
    "variable.parameter",
  ],
  inserted: ["markup.inserted", "punctuation.definition.inserted"],
  deleted: ["markup.deleted", "punctuation.definition.deleted"],
  title: ["markup.heading", "entity.name.section", "markup.bold"],
};

/** Its colours are the numbers of kinds: which colour a kind has is the style sheet's alone. */
export const theme: ThemeRegistrationRaw = {
  name: "kinds",
  type: "light",
  fg: color("plain"),
  bg: "#ffffff",
  settings: KINDS.flatMap((kind) => {
    const scope = scopes[kind];
    return scope ? [{ scope: [...scope], settings: { foreground: color(kind) } }] : [];
  }),
};

/** The number of the kind that has a colour of the theme. */
export function kindOfColor(color: string | undefined): number {
  const kind = Number.parseInt(color?.slice(1) ?? "", 16);
  return KINDS[kind] === undefined ? 0 : kind;
}

function color(kind: Kind): string {
  return `#${KINDS.indexOf(kind).toString(16).padStart(6, "0")}`;
}
