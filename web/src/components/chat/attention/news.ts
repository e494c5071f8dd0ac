import { createStore } from "zustand/vanilla";
import type { News } from "./signs";

/** What came to pass in each chat while this page was out of sight; empty as soon as it is seen. */
export const newsStore = createStore<{ readonly news: Readonly<Record<string, News>> }>(() => ({
  news: {},
}));

export function addNews(id: string, news: News): void {
  newsStore.setState((state) => ({ news: { ...state.news, [id]: news } }));
}

export function clearNews(): void {
  if (Object.keys(newsStore.getState().news).length > 0) newsStore.setState({ news: {} });
}
