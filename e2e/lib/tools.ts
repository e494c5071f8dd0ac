import { expect, type Locator } from "@playwright/test";
import { Chat } from "./chat.ts";

/** The tools page as a person uses it. */
export class Tools extends Chat {
  async visit(url: string, query = ""): Promise<void> {
    await this.page.goto(`${url}/tools${query}`);
    await expect(this.dot).toHaveAttribute("data-state", "live");
  }

  get list(): Locator {
    return this.page.locator("[data-slot=tool-list]");
  }

  get history(): Locator {
    return this.page.locator("[data-slot=job-history]");
  }

  /** The call that is shown. */
  get card(): Locator {
    return this.page.locator("main [data-slot=tool-call]");
  }

  get log(): Locator {
    return this.card.locator("[data-slot=log] pre");
  }

  get result(): Locator {
    return this.card.locator("[data-slot=output]");
  }

  override get ending(): Locator {
    return this.card.locator("[data-slot=ending]");
  }

  get runs(): Locator {
    return this.page.getByRole("button", { name: "Run", exact: true });
  }

  get job(): string {
    return new URL(this.page.url()).searchParams.get("job") ?? "";
  }

  button(name: string): Locator {
    return this.card.getByRole("button", { name, exact: true });
  }

  async choose(title: string): Promise<void> {
    await this.list.getByRole("link", { name: title }).click();
    await expect(this.page.getByRole("heading", { name: title, level: 2 })).toBeVisible();
  }

  /** Fills one field of the chosen tool and runs it. */
  async run(field: string, value: string): Promise<void> {
    await this.page.getByRole("textbox", { name: field }).fill(value);
    await this.runs.click();
    await expect(this.page).toHaveURL(/[?&]job=/);
  }

  async is(status: string, timeout = 20_000): Promise<void> {
    await expect(this.card).toHaveAttribute("data-status", status, { timeout });
  }
}
