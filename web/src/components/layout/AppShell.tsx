import type { ReactNode } from "react";
import { AccessGate } from "@/components/access/AccessGate";
import { AccountButton } from "@/components/access/AccountButton";
import { Icon, type IconName } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import { ConnectionDot } from "./ConnectionDot";
import { Mark } from "./Mark";
import { RailButton } from "./RailButton";

type AppShellProps = {
  readonly children: ReactNode;
  readonly page?: PageName;
  /** Where the keyboard gets to past the rail: an element's id, and how that is called. */
  readonly skip?: { readonly to: string; readonly label: string };
  /** The connection is known only inside the chat's provider; a placeholder page has none. */
  readonly connection?: boolean;
};

type PageName = "chat" | "tools" | "account" | "admin";

/** What the rail leads to; the rest is reached by the account's menu. */
const PAGES: readonly {
  readonly name: PageName;
  readonly label: string;
  readonly icon: IconName;
}[] = [
  { name: "chat", label: "Chat", icon: "chat" },
  { name: "tools", label: "Tools", icon: "tool" },
];

const COMPOSER = { to: "composer", label: "Skip to the composer" };

/** The frame of every page: a rail at the left, on phones a bar at the foot. */
export function AppShell(props: AppShellProps) {
  const { children, connection = true, page = "chat", skip = COMPOSER } = props;
  return (
    <div className="flex h-dvh flex-col-reverse ps-[env(safe-area-inset-left)] pe-[env(safe-area-inset-right)] md:flex-row">
      <a
        href={`#${skip.to}`}
        className="sr-only focus-visible:not-sr-only focus-visible:fixed focus-visible:top-2 focus-visible:left-2 focus-visible:z-50 focus-visible:rounded-control focus-visible:bg-raised focus-visible:px-3 focus-visible:py-2 focus-visible:shadow-float"
      >
        {skip.label}
      </a>
      <nav
        aria-label="Pages"
        className="flex shrink-0 items-center gap-1 border-line px-2 max-md:justify-around max-md:border-t max-md:pt-1 max-md:pb-[max(4px,env(safe-area-inset-bottom))] md:w-14 md:flex-col md:border-e md:py-3 [@media(max-height:420px)]:max-md:hidden"
      >
        <Mark className="my-1 text-accent max-md:hidden md:mb-3" />
        {PAGES.map(({ name, label, icon }) => (
          <a
            key={name}
            href={`/${name}`}
            aria-label={label}
            aria-current={name === page ? "page" : undefined}
            data-tip={label}
            className={cx(
              "inline-flex size-10 items-center justify-center rounded-control touch:size-11",
              name === page ? "bg-hover" : "text-muted hover:bg-hover hover:text-fg",
            )}
          >
            <Icon name={icon} size={20} />
          </a>
        ))}
        <RailButton icon="command" label="Search chats and commands" opens="palette" />
        <span className="grow max-md:hidden" />
        {connection ? <AccountButton /> : null}
        <RailButton icon="settings" label="Settings" opens="settings" />
        {connection ? <ConnectionDot /> : <span className="size-10" />}
      </nav>
      <div className="flex min-h-0 min-w-0 grow">{children}</div>
      {connection ? <AccessGate /> : null}
    </div>
  );
}
