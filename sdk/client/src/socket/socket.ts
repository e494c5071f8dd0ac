import { backoff, serverWait } from "../core/backoff.ts";
import {
  type Clock,
  detectEnvironment,
  type Environment,
  systemClock,
} from "../core/environment.ts";
import type { ConnectionState } from "../core/resume-types.ts";
import type { ServerFrame, SocketWelcome } from "../generated/types.gen.ts";
import { Calls } from "./calls.ts";
import { Channels } from "./channels.ts";
import { afterClose, closeWords } from "./codes.ts";
import type {
  CallHandlers,
  ChannelHandlers,
  ChannelSubscription,
  SessionFrame,
  SessionPlace,
  SocketConstructor,
  SocketLike,
  SocketOptions,
  ThalwegSocket,
  ToolInvocation,
} from "./types.ts";

const PROTOCOL = "thalweg.v1";
/** How long a connection may take until its `welcome`. */
const WELCOME_MS = 10_000;
/** After how many frames they are acknowledged at once, and after how long otherwise. */
const ACK_FRAMES = 32;
const ACK_MS = 1_000;

/** Opens a WebSocket that comes back by itself until it is closed, or coming back cannot help. */
export function openSocket(options: SocketOptions): ThalwegSocket {
  const driver = new Driver(options);
  driver.connect();
  return driver;
}

/** The address of a WebSocket for one of HTTP, which may be relative to the page. */
export function socketUrl(url: string): string {
  return new URL(url, globalThis.location?.href).href.replace(/^http/, "ws");
}

class Driver implements ThalwegSocket {
  readonly #options: SocketOptions;
  readonly #clock: Clock;
  readonly #environment: Environment;
  readonly #unwatch: () => void;
  readonly #calls = new Calls((frame) => this.#say(frame));
  readonly #channels = new Channels((frame) => this.#say(frame));
  #state: ConnectionState;
  #socket: SocketLike | undefined;
  /** The connection was welcomed, and a session that was asked for was answered. */
  #isReady = false;
  /** How many welcomes are to come: one by itself, and one that answers a `resume`. */
  #welcomes = 1;
  #session: SessionPlace | undefined;
  #acked = 0;
  #heartbeatMs = WELCOME_MS;
  #attempt = 0;
  #retryMs: number | undefined;
  #stopAck: (() => void) | undefined;
  #stopWait: (() => void) | undefined;
  #stopPulse: (() => void) | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#environment = options.environment ?? detectEnvironment();
    this.#session = options.session;
    this.#acked = options.session?.seq ?? 0;
    this.#state = { status: "connecting", since: this.#clock.now() };
    this.#unwatch = this.#environment.watch((change) => {
      if (change === "online" || change === "visible") this.#hurry();
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get session(): SessionPlace | undefined {
    return this.#session;
  }

  invoke(
    name: string,
    args: Record<string, unknown> = {},
    handlers: CallHandlers = {},
  ): ToolInvocation {
    const call = this.#calls.invoke(name, args, handlers);
    if (this.#isFinal()) this.#endCalls();
    return call;
  }

  subscribe(channel: string, handlers: ChannelHandlers): ChannelSubscription {
    return this.#channels.subscribe(channel, handlers);
  }

  retryNow(): void {
    if (this.#state.status === "closed" || this.#state.status === "live") return;
    this.#drop();
    this.connect();
  }

  close(): void {
    if (this.#state.status === "closed") return;
    this.#unwatch();
    this.#sendAck();
    this.#drop(1000);
    this.#become({ status: "closed", since: this.#clock.now() });
    this.#endCalls();
  }

  connect(): void {
    this.#stopWait?.();
    const Socket = this.#options.WebSocket ?? (globalThis.WebSocket as SocketConstructor);
    const socket = new Socket(this.#options.url, PROTOCOL);
    this.#socket = socket;
    this.#isReady = false;
    this.#welcomes = 1;
    this.#pulse(WELCOME_MS, () => this.#lose(1006));
    socket.onopen = () => this.#opened();
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket && typeof data === "string") this.#take(data);
    };
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) this.#lose(code);
    };
    // A close with its code follows.
    socket.onerror = () => undefined;
  }

