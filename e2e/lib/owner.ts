import { expect, type Page } from "@playwright/test";
import type { Server } from "./server.ts";

/** Opens the owner's one-time link, and waits until this browser is the owner's. */
export async function openOwnerLink(page: Page, server: Server): Promise<void> {
  const claimed = page.waitForResponse(
    (answer) => new URL(answer.url()).pathname === "/api/auth/owner",
  );
  await page.goto(server.ownerLink);
  expect((await claimed).status()).toBe(204);
  await expect(page).not.toHaveURL(/#owner/);
}
