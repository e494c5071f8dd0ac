import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";

/** The program of the reference MCP server, which offers something of everything. */
export const EVERYTHING = new URL(
  "../node_modules/@modelcontextprotocol/server-everything/dist/index.js",
  import.meta.url,
).pathname;

/** The same over streamable HTTP, on this machine. */
export class EverythingOverHttp {
  #process: ChildProcess | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}/mcp`;
  }

  /** Starts it, on the port that it had before. It does not say which one it took, so it is given one. */
  async start(): Promise<this> {
    this.#port ||= await freePort();
    const env = { PATH: process.env.PATH ?? "", PORT: String(this.#port) };
    const child = spawn(process.execPath, [EVERYTHING, "streamableHttp"], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the MCP server ended with ${code}`)));
      createInterface({ input: child.stderr }).on("line", (line) => {
        if (line.includes("listening on port")) resolve();
      });
    });
    return this;
  }

  async close(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
