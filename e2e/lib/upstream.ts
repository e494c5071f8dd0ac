import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A server of models that speaks as OpenAI does and misbehaves in one way for each of its models:
 * the model's name is what it does.
 */
export class Upstream {
  /** Bodies of the requests for answers, oldest first. */
  readonly asked: { readonly model: string; readonly messages: readonly Said[] }[] = [];
  /** The credentials that requests brought. */
  readonly keys = new Set<string>();
  /** What `told` has yet to say; null ends its answer. */
  readonly #told: (string | null)[] = [];
  #wake: () => void = () => {};
  /** Whether `limited` takes nothing for now. */
  limited = true;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  /** Refuses every connection from now on, as a server that is not there. */
  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Has the model `told` say these pieces, one after the other; null ends its answer. */
  tell(...pieces: (string | null)[]): void {
    this.#told.push(...pieces);
    this.#wake();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "GET") {
      const data = MODELS.map((id) => ({ id, object: "model" }));
      return json(response, 200, { object: "list", data });
    }
    this.keys.add(request.headers.authorization ?? "");
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    this.asked.push(body);
    const model: string = body.model;
    switch (model) {
      case "unauthorized":
        return json(response, 401, { error: { message: "Incorrect API key: sk-SECRET" } });
      case "gone":
        return json(response, 404, { error: { code: "model_not_found", message: "sk-SECRET" } });
      case "limited":
        if (!this.limited) break;
        response.setHeader("retry-after", LIMITED_SECONDS);
        return json(response, 429, { error: { message: "slow down, sk-SECRET" } });
      case "broken":
        return json(response, 500, { error: { message: "stack trace with sk-SECRET" } });
      case "html":
        response.writeHead(200, { "content-type": "text/html" });
        response.end("<!doctype html><title>Welcome to nginx</title>");
        return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    const offered: Offered[] = body.tools ?? [];
    await this.#stream(model, body.messages.at(-1), offered, response);
  }

  async #stream(
    model: string,
    last: Said | undefined,
    offered: readonly Offered[],
    response: ServerResponse,
  ): Promise<void> {
    const asked = last?.content ?? "";
    const send = (choice: object) => {
      const chunk = { id: "c", object: "chat.completion.chunk", model, choices: [choice] };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    };
    const say = (content: string) => send({ index: 0, delta: { content }, finish_reason: null });
    const finish = (finish_reason: string) => {
      send({ index: 0, delta: {}, finish_reason });
      response.end("data: [DONE]\n\n");
    };
    // The server also asks for titles; what is to be told is not for them.
    if (model === "told" && asked === "Go on") {
      for (;;) {
        const piece = this.#told.shift();
        if (piece === null || response.destroyed) return finish("stop");
        if (piece !== undefined) say(piece);
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
    switch (model) {
      case "empty":
        return finish("stop");
      case "cut":
        say("Half of an ");
        await pause(50);
        response.destroy();
        return;
      case "short":
        say("An answer that is cut at its ");
        return finish("length");
      case "prudish":
        return finish("content_filter");
      case "eager": {
        const call = { index: 0, id: "t1", function: { name: "weather", arguments: "{}" } };
        send({ index: 0, delta: { tool_calls: [call] }, finish_reason: null });
        return finish("tool_calls");
      }
      case "caller": {
        if (last?.role === "tool") {
          say(`The tool said: ${asked}`);
          return finish("stop");
        }
        const wanted = asked.includes("ask me") ? "__trigger-elicitation-request" : "__echo";
        const echo = offered.find((tool) => tool.function.name.endsWith(wanted));
        if (!echo) {
          say("There is nothing to call.");
          return finish("stop");
        }
        const args = wanted === "__echo" ? { message: asked } : {};
        const called = { name: echo.function.name, arguments: JSON.stringify(args) };
        const tool_calls = [{ index: 0, id: "t1", type: "function", function: called }];
        send({ index: 0, delta: { tool_calls }, finish_reason: null });
        return finish("tool_calls");
      }
      default:
        for (const word of `This is ${model} speaking.`.split(/(?<= )/)) {
          say(word);
          await pause(20);
        }
        return finish("stop");
    }
  }
}

/** Longer than the server would wait by itself. */
export const LIMITED_SECONDS = 12;

type Said = { readonly role: string; readonly content: string };
type Offered = { readonly function: { readonly name: string } };

const MODELS = [
  "alpha",
  "beta",
  "unauthorized",
  "gone",
  "limited",
  "broken",
  "html",
  "cut",
  "empty",
  "short",
  "prudish",
  "eager",
  "told",
  /** Calls the tool `…__echo` with what it was asked, and says what came of it. */
  "caller",
] as const;

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
