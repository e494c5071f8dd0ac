import { Suspense } from "react";
import { AppShell } from "@/components/layout/AppShell";
import { TooltipLayer } from "@/components/ui/TooltipLayer";
import { ChatProvider } from "@/hooks/chat/ChatProvider";
import { ToolsProvider } from "@/hooks/tools/ToolsProvider";
import { ChatPlaceholder } from "./ChatPlaceholder";
import { ChatScreen } from "./ChatScreen";

/** The chat's data, its frame and its screen. */
export default function ChatLive() {
  return (
    <ChatProvider>
      <ToolsProvider lists={false}>
        <AppShell>
          <Suspense fallback={<ChatPlaceholder />}>
            <ChatScreen />
          </Suspense>
        </AppShell>
      </ToolsProvider>
      <TooltipLayer />
    </ChatProvider>
  );
}
