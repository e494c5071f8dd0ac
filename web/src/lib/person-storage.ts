import { ofPlace, unsavedPlaces } from "./draft-base";
import { readDraft } from "./drafts";

/**
 * Whose texts this browser keeps. Everything that the page stores is one person's, but for what is
 * named here: whoever comes next finds nothing of it, and a new kind of cache is covered unasked.
 */
const WHO = "thalweg.who";
const AWAY = "thalweg.at-provider";
const KEPT: ReadonlySet<string> = new Set([WHO, AWAY, "thalweg.settings"]);
/** What a person has sent and no server has yet begins with this. */
const OUTBOX = "thalweg.outbox";

type Who = {
  readonly id: string;
  /** When somebody signed in; another time tells other tabs, also of the same person. */
  readonly at?: number;
};

/** The person of this browser, as far as it remembers. */
export function knownPerson(): string | undefined {
  return readWho(() => localStorage)?.id;
}

/**
 * The page is this person's from now on; tells whether anything of another person's was here. It is
 * gone then, but the page may still show it, and has to be loaded anew.
 */
export function takeOver(id: string): boolean {
  let foreign = false;
  // Each tab has a storage of its own, which comes back with a tab that is opened again.
  for (const storage of [() => localStorage, () => sessionStorage]) {
    const who = readWho(storage);
    if (who?.id === id) continue;
    if (who !== undefined) {
      clear(storage);
      foreign = true;
    }
    write(storage, { id });
  }
  return foreign;
}

/** Forgets the person and all that is theirs; the other tabs hear of it. */
export function forgetPerson(): void {
  for (const storage of [() => localStorage, () => sessionStorage]) {
    clear(storage);
    attempt(() => storage().removeItem(WHO));
  }
}

/** Tells the other tabs that somebody signed in. */
export function tellSignedIn(id: string, at: number): void {
  write(() => localStorage, { id, at });
}

/** Somebody leaves for the identity provider in this tab. */
export function goToProvider(): void {
  attempt(() => sessionStorage.setItem(AWAY, "1"));
}

/** Whether somebody left this tab for the identity provider; told once. */
export function wasAtProvider(): boolean {
  const was = attempt(() => sessionStorage.getItem(AWAY)) === "1";
  if (was) attempt(() => sessionStorage.removeItem(AWAY));
  return was;
}

/** Tells of another tab's news: somebody signed in, or (undefined) signed out. */
export function watchPerson(listener: (id: string | undefined) => void): () => void {
  const onStorage = ({ key, newValue }: StorageEvent) => {
    // The key is null when everything was cleared, which is no news of who is asking.
    if (key === WHO) listener(parse(newValue)?.id);
  };
  window.addEventListener("storage", onStorage);
  return () => window.removeEventListener("storage", onStorage);
}

/** Whether there is text that nobody but this browser has. */
export function hasUnsentText(): boolean {
  const outboxes = [() => localStorage, () => sessionStorage].flatMap(keysOf);
  return (
    outboxes.some((key) => key.startsWith(OUTBOX)) ||
    unsavedPlaces().some((place) => readDraft(ofPlace(place)) !== "")
  );
}

function clear(storage: () => Storage): void {
  for (const key of keysOf(storage)) {
    if (/^thalweg[.:]/.test(key) && !KEPT.has(key)) attempt(() => storage().removeItem(key));
  }
}

function keysOf(storage: () => Storage): readonly string[] {
  return attempt(() => Object.keys(storage())) ?? [];
}

function readWho(storage: () => Storage): Who | undefined {
  return parse(attempt(() => storage().getItem(WHO)) ?? null);
}

function write(storage: () => Storage, who: Who): void {
  attempt(() => storage().setItem(WHO, JSON.stringify(who)));
}

function parse(text: string | null): Who | undefined {
  const value: unknown = attempt(() => JSON.parse(text ?? "null"));
  const id = (value as Partial<Who> | null | undefined)?.id;
  return typeof id === "string" && id !== "" ? { id } : undefined;
}

/** Storage may be forbidden; then nothing is kept and there is nothing to forget. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
