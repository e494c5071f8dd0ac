"use client";

import { type ReactNode, Suspense } from "react";
import { PageTitle } from "@/components/chat/attention/PageTitle";
import { ConnectionLine } from "@/components/chat/ConnectionLine";
import { ScreenProvider } from "@/components/chat/ScreenContext";
import { AppShell } from "@/components/layout/AppShell";
import { OverlayHost } from "@/components/layout/OverlayHost";
import { PageCommands } from "@/components/layout/PageCommands";
import { TooltipLayer } from "@/components/ui/TooltipLayer";
import { ChatProvider } from "@/hooks/chat/ChatProvider";

type PageFrameProps = {
  readonly page: "account" | "admin";
  readonly title: string;
  readonly children: ReactNode;
};

const MAIN = "page-main";

/** The frame of a page about accounts: the rail, a heading, and one column that scrolls. */
export function PageFrame({ page, title, children }: PageFrameProps) {
  return (
    <ChatProvider>
      <AppShell page={page} skip={{ to: MAIN, label: `Skip to ${title.toLowerCase()}` }}>
        <ScreenProvider conversationId={null}>
          <PageCommands />
          <PageTitle title={title} />
          <main
            id={MAIN}
            tabIndex={-1}
            className="relative flex min-w-0 grow flex-col outline-none"
          >
            <Suspense>{children}</Suspense>
            <div className="pointer-events-none absolute inset-x-4 bottom-4 z-20 flex flex-col items-center gap-2">
              <ConnectionLine />
            </div>
          </main>
          <OverlayHost />
        </ScreenProvider>
      </AppShell>
      <TooltipLayer />
    </ChatProvider>
  );
}
