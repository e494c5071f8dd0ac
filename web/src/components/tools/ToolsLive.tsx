import { Suspense } from "react";
import { ScreenProvider } from "@/components/chat/ScreenContext";
import { AppShell } from "@/components/layout/AppShell";
import { OverlayHost } from "@/components/layout/OverlayHost";
import { PageCommands } from "@/components/layout/PageCommands";
import { TooltipLayer } from "@/components/ui/TooltipLayer";
import { ChatProvider } from "@/hooks/chat/ChatProvider";
import { SourcesProvider } from "@/hooks/sources/SourcesProvider";
import { ToolsProvider } from "@/hooks/tools/ToolsProvider";
import { ToolsScreen } from "./ToolsScreen";

/** The page's data, its frame and its screen. The connection and the palette are the chat's. */
export default function ToolsLive() {
  return (
    <ChatProvider>
      <ToolsProvider lists>
        <SourcesProvider>
          <AppShell page="tools" skip={{ to: "tool-search", label: "Skip to the tools" }}>
            <ScreenProvider conversationId={null}>
              <PageCommands />
              <Suspense>
                <ToolsScreen />
              </Suspense>
              <OverlayHost />
            </ScreenProvider>
          </AppShell>
          <TooltipLayer />
        </SourcesProvider>
      </ToolsProvider>
    </ChatProvider>
  );
}
