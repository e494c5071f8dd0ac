import type { Principal, StreamEvent } from "@thalweg/client";
import { createContext, use } from "react";

/** The person's own feed, for the parts of the page that are no chat. */
export type FeedHandle = {
  /** Resolves to who is asking once the server said it; nothing is asked before. */
  readonly identified: () => Promise<Principal>;
  /** Tells of each event of the feed until what it gives back is called. */
  readonly watchFeed: (listener: (event: StreamEvent) => void) => () => void;
};

export const FeedContext = createContext<FeedHandle | null>(null);

export function useFeed(): FeedHandle {
  const feed = use(FeedContext);
  if (feed === null) throw new Error("the chat's provider is missing above this component");
  return feed;
}
