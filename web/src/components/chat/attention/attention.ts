import { createStore } from "zustand/vanilla";
import type { ChatState } from "@/stores/chat.store";

/** What happened while nobody looked, for the title and the icon of the tab. */
export type Mark = "none" | "done" | "failed";

export const attentionStore = createStore<{ readonly mark: Mark }>(() => ({ mark: "none" }));

/** An answer that ended. */
export type Ended = {
  readonly conversationId: string;
  readonly title: string;
  readonly mark: "done" | "failed";
};

const GOOD = new Set(["complete", "stopped", "length"]);

/** The answers that ended between two states of the page, in any conversation. */
export function endedBetween(before: ChatState, after: ChatState): readonly Ended[] {
  const ended: Ended[] = [];
  const add = (id: string, mark: Ended["mark"]) => {
    const title = after.conversations.get(id)?.title || "New chat";
    ended.push({ conversationId: id, title, mark });
  };
  const { openId } = after;
  const run = openId === null ? undefined : before.threads.get(openId)?.thread.run;
  const thread = openId === null ? undefined : after.threads.get(openId)?.thread;
  if (openId !== null && run !== undefined && thread !== undefined && thread.run === undefined) {
    const status = thread.messages.get(run.assistantMessageId)?.status;
    if (status !== "streaming") add(openId, GOOD.has(status ?? "") ? "done" : "failed");
  }
  if (before.conversations === after.conversations) return ended;
  for (const [id, { running }] of before.conversations) {
    const now = after.conversations.get(id);
    // How an answer ended that is not open is told in its chat alone.
    if (running && now && !now.running && id !== openId) add(id, "done");
  }
  return ended;
}

/** The title of a page with such a mark. */
export function markedTitle(mark: Mark, title: string): string {
  if (mark === "done") return `✓ ${title}`;
  return mark === "failed" ? `! ${title}` : title;
}

const COLOURS = { done: "#0d9488", failed: "#c10007" } as const;

/** The page's icon with a dot; an address that needs no network. */
export function markedIcon(mark: Exclude<Mark, "none">): string {
  const lines = ["M2 6c5 0 7 3 12 3s7-3 12-3", "M2 13c5 0 7 4 12 4s7-4 12-4"];
  const paths = lines.map((path) => `<path d="${path}"/>`).join("");
  const dot = `<circle cx="21" cy="21" r="6" stroke="none" fill="${COLOURS[mark]}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" fill="none" stroke="#0d9488" stroke-width="2.5" stroke-linecap="round">${paths}${dot}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
