import type { Environment } from "./environment.ts";
import { uuidv7 } from "./ids.ts";
import type { ConnectionState } from "./resume-types.ts";
import type { Batch, OpenEvents } from "./shared-types.ts";
import type { StreamEvent } from "./stream-event.ts";
import type { Subscription } from "./subscription.ts";
import type { Welcome } from "./wire.ts";

type SharedStreamOptions = {
  readonly open: OpenEvents;
  readonly channels: readonly string[];
  readonly cursor: string | undefined;
  readonly environment: Environment;
  readonly onBatch: (batch: Batch) => void;
  /** The state or the place changed without a batch. */
  readonly onChange: () => void;
};

/** The leader's connection for everyone, over as many real ones as that takes. */
export class SharedStream {
  readonly id = uuidv7();
  readonly channels: readonly string[];
  readonly #options: SharedStreamOptions;
  readonly #subscription: Subscription;
  #at: string | undefined;
  #quiet = true;
  #welcome: Welcome | undefined;
  #waiting: StreamEvent[] = [];
  #closed = false;

  constructor(options: SharedStreamOptions) {
    const { open, channels, cursor, environment } = options;
    this.#options = options;
    this.channels = channels;
    this.#at = cursor;
    let opening = true;
    this.#subscription = open({
      channels,
      environment,
      ...(cursor !== undefined && { cursor }),
      onEvent: (event) => this.#receive(event),
      onState: () => {
        // A state that is told while it is opened is read by whoever opens it.
        if (opening || this.#closed) return;
        this.#flush();
        options.onChange();
      },
    });
    opening = false;
  }

  /** The place up to which everything was handed on. */
  get at(): string | undefined {
    return this.#at;
  }

  /** Nothing has come of it yet, so nobody would miss or repeat anything if it began elsewhere. */
  get quiet(): boolean {
    return this.#quiet;
  }

  get welcome(): Welcome | undefined {
    return this.#welcome;
  }

  get state(): ConnectionState {
    return this.#subscription.state;
  }

  covers(channels: Iterable<string>): boolean {
    return [...channels].every((channel) => this.channels.includes(channel));
  }

  retryNow(): void {
    this.#subscription.retryNow();
  }

  /** What came and was not handed on is given out before. */
  close(): void {
    this.#flush();
    this.#closed = true;
    this.#subscription.close();
  }

  #receive(event: StreamEvent): void {
    if (this.#closed) return;
    if (event.type === "welcome") {
      this.#flush();
      this.#welcome = event.data;
      this.#at ??= event.cursor;
      this.#options.onChange();
      return;
    }
    // One message to the other tabs for all that one read from the network brought.
    if (this.#waiting.length === 0) queueMicrotask(() => this.#flush());
    this.#waiting.push(event);
  }

  #flush(): void {
    const events = this.#waiting;
    if (events.length === 0 || this.#closed) return;
    this.#waiting = [];
    this.#quiet = false;
    const after = this.#at;
    this.#at = events.findLast((event) => event.cursor !== undefined)?.cursor ?? after;
    this.#options.onBatch({ stream: this.id, ...(after !== undefined && { after }), events });
  }
}
