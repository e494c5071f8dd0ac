import type { Answer, Ask, Forget, Refusal, Runs } from "./kinds";

/** The colours that are known of a block so far. */
export type Colors = {
  /** By line; what is missing is plain. */
  readonly runs: readonly Runs[];
  /** Of the line that is being written, of which by now there may be more. */
  readonly growing?: { readonly text: string; readonly runs: Runs };
};

/** A block of source that is being coloured. */
export type Session = {
  /** Tells the lines as they are now; with `growing` the last one is still being written. */
  update(lines: readonly string[], growing: boolean): void;
  colors(): Colors;
  subscribe(changed: () => void): () => void;
  close(): void;
};

export type Port = {
  postMessage(message: Ask | Forget): void;
  onmessage: ((event: MessageEvent<Answer | Refusal>) => void) | null;
};

/** So many lines are asked for at once, so that a long block does not hold up the others. */
const LINES_A_TURN = 200;
/**
 * So long a block that grows is left alone between two answers: to colour each letter as it comes
 * would cost more than to show it.
 */
const REST_MS = 100;
const NONE: Colors = { runs: [] };

/** Colours blocks through a worker that `open` starts with the first of them. */
export function createHighlighter(open: () => Port) {
  const sessions = new Map<number, (message: Answer | Refusal) => void>();
  let port: Port | undefined;
  let lastId = 0;

  const start = (): Port => {
    if (!port) {
      port = open();
      port.onmessage = ({ data }) => sessions.get(data.id)?.(data);
    }
    return port;
  };

  return function openSession(language: string): Session {
    let id = 0;
    let colors = NONE;
    let known: readonly string[] = [];
    let wanted: { lines: readonly string[]; growing: boolean } = { lines: [], growing: false };
    let asked: Ask | undefined;
    let closed = false;
    let askedAt = Number.NEGATIVE_INFINITY;
    let resting: ReturnType<typeof setTimeout> | undefined;
    const listeners = new Set<() => void>();

    const show = (next: Colors) => {
      colors = next;
      for (const changed of listeners) changed();
    };

    const begin = () => {
      if (id) end();
      lastId += 1;
      id = lastId;
      sessions.set(id, receive);
      known = [];
    };
    const end = () => {
      sessions.delete(id);
      port?.postMessage({ forget: id });
      asked = undefined;
    };

    const ask = () => {
      if (closed || asked) return;
      const settled = wanted.growing ? wanted.lines.slice(0, -1) : wanted.lines;
      // Lines that were coloured and are others now: everything after them may be wrong.
      if (!id || known.some((line, index) => settled[index] !== line)) begin();
      const from = known.length;
      const lines = settled.slice(from, from + LINES_A_TURN);
      const whole = from + lines.length === settled.length;
      const growing = whole && wanted.growing ? wanted.lines.at(-1) : undefined;
      if (lines.length === 0 && (growing === undefined || growing === colors.growing?.text)) return;
      askedAt = performance.now();
      asked = { id, language, from, lines, ...(growing !== undefined && { growing }) };
      try {
        start().postMessage(asked);
      } catch {
        // A browser without workers: everything stays plain.
        closed = true;
      }
    };

    /** Asks now, or, while the block grows, when it has rested. */
    const askInTime = () => {
      const rest = wanted.growing ? askedAt + REST_MS - performance.now() : 0;
      if (rest <= 0) {
        clearTimeout(resting);
        resting = undefined;
        ask();
        return;
      }
      resting ??= setTimeout(() => {
        resting = undefined;
        ask();
      }, rest);
    };

    const receive = (message: Answer | Refusal) => {
      if (closed || !asked) return;
      if ("refused" in message) {
        closed = true;
        return;
      }
      known = [...known, ...asked.lines];
      asked = undefined;
      const { growing } = message;
      const runs = [...colors.runs.slice(0, message.from), ...message.runs];
      show({ runs, ...(growing && { growing }) });
      askInTime();
    };

    return {
      update(lines, growing) {
        wanted = { lines, growing };
        askInTime();
      },
      colors: () => colors,
      subscribe(changed) {
        listeners.add(changed);
        return () => listeners.delete(changed);
      },
      close() {
        closed = true;
        clearTimeout(resting);
        if (id) end();
      },
    };
  };
}

/** The page's own; nothing is fetched before the first block. */
export const openSession = createHighlighter(
  () =>
    new Worker(new URL("./worker-entry.js", import.meta.url), {
      type: "module",
    }) as unknown as Port,
);
