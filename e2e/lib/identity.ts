import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import Provider from "oidc-provider";

const CLIENT = "thalweg";

/**
 * A real identity provider, on another site than the chat: browsers take `localhost` and `127.0.0.1`
 * for two. It knows whoever says a name, whatever the password.
 */
export class Identity {
  readonly issuer: string;
  readonly #server: Server;
  readonly #secret = randomBytes(24).toString("base64url");
  #listener: RequestListener = (_, response) => response.writeHead(503).end();

  static async start(): Promise<Identity> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
    return new Identity(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    this.issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => this.#listener(request, response));
  }

  /** The options of a chat server whose people sign in here. */
  get options(): readonly string[] {
    return [
      ...["--oidc-issuer", this.issuer, "--oidc-client-id", CLIENT],
      ...["--oidc-client-secret", this.#secret, "--oidc-name", "Harbour ID"],
    ];
  }

  /** Makes the chat server at `url` known here. Until then everything is answered with 503. */
  serve(url: string): void {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "one" };
    const provider = new Provider(this.issuer, {
      clients: [
        {
          client_id: CLIENT,
          client_secret: this.#secret,
          redirect_uris: [`${url}/api/auth/oidc/callback`],
          grant_types: ["authorization_code"],
          response_types: ["code"],
        },
      ],
      pkce: { required: () => true },
      cookies: { keys: [randomBytes(24).toString("hex")] },
      jwks: { keys: [key] },
      claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email"] },
      findAccount: (_: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, preferred_username: id, name: `${id} of the harbour` }),
      }),
      features: { devInteractions: { enabled: true } },
    });
    this.#listener = provider.callback();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Somebody on the provider's pages. */
export class AtProvider {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Says who they are. */
  async say(name: string): Promise<void> {
    await this.#page.locator("input[name=login]").fill(name);
    await this.#page.locator("input[name=password]").fill("anything");
    await this.#page.getByRole("button", { name: "Sign-in" }).click();
  }

  /** Lets the chat know it. */
  async agree(): Promise<void> {
    await this.#page.getByRole("button", { name: "Continue" }).click();
  }

  /** Does not. */
  async decline(): Promise<void> {
    await this.#page.getByRole("link", { name: /Cancel/ }).click();
  }
}
