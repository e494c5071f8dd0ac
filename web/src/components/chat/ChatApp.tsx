"use client";

import { Suspense } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { AppShell } from "@/components/layout/AppShell";
import { TooltipLayer } from "@/components/ui/TooltipLayer";
import { ChatProvider } from "@/hooks/chat/ChatProvider";
import { ChatPlaceholder } from "./ChatPlaceholder";
import { ChatScreen } from "./ChatScreen";

/** The chat's one client entry: its data, its frame, and the net under both. */
export function ChatApp() {
  return (
    <ErrorBoundary>
      <ChatProvider>
        <AppShell>
          <Suspense fallback={<ChatPlaceholder />}>
            <ChatScreen />
          </Suspense>
        </AppShell>
      </ChatProvider>
      <TooltipLayer />
    </ErrorBoundary>
  );
}
