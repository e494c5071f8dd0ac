import { Suspense } from "react";
import { AppShell } from "@/components/layout/AppShell";
import { TooltipLayer } from "@/components/ui/TooltipLayer";
import { ChatProvider } from "@/hooks/chat/ChatProvider";
import { ChatPlaceholder } from "./ChatPlaceholder";
import { ChatScreen } from "./ChatScreen";

/** The chat's data, its frame and its screen. */
export default function ChatLive() {
  return (
    <ChatProvider>
      <AppShell>
        <Suspense fallback={<ChatPlaceholder />}>
          <ChatScreen />
        </Suspense>
      </AppShell>
      <TooltipLayer />
    </ChatProvider>
  );
}
