import { type PromptDraft, type StreamEvent, ThalwegError, uuidv7 } from "@thalweg/client";
import { type DraftBase, ofPlace, readBase, unsavedPlaces, writeBase } from "@/lib/draft-base";
import { NEW_PLACE, readDraft, takeDraft, watchEdits, writeDraft } from "@/lib/drafts";
import { logger } from "@/lib/logger";
import { characters } from "@/lib/pasted";
import { knownPerson } from "@/lib/person-storage";
import { isLocalId } from "./chat.store";
import { type ChatRuntime, toProblem } from "./chat-runtime";

/** The same draft on every device of a person. */
export type DraftSync = {
  start(): void;
  stop(): void;
  /** Takes the other one of two drafts, and keeps what was here in its place for the way back. */
  swap(place: string): void;
  /** Stays with what is here. */
  keep(place: string): void;
};

/** The longest draft that the server takes, in Unicode characters; a longer one cannot be sent either. */
const MOST = 100_000;
/** It is saved when somebody rests for so long, */
const REST_MS = 1_000;
/** and while they write on, this often. */
const EVERY_MS = 10_000;
/** What failed is tried again after so long, and then after twice as long each time, */
const AGAIN_MS = 4_000;
/** but not more rarely than this. */
const RARELY_MS = 60_000;
/** So long a draft is sent even if the page is left: browsers take 64 KiB. */
const LEAVING_CHARACTERS = 16_000;

