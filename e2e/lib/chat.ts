import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page } from "@playwright/test";

/** The chat page as a person uses it. */
export class Chat {
  readonly page: Page;
  /** What the browser complained of; a test that expects none says so at its end. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        this.complaints.push(message.text());
      }
    });
    page.on("pageerror", (error) => this.complaints.push(error.message));
  }

  async open(url: string, id?: string): Promise<void> {
    await this.page.goto(id ? `${url}/chat?id=${id}` : `${url}/chat`);
    await expect(this.dot).toHaveAttribute("data-state", "live");
  }

  get dot(): Locator {
    return this.page.locator("[data-slot=connection-dot]:visible");
  }

  get line(): Locator {
    return this.page.locator("[data-slot=connection-line]");
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: "Message", exact: true });
  }

  get answer(): Locator {
    return this.page.locator("[data-slot=message][data-role=assistant]").last();
  }

  get ending(): Locator {
    return this.answer.locator("[data-slot=ending]");
  }

  get id(): string {
    return new URL(this.page.url()).searchParams.get("id") ?? "";
  }

  async ask(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
    await expect(this.composer).toHaveValue("");
    await expect(this.page).toHaveURL(/[?&]id=/);
  }

  /** Waits until the answer has at least so many characters, and gives them. */
  async read(atLeast: number): Promise<string> {
    await expect.poll(async () => (await this.text()).length).toBeGreaterThanOrEqual(atLeast);
    return this.text();
  }

  /** The paragraphs of the answer, as one line of words. */
  async text(): Promise<string> {
    const paragraphs = await this.answer.locator("[data-slot=markdown] p").allInnerTexts();
    return words(paragraphs.join(" "));
  }

  /** Waits until just this is drawn: the last words come a moment after the status. */
  async says(text: string): Promise<void> {
    await expect.poll(() => this.text()).toBe(text);
  }

  async status(status: string, timeout = 30_000): Promise<void> {
    await expect(this.answer).toHaveAttribute("data-status", status, { timeout });
  }

  /** Fails on anything that a person with a disability would stumble over. */
  async accessible(): Promise<void> {
    // What changes its colour by and by has none to be measured yet.
    await this.page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter((animation) => animation instanceof CSSTransition)
          .map((transition) => transition.finished),
      ),
    );
    const result = await new AxeBuilder({ page: this.page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      // The other mode opens a page for each look, to join the findings of frames; there are none.
      .setLegacyMode()
      .analyze();
    const faults = result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join()}`);
    expect(faults).toEqual([]);
  }

  /** The same in the light and in the dark; the page is left in the dark. */
  async accessibleInBoth(): Promise<void> {
    for (const colorScheme of ["light", "dark"] as const) {
      await this.page.emulateMedia({ colorScheme });
      await this.accessible();
    }
  }
}

/** Text without the line breaks and runs of spaces that layout makes. */
export function words(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
