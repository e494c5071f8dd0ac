"use client";

import { DropdownMenu } from "radix-ui";
import { type ReactNode, type Ref, useEffect, useRef } from "react";
import { Icon, type IconName } from "@/components/Icon";
import { IconButton } from "@/components/ui/IconButton";
import { useAccess, useAccessState } from "@/hooks/access/access-context";
import { selectIsAdmin } from "@/stores/access/access.store";
import { ROLE_WORDS } from "./access-words";
import { personOf } from "./account-words";

type AccountMenuProps = {
  readonly label: string;
  /** Whether a key asked for it; then the first entry has the focus, as a menu's has. */
  readonly byKey: boolean;
  /** What the menu is drawn in. */
  readonly holder: HTMLElement;
};

/** What can be done about who one is; open from its first appearance, which a press has asked for. */
export default function AccountMenu({ label, byKey, holder }: AccountMenuProps) {
  const { want } = useAccess();
  const me = useAccessState((state) => state.me);
  const admin = useAccessState(selectIsAdmin);
  const mayRegister = useAccessState(({ auth }) => auth?.registration === "open");
  const first = useRef<HTMLAnchorElement>(null);
  const account = me?.account;
  // On phones the rail is a bar at the foot.
  const inBar = window.innerWidth < 768;

  useEffect(() => {
    if (byKey) first.current?.focus();
  }, [byKey]);
  // After the menu has let go of the focus.
  const open = (wish: Parameters<typeof want>[0]) => setTimeout(() => want(wish));

  return (
    <DropdownMenu.Root defaultOpen modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton icon="account" size={20} label={label} className="size-10" />
      </DropdownMenu.Trigger>
      {/* A named container is there at once, so that the first entry can have the focus. */}
      <DropdownMenu.Portal container={holder}>
        <DropdownMenu.Content
          side={inBar ? "top" : "right"}
          align={inBar ? "center" : "end"}
          sideOffset={8}
          collisionPadding={8}
          className="z-40 w-56 animate-enter rounded-card border border-line bg-raised p-1 shadow-float"
        >
          <DropdownMenu.Label className="flex flex-col px-2 py-1.5">
            <span className="truncate font-strong">{personOf(me)}</span>
            <span className="truncate text-caption text-muted">
              {account === undefined
                ? "Known to this browser alone"
                : `${account.name} · ${ROLE_WORDS[account.role]}`}
            </span>
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <Link ref={first} href="/account" icon="account">
            Account
          </Link>
          {admin ? (
            <Link href="/admin" icon="admin">
              Admin
            </Link>
          ) : null}
          {account === undefined ? (
            <>
              {mayRegister ? (
                <Item icon="add" onSelect={() => open("register")}>
                  Make an account
                </Item>
              ) : null}
              <Item icon="next" onSelect={() => open("sign-in")}>
                Sign in
              </Item>
            </>
          ) : (
            <Item icon="sign-out" onSelect={() => open("sign-out")}>
              Sign out
            </Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const look =
  "flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 outline-none data-highlighted:bg-hover touch:h-11";

type EntryProps = { readonly icon: IconName; readonly children: ReactNode };

function Link({
  ref,
  href,
  icon,
  children,
}: EntryProps & { readonly ref?: Ref<HTMLAnchorElement>; readonly href: string }) {
  return (
    <DropdownMenu.Item asChild>
      <a ref={ref} href={href} className={look}>
        <Icon name={icon} />
        {children}
      </a>
    </DropdownMenu.Item>
  );
}

function Item({ icon, children, onSelect }: EntryProps & { readonly onSelect: () => void }) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className={look}>
      <Icon name={icon} />
      {children}
    </DropdownMenu.Item>
  );
}
