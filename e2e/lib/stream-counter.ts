import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between browsers and a server, and counts the event streams that are open through it. */
export class StreamCounter {
  readonly #target: () => number;
  readonly #streams = new Set<Socket>();
  readonly #all = new Set<Socket>();
  readonly #server = createServer((near) => this.#join(near));
  /** The most that were open at a time. */
  most = 0;

  constructor(target: () => number) {
    this.#target = target;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Streams that are open now. */
  get open(): number {
    return this.#streams.size;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  async close(): Promise<void> {
    for (const socket of this.#all) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(near: Socket): void {
    const far = connect(this.#target(), "127.0.0.1");
    this.#all.add(near).add(far);
    // A connection of HTTP/1.1 carries one answer at a time, and a stream's never ends well.
    near.on("data", (data) => {
      const head = data.toString("latin1");
      if (head.startsWith("GET /api/events")) this.#streams.add(near);
      else if (/^(GET|POST|PATCH|DELETE|PUT) /.test(head)) this.#streams.delete(near);
      this.most = Math.max(this.most, this.#streams.size);
    });
    const end = () => {
      this.#streams.delete(near);
      this.#all.delete(near);
      this.#all.delete(far);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      socket.on("error", end);
      socket.on("close", end);
    }
    near.pipe(far);
    far.pipe(near);
  }
}
