import { expect, type Page } from "@playwright/test";
import { Chat } from "./chat.ts";
import { importTurns } from "./long.ts";
import type { Script } from "./script.ts";
import type { Server } from "./server.ts";
import { Thread } from "./thread.ts";

export const LINE = "The tide comes in and goes out again, and the harbour waits. ";

/** A chat of so many turns, open at its end. */
export async function openTurns(
  server: Server,
  page: Page,
  turns: number,
): Promise<[Chat, Thread, string]> {
  const id = await importTurns(server, turns);
  const chat = new Chat(page);
  const thread = new Thread(page);
  await chat.open(server.url, id);
  await expect(thread.message(`Answer ${turns} ends here.`)).toBeVisible();
  await thread.rest();
  return [chat, thread, id];
}

/** Asks, and waits until the model's server waits for its words. */
export async function askScript(script: Script, chat: Chat, text: string): Promise<void> {
  const asked = script.asked();
  await chat.ask(text);
  await asked;
}

/** Has so many paragraphs come, and waits until the last is on the page. */
export async function sayParagraphs(
  script: Script,
  page: Page,
  name: string,
  paragraphs: number,
): Promise<void> {
  for (let at = 1; at <= paragraphs; at += 1) script.say(`${LINE.repeat(4)}\n\n`);
  script.say(`${name}.\n\n`);
  await expect(page.getByText(`${name}.`, { exact: true })).toBeAttached();
}
