import type { ConversationView } from "@/types/chat";

/** What this browser knows of a chat's answers; times are RFC 3339 and compare as text. */
export type Mark = {
  /** An answer was being written when it was last heard of. */
  readonly running?: boolean;
  /** When an answer ended. */
  readonly done?: string;
  /** Of which time it was last in sight. */
  readonly seen?: string;
};

export type Marks = Readonly<Record<string, Mark>>;

/** Marks that are kept at most; the oldest ends are forgotten first. */
const MOST = 300;

type Watched = Pick<ConversationView, "id" | "running" | "updatedAt">;

/** The marks after a look at the chats, of which one may be in sight; the same object if nothing changed. */
export function lookAt(marks: Marks, chats: Iterable<Watched>, inSight: string | null): Marks {
  const next: Record<string, Mark> = { ...marks };
  let changed = false;
  const put = (id: string, mark: Mark) => {
    next[id] = mark;
    changed = true;
  };
  for (const { id, running, updatedAt } of chats) {
    const before = next[id];
    if (running && !before?.running) put(id, { ...before, running: true });
    if (!running && before?.running) {
      const { running: _, ...rest } = before;
      put(id, { ...rest, done: updatedAt });
    }
    const now = next[id];
    if (id === inSight && now !== undefined && (now.seen ?? "") < updatedAt) {
      put(id, { ...now, seen: updatedAt });
    }
  }
  return changed ? trimmed(next) : marks;
}

/** Two tabs' marks together: whatever either knows later. */
export function mergeMarks(left: Marks, right: Marks): Marks {
  const merged: Record<string, Mark> = { ...left };
  for (const [id, mark] of Object.entries(right)) {
    const { done = "", seen = "" } = left[id] ?? {};
    const ended = (mark.done ?? "") > done ? mark.done : done;
    const looked = (mark.seen ?? "") > seen ? mark.seen : seen;
    merged[id] = {
      ...(mark.running && { running: true }),
      ...(ended && { done: ended }),
      ...(looked && { seen: looked }),
    };
  }
  return merged;
}

/** Whether an answer ended there that nobody has had in sight. */
export function isUnread(mark: Mark | undefined): boolean {
  return mark?.done !== undefined && mark.done > (mark.seen ?? "");
}

export function parseMarks(text: string | null): Marks {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value !== "object" || value === null) return {};
    const entries = Object.entries(value).flatMap(([id, mark]) => {
      if (typeof mark !== "object" || mark === null) return [];
      const { running, done, seen } = mark as Record<string, unknown>;
      const known: Mark = {
        ...(running === true && { running }),
        ...(typeof done === "string" && { done }),
        ...(typeof seen === "string" && { seen }),
      };
      return [[id, known] as const];
    });
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function trimmed(marks: Record<string, Mark>): Marks {
  const entries = Object.entries(marks);
  if (entries.length <= MOST) return marks;
  const age = ([, { running, done = "", seen = "" }]: (typeof entries)[number]) =>
    running ? "9" : done > seen ? done : seen;
  return Object.fromEntries(entries.toSorted((a, b) => (age(a) < age(b) ? 1 : -1)).slice(0, MOST));
}
