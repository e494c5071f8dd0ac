import type { ChannelEvent, FrameOk, SocketReset } from "../generated/types.gen.ts";
import type { CallFailure, ChannelHandlers, ChannelSubscription } from "./types.ts";

type Followed = ChannelHandlers & { readonly id: string; place: string | undefined };

/** The channels that are followed, each at its own place. */
export class Channels {
  readonly #followed = new Map<string, Followed>();
  readonly #say: (frame: object) => void;
  #count = 0;

  constructor(say: (frame: object) => void) {
    this.#say = say;
  }

  /** Follows a channel; it is followed once, so a later call takes the place of an earlier one. */
  subscribe(channel: string, handlers: ChannelHandlers): ChannelSubscription {
    this.#count += 1;
    const id = `s${this.#count}`;
    const followed: Followed = { ...handlers, id, place: handlers.cursor };
    this.#followed.set(channel, followed);
    this.#follow(channel, followed);
    return {
      get cursor() {
        return followed.place;
      },
      close: () => {
        if (this.#followed.get(channel) !== followed) return;
        this.#followed.delete(channel);
        this.#say({ type: "unsubscribe", id: `${id}-end`, channel });
      },
    };
  }

  /** Says everything again, on a new connection. */
  again(): void {
    for (const [channel, followed] of this.#followed) this.#follow(channel, followed);
  }

  event(event: ChannelEvent): void {
    const followed = this.#followed.get(event.channel);
    if (followed === undefined) return;
    followed.place = event.cursor;
    followed.onEvent(event);
  }

  reset(reset: SocketReset): void {
    for (const { channel } of reset.channels) {
      const followed = this.#followed.get(channel);
      if (followed === undefined) continue;
      followed.place = reset.cursor ?? followed.place;
      followed.onReset?.(reset);
    }
  }

  /** A subscription is there; its place counts even if no event ever comes. */
  ok(ok: FrameOk): void {
    const followed = this.#byId(ok.id);
    if (followed !== undefined) followed[1].place ??= ok.cursor;
  }

  /** Whether the failure is of a subscription, which is followed no more. */
  fail(failure: CallFailure): boolean {
    const found = failure.id === undefined ? undefined : this.#byId(failure.id);
    if (found === undefined) return false;
    const [channel, followed] = found;
    if (!failure.retryable) this.#followed.delete(channel);
    followed.onError?.(failure);
    return true;
  }

  #byId(id: string): [string, Followed] | undefined {
    for (const entry of this.#followed) if (entry[1].id === id) return entry;
    return undefined;
  }

  #follow(channel: string, { id, place }: Followed): void {
    this.#say({ type: "subscribe", id, channel, ...(place !== undefined && { cursor: place }) });
  }
}
