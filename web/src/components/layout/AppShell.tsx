import type { ReactNode } from "react";
import { Icon } from "@/components/Icon";
import { ConnectionDot } from "./ConnectionDot";
import { Mark } from "./Mark";
import { RailButton } from "./RailButton";

type AppShellProps = {
  readonly children: ReactNode;
  /** The connection is known only inside the chat's provider; a placeholder page has none. */
  readonly connection?: boolean;
};

/** The frame of every page: a rail at the left, on phones a bar at the foot. */
export function AppShell({ children, connection = true }: AppShellProps) {
  return (
    <div className="flex h-dvh flex-col-reverse ps-[env(safe-area-inset-left)] pe-[env(safe-area-inset-right)] md:flex-row">
      <a
        href="#composer"
        className="sr-only focus-visible:not-sr-only focus-visible:fixed focus-visible:top-2 focus-visible:left-2 focus-visible:z-50 focus-visible:rounded-control focus-visible:bg-raised focus-visible:px-3 focus-visible:py-2 focus-visible:shadow-float"
      >
        Skip to the composer
      </a>
      <nav
        aria-label="Pages"
        className="flex shrink-0 items-center gap-1 border-line px-2 max-md:justify-around max-md:border-t max-md:pt-1 max-md:pb-[max(4px,env(safe-area-inset-bottom))] md:w-14 md:flex-col md:border-e md:py-3 [@media(max-height:420px)]:max-md:hidden"
      >
        <Mark className="my-1 text-accent max-md:hidden md:mb-3" />
        <a
          href="/chat"
          aria-label="Chat"
          aria-current="page"
          data-tip="Chat"
          className="inline-flex size-10 items-center justify-center rounded-control bg-hover touch:size-11"
        >
          <Icon name="chat" size={20} />
        </a>
        <RailButton icon="command" label="Search chats and commands" opens="palette" />
        <span className="grow max-md:hidden" />
        <RailButton icon="settings" label="Settings" opens="settings" />
        {connection ? <ConnectionDot /> : <span className="size-10" />}
      </nav>
      <div className="flex min-h-0 min-w-0 grow">{children}</div>
    </div>
  );
}
