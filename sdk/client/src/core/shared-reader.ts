import type { Clock } from "./environment.ts";
import type { ConnectionState } from "./resume-types.ts";
import { Tap } from "./shared-tap.ts";
import type { Batch, OpenEvents } from "./shared-types.ts";
import type { StreamEvent } from "./stream-event.ts";
import type { Subscription } from "./subscription.ts";
import type { Welcome } from "./wire.ts";

/** A wish that the leader has not met for so long is met by a stream of its own. */
const PATIENCE_MS = 5_000;
/** The most channels of one stream. */
export const MOST_CHANNELS = 100;

type SharedReaderOptions = {
  readonly channels: readonly string[];
  readonly cursor: string | undefined;
  readonly open: OpenEvents;
  readonly clock: Clock;
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState: ((state: ConnectionState) => void) | undefined;
  readonly onClose: (reader: SharedReader) => void;
  readonly onRetry: () => void;
};

/** The shared stream as one reader in this tab sees it. */
export class SharedReader implements Subscription {
  readonly #options: SharedReaderOptions;
  readonly #tap: Tap;
  readonly #cancelPatience: () => void;
  #state: ConnectionState;
  #served: readonly string[] | undefined;
  #welcomed: Welcome | undefined;
  /** Reads again what the shared stream cannot give. */
  #own: Subscription | undefined;
  #closed = false;

  constructor(options: SharedReaderOptions) {
    this.#options = options;
    this.#tap = new Tap(options.channels, options.cursor);
    this.#state = { status: "connecting", since: options.clock.now() };
    this.#cancelPatience = options.clock.after(PATIENCE_MS, () => {
      if (this.#served === undefined) this.#readOwn();
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get cursor(): string | undefined {
    return this.#tap.cursor;
  }

  get channels(): ReadonlySet<string> {
    return this.#tap.channels;
  }

  /** Whether the present stream carries what is read here. */
  get served(): boolean {
    return this.#served !== undefined;
  }

  retryNow(): void {
    this.#own?.retryNow();
    this.#options.onRetry();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelPatience();
    this.#closeOwn();
    this.#state = { status: "closed", since: this.#options.clock.now() };
    this.#options.onClose(this);
  }

  /** A stream with these channels stands at `at`; one that lacks some of them is none for it. */
  serve(channels: readonly string[], at: string | undefined): void {
    if (![...this.#tap.channels].every((channel) => channels.includes(channel))) {
      this.#served = undefined;
      return;
    }
    this.#served = channels;
    this.#tap.join(at);
    this.#catchUp();
  }

  /** The stream has a welcome; told once, with the channels that are read here. */
  welcome(welcome: Welcome, at: string | undefined): void {
    if (!this.served || this.#closed || welcome.streamId === this.#welcomed?.streamId) return;
    this.#welcomed = welcome;
    const { channels: mine, cursor = at } = this.#tap;
    const channels = welcome.channels.filter(({ channel }) => mine.has(channel));
    const refused = welcome.refused?.filter((channel) => mine.has(channel)) ?? [];
    const { refused: _, ...rest } = welcome;
    const data = { ...rest, channels, ...(refused.length > 0 && { refused }) };
    this.#options.onEvent({ type: "welcome", data, ...(cursor !== undefined && { cursor }) });
  }

  take({ after, events }: Batch): void {
    if (!this.served) return;
    this.#deliver(this.#tap.take(after, events));
    this.#catchUp();
  }

  show(state: ConnectionState): void {
    // Whoever is not served yet is on the way, however well the stream is, or reads by itself.
    if (!this.served && (state.status === "live" || this.#own !== undefined)) return;
    this.#show(state);
  }

  #show(state: ConnectionState): void {
    if (this.#closed || JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    this.#options.onState?.(state);
  }

  #deliver(events: readonly StreamEvent[]): void {
    for (const event of events) if (!this.#closed) this.#options.onEvent(event);
  }

  #catchUp(): void {
    if (this.#tap.target === undefined) this.#closeOwn();
    else this.#readOwn();
  }

  /** All channels of the shared stream, because the place to reach is one of its events. */
  #readOwn(): void {
    if (this.#own !== undefined || this.#closed) return;
    const channels = [...new Set([...this.#tap.channels, ...(this.#served ?? [])])];
    const { cursor } = this.#tap;
    this.#own = this.#options.open({
      channels: channels.slice(0, MOST_CHANNELS),
      ...(cursor !== undefined && { cursor }),
      onEvent: (event) => {
        if (this.#closed) return;
        this.#deliver(this.#tap.takeOwn(event));
        if (this.served) this.#catchUp();
      },
      onState: (state) => {
        if (!this.served) this.#show(state);
      },
    });
  }

  #closeOwn(): void {
    this.#own?.close();
    this.#own = undefined;
  }
}
