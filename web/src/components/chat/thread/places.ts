/** Where a thread was left: by message, never by pixel, since heights differ from visit to visit. */
export type Place = {
  /** The message at the upper edge, and how far it is from it; absent: at the end. */
  readonly at?: { readonly id: string; readonly top: number };
  /** The row that has room below it, so that its question can stand near the top. */
  readonly room?: string;
};

const PREFIX = "thalweg:place:";

/** Over a refresh and in this tab alone: another tab is at another place. */
export function readPlace(conversationId: string): Place | undefined {
  try {
    const text = sessionStorage.getItem(PREFIX + conversationId);
    return text === null ? undefined : parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** An empty place is the end, which needs no memory. */
export function writePlace(conversationId: string, place: Place): void {
  try {
    if (place.at === undefined && place.room === undefined) {
      sessionStorage.removeItem(PREFIX + conversationId);
    } else {
      sessionStorage.setItem(PREFIX + conversationId, JSON.stringify(place));
    }
  } catch {
    // Storage is full or forbidden: the thread opens at its end.
  }
}

function parse(value: unknown): Place | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { at, room } = value as { at?: { id?: unknown; top?: unknown }; room?: unknown };
  const isAt = typeof at?.id === "string" && Number.isFinite(at.top);
  return {
    ...(isAt && { at: { id: at.id as string, top: at.top as number } }),
    ...(typeof room === "string" && { room }),
  };
}
