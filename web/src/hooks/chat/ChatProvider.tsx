"use client";

import { type ReactNode, useEffect, useState } from "react";
import { createPageClient } from "@/lib/fetcher";
import { createChatStore } from "@/stores/chat.store";
import { createChatActions } from "@/stores/chat-actions";
import { createChatRuntime } from "@/stores/chat-runtime";
import { ChatContext } from "./chat-context";
import { FeedContext } from "./feed-context";
import { useRealAddress } from "./useRealAddress";

type ChatProviderProps = { readonly children: ReactNode };

/** Holds the chat's data and the tab's one stream for everything below. */
export function ChatProvider({ children }: ChatProviderProps) {
  const [{ runtime, handle, feed }] = useState(createChat);

  useEffect(() => {
    runtime.start();
    return runtime.stop;
  }, [runtime]);
  useRealAddress(handle.store);

  return (
    <ChatContext value={handle}>
      <FeedContext value={feed}>{children}</FeedContext>
    </ChatContext>
  );
}

function createChat() {
  const store = createChatStore();
  const runtime = createChatRuntime(createPageClient(), store);
  return {
    runtime,
    handle: { store, actions: createChatActions(runtime) },
    feed: { identified: runtime.feed.identified, watchFeed: runtime.watchFeed },
  };
}
