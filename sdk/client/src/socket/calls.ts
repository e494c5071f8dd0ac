import { ThalwegError } from "../core/errors.ts";
import { uuidv7 } from "../core/ids.ts";
import type { ToolComplete } from "../generated/types.gen.ts";
import type { CallFailure, CallHandlers, SessionFrame, ToolInvocation } from "./types.ts";

type Call = CallHandlers & {
  readonly frame: object;
  /** The server has it: its frames come by themselves. */
  isTaken: boolean;
  wantsEnd: boolean;
  readonly resolve: (result: ToolComplete) => void;
  readonly reject: (error: ThalwegError) => void;
};

/**
 * Calls that have not ended. What the server may not have heard is said again after a break; the
 * call's id makes that harmless.
 */
export class Calls {
  readonly #open = new Map<string, Call>();
  readonly #say: (frame: object) => void;

  constructor(say: (frame: object) => void) {
    this.#say = say;
  }

  get size(): number {
    return this.#open.size;
  }

  invoke(name: string, args: Record<string, unknown>, handlers: CallHandlers): ToolInvocation {
    const id = handlers.id ?? uuidv7();
    const frame = { type: "invoke_tool", id, name, args };
    const done = new Promise<ToolComplete>((resolve, reject) => {
      this.#open.set(id, {
        ...handlers,
        frame,
        isTaken: false,
        wantsEnd: false,
        resolve,
        reject,
      });
    });
    // Whoever forgets the call is not told of its end as of a failure of their own.
    done.catch(() => undefined);
    this.#say(frame);
    return { id, done, cancel: () => this.#cancel(id) };
  }

  #cancel(id: string): void {
    const call = this.#open.get(id);
    if (call === undefined) return;
    call.wantsEnd = true;
    this.#say({ type: "cancel_tool", id });
  }

  /** A frame of the session, or one that answers a call; whether a call that is open is meant. */
  take(frame: SessionFrame): boolean {
    const id = frame.id;
    const call = id === undefined ? undefined : this.#open.get(id);
    if (id === undefined || call === undefined) return false;
    call.isTaken ||= frame.jobId !== undefined;
    switch (frame.type) {
      case "tool_update":
        call.onUpdate?.(frame);
        if (frame.status === "cancelled") this.#fail(id, cancelled());
        break;
      case "partial_result":
        call.onPartial?.(frame.data);
        break;
      case "complete":
        this.#open.delete(id);
        call.resolve(frame);
        break;
      case "error":
        // A cancel that failed is no end of the call, unless there never was one.
        if (frame.jobId !== undefined || !call.isTaken) this.#fail(id, frame);
        break;
    }
    return true;
  }

  /** What is to be said on a new connection of the same session, or of a new one. */
  again(isSameSession: boolean): void {
    for (const [id, call] of this.#open) {
      if (call.isTaken && !isSameSession) {
        this.#fail(id, lost());
        continue;
      }
      if (!call.isTaken) this.#say(call.frame);
      if (call.wantsEnd) this.#say({ type: "cancel_tool", id });
    }
  }

  /** Nothing will be heard any more. */
  end(failure: CallFailure): void {
    for (const id of [...this.#open.keys()]) this.#fail(id, failure);
  }

  #fail(id: string, { code, message, retryable }: CallFailure): void {
    const call = this.#open.get(id);
    this.#open.delete(id);
    call?.reject(new ThalwegError({ code, message, retryable, status: 0 }));
  }
}

const cancelled = (): CallFailure => ({
  code: "cancelled",
  message: "the call was stopped",
  retryable: false,
});

const lost = (): CallFailure => ({
  code: "session_ended",
  message: "the session is over; the job may go on, see the list of jobs",
  retryable: false,
});
