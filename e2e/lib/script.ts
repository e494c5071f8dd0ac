import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of one model, `openai/script`, that says what the test has it say, when it says so. */
export class Script {
  #response: ServerResponse | undefined;
  #asked: (() => void) | undefined;
  readonly #server = createServer(async (request, response) => {
    if (request.method === "GET") {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ object: "list", data: [{ id: "script", object: "model" }] }));
      return;
    }
    for await (const _ of request);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    this.#response = response;
    this.#asked?.();
    this.#asked = undefined;
  });

  /** What the server under test is started with to ask this one. */
  get args(): readonly string[] {
    const { port } = this.#server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/v1`;
    return ["--openai-base-url", url, "--openai-api-key", "sk-test", "--model", "openai/script"];
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  /** Until the next answer is asked for. */
  async asked(): Promise<void> {
    if (this.#response) return;
    await new Promise<void>((resolve) => {
      this.#asked = resolve;
    });
  }

  say(content: string): void {
    this.#send({ content });
  }

  think(reasoning_content: string): void {
    this.#send({ reasoning_content });
  }

  finish(): void {
    this.#send({}, "stop");
    this.#response?.end("data: [DONE]\n\n");
    this.#response = undefined;
  }

  fail(): void {
    this.#response?.end(`data: ${JSON.stringify({ error: { message: "out", code: 500 } })}\n\n`);
    this.#response = undefined;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #send(delta: object, finish_reason: string | null = null): void {
    const choices = [{ index: 0, delta, finish_reason }];
    const chunk = { id: "c", object: "chat.completion.chunk", model: "script", choices };
    this.#response?.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
}
