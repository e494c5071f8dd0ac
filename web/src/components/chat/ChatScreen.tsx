"use client";

import { useSearchParams } from "next/navigation";
import { Suspense, useEffect, useState } from "react";
import { useStore } from "zustand";
import { ChatComposer } from "@/components/ChatComposer";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { OverlayHost } from "@/components/layout/OverlayHost";
import { PageCommands } from "@/components/layout/PageCommands";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { whenIdle } from "@/lib/idle";
import { lazyPart } from "@/lib/lazy-part";
import { drawerStore } from "@/stores/drawer.store";
import { ChatHeader } from "./ChatHeader";
import { EmptyState } from "./EmptyState";
import { HistoryPanel } from "./history/HistoryPanel";
import { Overlays } from "./Overlays";
import { ScreenCommands } from "./ScreenCommands";
import { ScreenProvider } from "./ScreenContext";
import { ThreadSkeleton } from "./ThreadSkeleton";
import { useThreadKey } from "./use-thread-key";

/** With the markdown renderer in tow. */
const loadThread = () => import("./Thread");
const Thread = lazyPart(loadThread);
// Where a chat is opened it is fetched beside the first messages; the export has no address.
if (typeof window !== "undefined" && new URLSearchParams(window.location.search).has("id"))
  prepareThread();

const ResultsDrawer = lazyPart(() => import("./calls/ResultsDrawer"));

/** `/chat`: the history, one thread and its composer. */
export function ChatScreen() {
  const query = useSearchParams();
  const conversationId = query.get("id");
  const soughtId = query.get("message");
  const threadKey = useThreadKey(conversationId);
  const { open } = useChatActions();
  const [sent, setSent] = useState(0);

  useEffect(() => open(conversationId), [open, conversationId]);
  // A new chat has none to show until something is sent.
  useEffect(() => whenIdle([prepareThread]), []);

  return (
    <ScreenProvider conversationId={conversationId}>
      <ScreenCommands />
      <PageCommands />
      <HistoryPanel />
      <main className="relative flex min-w-0 grow flex-col">
        <ChatHeader conversationId={conversationId} />
        <ErrorBoundary key={threadKey}>
          {conversationId === null || threadKey === null ? (
            <EmptyState />
          ) : (
            <Suspense fallback={<ThreadSkeleton />}>
              <Thread conversationId={conversationId} sent={sent} soughtId={soughtId} />
            </Suspense>
          )}
        </ErrorBoundary>
        <div className="relative shrink-0 px-4 pb-4 md:px-6 md:pb-6">
          <Overlays conversationId={conversationId} />
          <ChatComposer
            conversationId={conversationId}
            onSent={() => setSent((count) => count + 1)}
          />
        </div>
      </main>
      <DrawerPlace key={`drawer-${threadKey}`} />
      <OverlayHost />
    </ScreenProvider>
  );
}

/** What cannot be fetched now is fetched anew when it is shown. */
function prepareThread() {
  loadThread().catch(() => undefined);
}

/** A long result beside the thread; what draws it is fetched with the first. */
function DrawerPlace() {
  const open = useStore(drawerStore, (state) => state.shown !== null);
  // It is of the thread that is left.
  useEffect(() => () => drawerStore.setState({ shown: null }), []);
  return open ? (
    <Suspense>
      <ResultsDrawer />
    </Suspense>
  ) : null;
}
