import { startTransition, useEffect, useState } from "react";
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
          <Screen />
        </AppShell>
      </ToolsProvider>
      <TooltipLayer />
    </ChatProvider>
  );
}

/**
 * The screen in place of what the exported page shows of it. Drawn as a transition it is made in
 * pieces between which the page answers; in one piece a slow phone was deaf for a while.
 */
function Screen() {
  const [begun, setBegun] = useState(false);
  useEffect(() => startTransition(() => setBegun(true)), []);
  return begun ? <ChatScreen /> : <ChatPlaceholder />;
}