  #opened(): void {
    const session = this.#session;
    // A session in which nothing was called is not kept, so there is nothing to go on with.
    if (session === undefined || (session.seq === 0 && this.#calls.size === 0)) return;
    this.#welcomes = 2;
    this.#send({ type: "resume", sessionId: session.id, seq: session.seq });
  }

  #take(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    this.#listen();
    switch (frame.type) {
      case "welcome":
        this.#welcome(frame);
        break;
      case "event":
        this.#channels.event(frame);
        break;
      case "reset":
        this.#channels.reset(frame);
        break;
      case "ok":
        this.#channels.ok(frame);
        break;
      case "draining":
        this.#retryMs = frame.retryMs;
        break;
      case "pong":
        break;
      case "error":
        if (frame.seq !== undefined || !this.#channels.fail(frame)) this.#tell(frame);
        break;
      default:
        this.#tell(frame);
    }
  }

  #tell(frame: SessionFrame): void {
    const { seq } = frame;
    if (seq !== undefined) {
      const session = this.#session;
      // One that comes twice was handled before.
      if (session === undefined || seq <= session.seq) return;
      this.#session = { id: session.id, seq };
    }
    if (!this.#calls.take(frame) && seq !== undefined) this.#options.onFrame?.(frame);
    if (seq !== undefined) this.#ackLater();
  }

  #welcome(welcome: SocketWelcome): void {
    this.#heartbeatMs = welcome.heartbeatMs;
    this.#welcomes -= 1;
    if (this.#welcomes > 0) return;
    if (!welcome.resumed) {
      this.#session = { id: welcome.sessionId, seq: 0 };
      this.#acked = 0;
    }
    this.#isReady = true;
    this.#attempt = 0;
    this.#retryMs = undefined;
    this.#channels.again();
    this.#calls.again(welcome.resumed);
    this.#become({ status: "live", since: this.#clock.now() });
  }

  /** Something was heard: if nothing more is for a while the server is asked, then given up. */
  #listen(): void {
    this.#pulse(this.#heartbeatMs, () => {
      this.#send({ type: "ping" });
      this.#pulse(this.#heartbeatMs, () => this.#lose(4408));
    });
  }

  #pulse(ms: number, run: () => void): void {
    this.#stopPulse?.();
    this.#stopPulse = this.#clock.after(ms, run);
  }

  /** Says a frame, if there is a connection; else it is said with the next. */
  #say(frame: object): void {
    if (this.#isReady) this.#send(frame);
  }

  #send(frame: object): void {
    try {
      this.#socket?.send(JSON.stringify(frame));
    } catch {
      // A socket that is closing; its close follows.
    }
  }

  #ackLater(): void {
    const unacked = (this.#session?.seq ?? 0) - this.#acked;
    if (unacked >= ACK_FRAMES) this.#sendAck();
    else this.#stopAck ??= this.#clock.after(ACK_MS, () => this.#sendAck());
  }

  #sendAck(): void {
    this.#stopAck?.();
    this.#stopAck = undefined;
    const seq = this.#session?.seq ?? 0;
    if (!this.#isReady || seq <= this.#acked) return;
    this.#acked = seq;
    this.#send({ type: "ack", seq });
  }

  #lose(code: number): void {
    this.#drop();
    const now = this.#clock.now();
    const next = afterClose(code);
    if (next === "again") {
      this.#wait(code, now);
    } else if (next === "refresh" && this.#options.refresh !== undefined) {
      this.#refresh(now);
    } else {
      const problem = { code: `closed_${code}`, message: closeWords(code), status: 0 };
      this.#become(
        next === "refresh"
          ? { status: "expired", since: now }
          : { status: "failed", since: now, problem: { ...problem, retryable: false } },
      );
      this.#endCalls();
    }
  }

  #wait(code: number, now: number): void {
    this.#attempt += 1;
    const random = (this.#options.random ?? Math.random)();
    const said = this.#retryMs;
    this.#retryMs = undefined;
    const ms =
      said !== undefined && this.#attempt === 1
        ? serverWait(said)
        : backoff(this.#attempt, random, code === 4429 ? 5_000 : undefined);
    const since =
      this.#state.status === "reconnecting" || this.#state.status === "offline"
        ? this.#state.since
        : now;
    const retryAt = now + ms;
    const attempt = this.#attempt;
    this.#become(
      this.#environment.online
        ? { status: "reconnecting", attempt, retryAt, since, reason: lossReason(code) }
        : { status: "offline", since, retryAt },
    );
    this.#stopWait = this.#clock.after(ms, () => this.connect());
  }

  #refresh(now: number): void {
    this.#become({ status: "expired", since: now });
    const asked = this.#options.refresh?.() ?? Promise.resolve(false);
    asked.then(
      (isFresh) => {
        if (this.#state.status !== "expired") return;
        if (isFresh) this.connect();
        else this.#endCalls();
      },
      () => this.#endCalls(),
    );
  }

  /** The network is back, or somebody looks: there is no reason to wait. */
  #hurry(): void {
    const { status } = this.#state;
    if (status === "reconnecting" || status === "offline") this.connect();
    else if (status === "live") {
      // A connection may have died with the network; its answer is not waited for as long.
      this.#send({ type: "ping" });
      this.#pulse(Math.min(this.#heartbeatMs, 5_000), () => this.#lose(4408));
    }
  }

  #isFinal(): boolean {
    return ["closed", "failed"].includes(this.#state.status);
  }

  #endCalls(): void {
    const message = "the connection is closed; the job goes on";
    this.#calls.end({ code: "aborted", message, retryable: false });
  }

  #drop(code?: number): void {
    this.#stopPulse?.();
    this.#stopWait?.();
    this.#stopAck?.();
    this.#stopAck = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#isReady = false;
    socket?.close(code);
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }
}

function lossReason(code: number) {
  if (code === 4408) return "silence" as const;
  return code === 1012 || code === 1001 ? ("server" as const) : ("network" as const);
}
