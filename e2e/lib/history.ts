import type { Page } from "@playwright/test";

type Item = { id: string; title: string; updatedAt: string; pinned: boolean };

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Lets the lists that this page gets say that chats are older than they are: a test's chats are all
 * of this minute. `daysAgo` has a chat's age by its title.
 */
export async function ageChats(page: Page, daysAgo: Readonly<Record<string, number>>) {
  await page.route(/\/api\/conversations(\?|$)/, async (route) => {
    if (route.request().method() !== "GET") return route.fallback();
    const response = await route.fetch();
    const body = (await response.json()) as { items: Item[] };
    for (const item of body.items) {
      const days = daysAgo[item.title];
      if (days === undefined) continue;
      item.updatedAt = new Date(Date.parse(item.updatedAt) - days * DAY_MS).toISOString();
    }
    body.items.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
    await route.fulfill({ response, json: body });
  });
}

/** As many chats as somebody has after years, without a server that holds them: pages of a list. */
export async function manyChats(page: Page, count: number) {
  const start = Date.now();
  const items = Array.from({ length: count }, (_, index) => {
    const at = new Date(start - index * 60 * 60 * 1000).toISOString();
    return {
      id: `01900000-0000-7000-8000-${String(index).padStart(12, "0")}`,
      title: `Chat number ${index}`,
      pinned: false,
      archived: false,
      createdAt: at,
      updatedAt: at,
    };
  });
  await page.route(/\/api\/conversations(\?|$)/, async (route) => {
    if (route.request().method() !== "GET") return route.fallback();
    const query = new URL(route.request().url()).searchParams;
    if (query.get("pinned") === "true") return route.fulfill({ json: { items: [] } });
    const response = await route.fetch();
    const { asOf } = (await response.json()) as { asOf?: string };
    const from = Number(query.get("cursor") ?? 0);
    const to = from + Number(query.get("limit") ?? 50);
    const nextCursor = to < count ? String(to) : undefined;
    await route.fulfill({ json: { items: items.slice(from, to), nextCursor, asOf } });
  });
}
