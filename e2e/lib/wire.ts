import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A wire between browser and server that can be cut, as a network is: resets, or silence. */
export class Wire {
  readonly #target: () => number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #server = createServer((near) => this.#join(near));
  #mode: "pass" | "refuse" | "swallow" = "pass";

  /** `target` gives the server's port at the time of each connection. */
  constructor(target: () => number) {
    this.#target = target;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  /** Resets what is open and whatever comes. */
  cut(): void {
    this.#mode = "refuse";
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Takes everything and passes nothing on, without a word. */
  swallow(): void {
    this.#mode = "swallow";
    for (const [near, far] of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
      near.resume();
      far.resume();
    }
  }

  /** Passes on what comes from now on; what was swallowed stays lost, with its connections. */
  heal(): void {
    this.#mode = "pass";
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(near: Socket): void {
    near.on("error", () => near.destroy());
    if (this.#mode === "refuse") {
      near.resetAndDestroy();
      return;
    }
    if (this.#mode === "swallow") {
      near.resume();
      return;
    }
    const far = connect(this.#target(), "127.0.0.1");
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    const end = () => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) {
      socket.on("error", end);
      socket.on("close", end);
    }
    near.pipe(far);
    far.pipe(near);
  }
}
