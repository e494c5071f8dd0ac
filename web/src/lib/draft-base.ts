import { DRAFT_PREFIX, NEW_PLACE, readDraft, readStorage } from "./drafts";

/** What the server has of a draft, as far as this browser knows. */
export type DraftBase = {
  /** The revision that the text stands on; absent if the server has no draft. */
  readonly revision?: string;
  /** Whether the server has the text as it is here. */
  readonly saved: boolean;
};

const PREFIX = "thalweg.draft-base.";
/** What a full or forbidden storage does not take. */
const memory = new Map<string, DraftBase>();

/** A place of which nothing is known has nothing to be saved, unless something is written there. */
export function readBase(place: string): DraftBase {
  return (
    memory.get(place) ??
    parse(readStorage(PREFIX + place)) ?? { saved: readDraft(ofPlace(place)) === "" }
  );
}

/** Tabs of one browser share it, so that one of them saves for all. */
export function writeBase(place: string, base: DraftBase): void {
  memory.delete(place);
  try {
    if (base.saved && base.revision === undefined) localStorage.removeItem(PREFIX + place);
    else localStorage.setItem(PREFIX + place, JSON.stringify(base));
  } catch {
    memory.set(place, base);
  }
}

/** The places whose text the server does not have as it is here. */
export function unsavedPlaces(): readonly string[] {
  const places = new Set(memory.keys());
  for (const key of storedKeys()) {
    for (const prefix of [PREFIX, DRAFT_PREFIX]) {
      if (key.startsWith(prefix)) places.add(key.slice(prefix.length));
    }
  }
  return [...places].filter((place) => !readBase(place).saved);
}

/** The conversation of a place; null for a new one. */
export function ofPlace(place: string): string | null {
  return place === NEW_PLACE ? null : place;
}

function parse(text: string): DraftBase | undefined {
  try {
    const { saved, revision }: Partial<DraftBase> = JSON.parse(text);
    if (typeof saved !== "boolean") return undefined;
    return { saved, ...(typeof revision === "string" && { revision }) };
  } catch {
    return undefined;
  }
}

function storedKeys(): readonly string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
