import type { FieldError, NamedValue } from "@thalweg/client";

/** A line of a form; its key keeps the focus where lines before it are removed. */
export type PairDraft = NamedValue & { readonly key: number };

let keys = 0;

export function pairDraft(pair: NamedValue = { name: "", value: "" }): PairDraft {
  keys += 1;
  return { ...pair, key: keys };
}

export const pairDrafts = (pairs: readonly NamedValue[] = []) => pairs.map(pairDraft);

/** The lines that say something. */
export function readPairs(drafts: readonly PairDraft[]): NamedValue[] {
  return said(drafts).map(({ name, value }) => ({ name: name.trim(), value }));
}

/** What is wrong with the lines, by the places that the server will see them at. */
export function pairFaults(
  drafts: readonly PairDraft[],
  path: string,
  name: RegExp,
  rule: string,
): readonly FieldError[] {
  return said(drafts).flatMap((draft, at) => {
    const faults: FieldError[] = [];
    if (!name.test(draft.name.trim())) {
      faults.push({ path: `${path}.${at}.name`, message: rule });
    }
    const place = SECRET_PLACES.exec(draft.value.replace(SECRET, ""));
    if (place) {
      faults.push({
        path: `${path}.${at}.value`,
        message: `\`${place[0]}\` names no secret: write {{secret:NAME}} with capital letters, digits and _.`,
      });
    }
    return faults;
  });
}

/** The names that stand further up already. */
export function twiceFaults(drafts: readonly PairDraft[], path: string): readonly FieldError[] {
  const names = said(drafts).map(({ name }) => name.trim());
  return names.flatMap((name, at) =>
    name !== "" && names.indexOf(name) < at
      ? [{ path: `${path}.${at}.name`, message: "This name stands further up already." }]
      : [],
  );
}

/** The place that a line has among those that are sent. */
export function sentIndex(drafts: readonly PairDraft[], key: number): number {
  return said(drafts).findIndex((draft) => draft.key === key);
}

/** Whether a text that ought to be secret stands there in the open. */
export function isOpenSecret({ name, value }: NamedValue): boolean {
  return value.trim() !== "" && !value.includes("{{secret:") && DELICATE.test(name);
}

function said(drafts: readonly PairDraft[]): readonly PairDraft[] {
  return drafts.filter(({ name, value }) => name.trim() !== "" || value !== "");
}

const SECRET = /\{\{secret:[A-Z][A-Z0-9_]{0,63}\}\}/g;
/** What looks as if it were meant to be the place of a secret. */
const SECRET_PLACES = /\{\{\s*secret[^}]*\}?\}?/i;
const DELICATE = /authorization|api[-_]?key|token|secret|password|cookie/i;

/** RFC 9110 names a header so. */
export const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}$/;
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,199}$/;
