import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const binary =
  process.env.THALWEG_BIN ?? new URL("../../target/debug/thalweg", import.meta.url).pathname;

/** The real binary over a folder of its own. It can be killed and started again on the same port. */
export class Server {
  readonly #folder = mkdtempSync(join(tmpdir(), "thalweg-e2e-"));
  readonly #args: readonly string[];
  #process: ChildProcess | undefined;
  #port = 0;
  #ownerLink = "";

  constructor(...args: string[]) {
    this.#args = args;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The processes that it started and that are there now. */
  get children(): readonly number[] {
    const pid = this.#process?.pid;
    if (pid === undefined) return [];
    const tasks = readdirSync(`/proc/${pid}/task`);
    const lists = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8"));
    return lists.join(" ").trim().split(/\s+/).filter(Boolean).map(Number);
  }

  /** The one-time link that the server printed at its last start. */
  get ownerLink(): string {
    return this.#ownerLink;
  }

  async start(): Promise<this> {
    const listen = `127.0.0.1:${this.#port}`;
    const args = ["serve", "--listen", listen, "--data", this.#folder, ...this.#args];
    const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    let errors = "";
    child.stderr.on("data", (text) => {
      errors += text;
    });
    const lines = createInterface({ input: child.stdout });
    const line = await new Promise<string>((resolve, reject) => {
      lines.once("line", resolve);
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${errors}`)));
    });
    const port = /:(\d+)$/.exec(line)?.[1];
    if (!port) throw new Error(`no address in "${line}"`);
    this.#port = Number(port);
    this.#ownerLink = /owner's link[^:]*: (\S+)/.exec(errors)?.[1] ?? "";
    return this;
  }

  /** Ends it at whatever it does. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Asks it to end. */
  async terminate(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  /** Ends it and forgets its folder. */
  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    child.kill(signal);
    return ended;
  }

  /** The server's own word, past the page. */
  async api<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await fetch(this.url + path, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const headers = { "content-type": "application/json" };
    return this.api<T>(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  /** The newest assistant message of a conversation. */
  async answer(conversationId: string): Promise<Message> {
    const page = await this.api<{ items: Message[] }>(
      `/api/messages?conversationId=${conversationId}`,
    );
    const answer = page.items.find((message) => message.role === "assistant");
    if (!answer) throw new Error("there is no answer");
    return answer;
  }
}

export type Message = {
  readonly id: string;
  readonly role: string;
  readonly status: string;
  readonly content: string;
};
