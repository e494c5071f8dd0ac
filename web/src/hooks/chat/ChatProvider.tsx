"use client";

import { type ReactNode, useEffect, useState } from "react";
import { AccessContext } from "@/hooks/access/access-context";
import { createAccessApi } from "@/lib/access-api";
import { createPageClient } from "@/lib/fetcher";
import { createAccess } from "@/stores/access/access";
import { createChatStore } from "@/stores/chat.store";
import { createChatActions } from "@/stores/chat-actions";
import { createChatRuntime } from "@/stores/chat-runtime";
import { createDraftSync } from "@/stores/draft-sync";
import { ChatContext } from "./chat-context";
import { DraftsContext } from "./drafts-context";
import { FeedContext } from "./feed-context";
import { useRealAddress } from "./useRealAddress";

type ChatProviderProps = { readonly children: ReactNode };

/** Holds who the page belongs to, the chat's data and the tab's one stream for everything below. */
export function ChatProvider({ children }: ChatProviderProps) {
  const [{ access, runtime, handle, feed, drafts }] = useState(createChat);

  useEffect(() => {
    const stopWatching = access.start();
    runtime.start();
    drafts.start();
    return () => {
      drafts.stop();
      runtime.stop();
      stopWatching();
    };
  }, [access, runtime, drafts]);
  useRealAddress(handle.store);

  return (
    <AccessContext value={access}>
      <ChatContext value={handle}>
        <FeedContext value={feed}>
          <DraftsContext value={drafts}>{children}</DraftsContext>
        </FeedContext>
      </ChatContext>
    </AccessContext>
  );
}

function createChat() {
  const api = createAccessApi();
  const access = { ...createAccess({ api }), api };
  const store = createChatStore();
  const runtime = createChatRuntime(createPageClient(access.back), store, access);
  return {
    access,
    runtime,
    drafts: createDraftSync(runtime),
    handle: { store, actions: createChatActions(runtime) },
    feed: { identified: runtime.feed.identified, watchFeed: runtime.watchFeed },
  };
}