export function createDraftSync({
  client,
  store,
  feed,
  identity,
  watchFeed,
}: ChatRuntime): DraftSync {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Since when something is not saved. */
  const since = new Map<string, number>();
  const saving = new Set<string>();
  const tries = new Map<string, number>();
  /** What was sent last and may have arrived without an answer. */
  const sent = new Map<string, { readonly text: string; readonly revision: string }>();
  /** Every saving of this tab. */
  const own = new Set<string>();
  /** The places of which every change was heard since they were read. */
  const known = new Set<string>();
  const ends: (() => void)[] = [];
  let active = false;

  const textOf = (place: string) => readDraft(ofPlace(place));
  const openPlace = () => store.getState().openId ?? NEW_PLACE;
  const elsewhere = (place: string) => store.getState().draftsElsewhere.get(place);

  /**
   * Whether the server still takes this page for whom it shows. Once somebody else has signed in at
   * this browser, nothing of what was written here may be saved as theirs.
   */
  function isOwn(): boolean {
    const { status, leaving, me } = identity.store.getState();
    if (!active || status !== "in" || leaving || me === undefined) return false;
    return knownPerson() === me.principal.id;
  }

  function mayWrite(): boolean {
    return isOwn() && identity.store.getState().me?.principal.role !== "viewer";
  }

  function setElsewhere(
    place: string,
    draft: { text: string; revision?: string } | undefined,
  ): void {
    store.setState(({ draftsElsewhere }) => {
      const next = new Map(draftsElsewhere);
      if (draft === undefined) next.delete(place);
      else next.set(place, draft);
      return { draftsElsewhere: next };
    });
  }

  function edited(place: string): void {
    if (isLocalId(place)) return;
    const base = readBase(place);
    if (base.saved) writeBase(place, { ...base, saved: false });
    // What was sent or thrown away is to be gone elsewhere at once.
    schedule(place, textOf(place) === "" ? 0 : REST_MS);
  }

  function schedule(place: string, wait: number): void {
    if (!active) return;
    const now = Date.now();
    const first = since.get(place) ?? now;
    since.set(place, first);
    saveAfter(place, Math.max(0, Math.min(wait, first + EVERY_MS - now)));
  }

  function saveAfter(place: string, wait: number): void {
    clearTimeout(timers.get(place));
    const timer = setTimeout(() => void save(place), wait);
    timers.set(place, timer);
  }

  async function save(place: string): Promise<void> {
    clearTimeout(timers.get(place));
    timers.delete(place);
    if (!mayWrite()) return;
    if (saving.has(place)) {
      since.delete(place);
      schedule(place, REST_MS);
      return;
    }
    const base = readBase(place);
    const text = textOf(place);
    const other = elsewhere(place);
    if (base.saved || characters(text) > MOST) return;
    if (other?.revision !== undefined) {
      // Somebody is asked which one counts, unless nothing is left here.
      if (text === "") take(place, other);
      return;
    }
    since.delete(place);
    if (text === "" && base.revision === undefined && !sent.has(place)) {
      // It was sent before it was ever saved.
      writeBase(place, { saved: true });
      void load(place);
      return;
    }
    saving.add(place);
    const before = sent.get(place);
    const revision = before?.text === text ? before.revision : uuidv7();
    sent.set(place, { text, revision });
    own.add(revision);
    try {
      const basedOn = base.revision === undefined ? {} : { basedOn: base.revision };
      const keepalive = text.length < LEAVING_CHARACTERS;
      const body = { text, revision, ...basedOn };
      const there = await client.saveDraft(ofPlace(place), body, { keepalive });
      tries.delete(place);
      if (isOwn()) settle(place, there);
    } catch (error) {
      if (isOwn()) await failed(place, error);
    } finally {
      saving.delete(place);
    }
  }

  async function failed(place: string, error: unknown): Promise<void> {
    const code = error instanceof ThalwegError ? error.code : "internal";
    if (code === "draft_changed") {
      tries.delete(place);
      await client.getDraft(ofPlace(place)).then(
        (there) => compare(place, there),
        (failure: unknown) => retry(place, failure),
      );
    } else retry(place, error);
  }

  /** Tries again what may succeed later; the rest stays here until something is written again. */
  function retry(place: string, error: unknown): void {
    if (!(error instanceof ThalwegError) || !error.retryable) {
      logger.warn("a draft could not be saved", toProblem(error));
      return;
    }
    const tried = tries.get(place) ?? 0;
    tries.set(place, tried + 1);
    since.delete(place);
    saveAfter(place, Math.min(RARELY_MS, AGAIN_MS * 2 ** tried));
  }

  /** The server has this now, and it stands on what was here. */
  function settle(place: string, { text, revision }: PromptDraft): void {
    const saved = text === textOf(place);
    if (saved) sent.delete(place);
    writeBase(place, { saved, ...(revision !== undefined && { revision }) });
    if (!saved) schedule(place, REST_MS);
  }

  /** The server has something that this text does not stand on. */
  function compare(place: string, there: PromptDraft): void {
    if (!isOwn()) return;
    const here = textOf(place);
    const isMine = there.revision !== undefined && own.has(there.revision);
    if (isMine || there.text === here || there.text === "") settle(place, there);
    else if (here === "") take(place, there);
    else setElsewhere(place, there);
  }

  function take(place: string, { text, revision }: Pick<PromptDraft, "text" | "revision">): void {
    writeBase(place, { saved: true, ...(revision !== undefined && { revision }) });
    takeDraft(ofPlace(place), text);
    setElsewhere(place, undefined);
  }

  async function load(place: string): Promise<void> {
    if (!isOwn() || isLocalId(place) || known.has(place)) return;
    known.add(place);
    const here = textOf(place);
    try {
      const there = await client.getDraft(ofPlace(place));
      if (!isOwn()) return;
      const base = readBase(place);
      if (!base.saved) schedule(place, 0);
      // What was written and saved meanwhile is newer than the answer.
      else if (textOf(place) !== here) return;
      else if (there.revision !== base.revision || there.text !== textOf(place)) take(place, there);
    } catch (error) {
      known.delete(place);
      const gone = error instanceof ThalwegError && error.status === 404;
      if (!gone) logger.warn("a draft could not be read", toProblem(error));
    }
  }

  function receive(event: StreamEvent): void {
    if (event.type === "reset") {
      known.clear();
      void load(openPlace());
    }
    if (event.type !== "draft" || !isOwn()) return;
    const { conversationId: place = NEW_PLACE, revision, gone } = event.data;
    const base: DraftBase = readBase(place);
    if (revision === base.revision || own.has(revision)) return;
    if (gone) {
      if (base.saved) take(place, { text: "" });
      else {
        // Nothing is left there that could be lost.
        writeBase(place, { saved: false });
        if (elsewhere(place)?.revision !== undefined) setElsewhere(place, undefined);
        schedule(place, REST_MS);
      }
      return;
    }
    known.delete(place);
    if (place !== openPlace()) return;
    if (base.saved) void load(place);
    else if (elsewhere(place)?.revision !== undefined) {
      client.getDraft(ofPlace(place)).then(
        (there) => compare(place, there),
        () => undefined,
      );
    }
  }

  /** What was written while nobody was there to save it, and what changed meanwhile. */
  function catchUp(): void {
    for (const place of unsavedPlaces()) if (!isLocalId(place)) schedule(place, 0);
    void load(openPlace());
  }

  function leave(): void {
    for (const place of [...timers.keys()]) void save(place);
  }

  return {
    start() {
      const onHide = () => {
        if (document.visibilityState === "hidden") leave();
      };
      document.addEventListener("visibilitychange", onHide);
      window.addEventListener("pagehide", leave);
      ends.push(
        watchEdits(edited),
        watchFeed(receive),
        store.subscribe(({ openId, connection }, before) => {
          if (openId !== before.openId) void load(openPlace());
          // What failed while there was no way to the server.
          if (connection.state === "live" && before.connection.state !== "live") {
            for (const place of tries.keys()) schedule(place, 0);
          }
        }),
        identity.store.subscribe(({ status }, before) => {
          if (status === "in" && before.status !== "in") catchUp();
        }),
        () => {
          document.removeEventListener("visibilitychange", onHide);
          window.removeEventListener("pagehide", leave);
        },
      );
      let left = false;
      ends.push(() => {
        left = true;
      });
      feed.identified().then(
        () => {
          if (left) return;
          active = true;
          catchUp();
        },
        () => undefined,
      );
    },
    stop() {
      active = false;
      for (const end of ends.splice(0)) end();
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      known.clear();
    },
    swap(place) {
      const other = elsewhere(place);
      if (other === undefined) return;
      const here = textOf(place);
      if (other.revision === undefined) writeDraft(ofPlace(place), other.text);
      else take(place, other);
      setElsewhere(place, here === "" ? undefined : { text: here });
    },
    keep(place) {
      const other = elsewhere(place);
      setElsewhere(place, undefined);
      if (other?.revision === undefined) return;
      writeBase(place, { saved: false, revision: other.revision });
      schedule(place, 0);
    },
  };
}
