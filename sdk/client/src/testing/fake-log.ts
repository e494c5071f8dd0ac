import { steadyEnvironment } from "../core/environment.ts";
import type { ConnectionState } from "../core/resume-types.ts";
import type { OpenEvents } from "../core/shared-types.ts";
import type { StreamEvent } from "../core/stream-event.ts";

type Kept = { readonly channel: string; readonly seq: number; readonly cursor: string };

/** A log of tokens in memory, and streams of it as a server gives them. */
export function fakeLog() {
  const kept: Kept[] = [];
  const seqs = new Map<string, number>();
  const readers = new Set<() => void>();
  let streams = 0;

  const cursorOf = (position: number) => `c${String(position).padStart(5, "0")}`;

  const open: OpenEvents = ({ channels, cursor, onEvent, onState, environment }) => {
    const wanted = new Set(channels);
    let at = cursor ?? cursorOf(kept.length);
    let closed = false;
    let state: ConnectionState = { status: "connecting", since: 0 };
    const unwatch = (environment ?? steadyEnvironment).watch(() => undefined);
    streams += 1;
    onState?.(state);
    /** Everything up to now; what was there before the stream is joined where neighbours fit. */
    const pull = (join: boolean) => {
      const found = kept.filter((event) => event.cursor > at && wanted.has(event.channel));
      at = kept.at(-1)?.cursor ?? at;
      const groups: Kept[][] = [];
      for (const event of found) {
        const last = groups.at(-1);
        if (join && last?.[0]?.channel === event.channel) last.push(event);
        else groups.push([event]);
      }
      for (const group of groups) if (!closed) onEvent(toEvent(group));
    };
    const live = () => pull(false);
    queueMicrotask(() => {
      if (closed) return;
      state = { status: "live", since: 0 };
      const heads = channels.map((channel) => ({ channel, seq: seqs.get(channel) ?? 0 }));
      const data = { streamId: `s${Math.random()}`, channels: heads, heartbeatMs: 15_000 };
      onEvent({ type: "welcome", cursor: at, data });
      onState?.(state);
      pull(true);
      readers.add(live);
    });
    return {
      get state() {
        return state;
      },
      get cursor() {
        return at;
      },
      retryNow: () => undefined,
      close() {
        if (closed) return;
        closed = true;
        streams -= 1;
        readers.delete(live);
        unwatch();
      },
    };
  };

  return {
    open,
    /** Streams that are open now. */
    get streams() {
      return streams;
    },
    /** The place after everything. */
    get head() {
      return cursorOf(kept.length);
    },
    append(channel: string) {
      const seq = (seqs.get(channel) ?? 0) + 1;
      seqs.set(channel, seq);
      kept.push({ channel, seq, cursor: cursorOf(kept.length + 1) });
      for (const reader of [...readers]) reader();
    },
    /** All texts of a channel after a place, as a reader must have got them. */
    textAfter: (channel: string, cursor: string) =>
      kept
        .filter((event) => event.channel === channel && event.cursor > cursor)
        .map(textOf)
        .join(""),
  };
}

export type FakeLog = ReturnType<typeof fakeLog>;

const textOf = ({ seq }: Kept) => `${seq} `;

function toEvent(group: readonly Kept[]): StreamEvent {
  const first = group[0];
  const last = group.at(-1);
  if (first === undefined || last === undefined) throw new Error("an event joins at least one");
  const { channel, seq, cursor } = last;
  const data = { id: "m", partId: "1", text: group.map(textOf).join("") };
  const joined = group.length > 1 && { first: first.seq };
  return { type: "token", channel, seq, cursor, data, ...joined };
}
