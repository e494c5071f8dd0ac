"use client";

import { Suspense, useState } from "react";
import { IconButton } from "@/components/ui/IconButton";
import { useAccessState } from "@/hooks/access/access-context";
import { lazyPart } from "@/lib/lazy-part";
import { selectHasAccounts } from "@/stores/access/access.store";
import { selectPerson } from "./account-words";

const AccountMenu = lazyPart(() => import("./AccountMenu"));

/** Whose page it is, and the way to their account; nothing where nobody signs in. */
export function AccountButton() {
  const accounts = useAccessState(selectHasAccounts);
  const person = useAccessState(selectPerson);
  const [opened, setOpened] = useState<{ byKey: boolean; holder: HTMLElement } | null>(null);
  if (!accounts || person === "") return null;
  const label = `Account: ${person}`;
  const button = (
    <IconButton
      icon="account"
      size={20}
      label={label}
      aria-haspopup="menu"
      className="size-10"
      onClick={({ detail, currentTarget }) =>
        setOpened({ byKey: detail === 0, holder: currentTarget.closest("nav") ?? document.body })
      }
    />
  );
  if (opened === null) return button;
  return (
    <Suspense fallback={button}>
      <AccountMenu label={label} {...opened} />
    </Suspense>
  );
}
