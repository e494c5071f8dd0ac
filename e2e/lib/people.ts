import {
  type Browser,
  type BrowserContext,
  expect,
  type Locator,
  type Page,
} from "@playwright/test";
import { Chat } from "./chat.ts";

export const PASSWORD = "tides come and go";

/** Somebody in a browser of their own. */
export class Person {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly chat: Chat;

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    this.chat = new Chat(page);
  }

  static async in(browser: Browser): Promise<Person> {
    const context = await browser.newContext();
    return new Person(context, await context.newPage());
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole("heading", { name });
  }

  get name(): Locator {
    return this.page.getByLabel("Name", { exact: true });
  }

  get password(): Locator {
    return this.page.locator("[data-field=password] input").last();
  }

  /** Makes an account with a link, and waits until the chat is there. */
  async register(link: string, name: string, password = PASSWORD): Promise<void> {
    await this.page.goto(link);
    await expect(this.heading(/owner’s account|You are invited/)).toBeVisible();
    expect(new URL(this.page.url()).hash).toBe("");
    await this.name.fill(name);
    await this.password.fill(password);
    await this.page.getByRole("button", { name: "Make the account" }).click();
    await this.isIn(name);
  }

  /** Fills in what is over the page. */
  async signIn(name: string, password = PASSWORD): Promise<void> {
    await this.name.fill(name);
    await this.password.fill(password);
    await this.password.press("Enter");
  }

  async isIn(name: string): Promise<void> {
    await expect(this.page.getByRole("button", { name: `Account: ${name}` })).toBeVisible();
    await expect(this.page.locator("[data-slot=access]")).toHaveCount(0);
    await expect(this.chat.dot).toHaveAttribute("data-state", "live");
  }

  async signOut(): Promise<void> {
    await this.page.getByRole("button", { name: /^Account:/ }).click();
    await this.page.getByRole("menuitem", { name: "Sign out" }).click();
    await this.page.getByRole("button", { name: "Sign out" }).click();
    await expect(this.heading("Sign in")).toBeVisible();
  }

  /** Makes an invitation on the admin page and gives its link. */
  async invite(url: string, role: "Admin" | "Member" | "Viewer"): Promise<string> {
    await this.page.goto(`${url}/admin?part=invitations`);
    await this.page.getByLabel("Role").selectOption(role);
    await this.page.getByRole("button", { name: "Make an invitation" }).click();
    return (await this.page.locator("[data-slot=secret] code").textContent()) ?? "";
  }

  /** Ends every other session of theirs, on the account page. */
  async endOtherSessions(url: string): Promise<void> {
    await this.page.goto(`${url}/account`);
    const rows = this.page.locator("[data-slot=session]");
    await rows.nth(1).waitFor();
    for (let left = await rows.count(); left > 1; left -= 1) {
      const other = rows.filter({ hasNotText: "This browser" }).first();
      await other.getByRole("button", { name: /^Sign out/ }).click();
      await expect(rows).toHaveCount(left - 1);
    }
  }

  /** What the server says to this browser. */
  ask<T>(path: string): Promise<T> {
    return this.page.evaluate(async (url) => (await fetch(url)).json(), path) as Promise<T>;
  }
}
