"use client";

import { useLayoutEffect, useRef } from "react";
import { Mark } from "@/components/layout/Mark";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { useAccess, useAccessState } from "@/hooks/access/access-context";
import { Entrance } from "./Entrance";
import { SignOut } from "./SignOut";

/**
 * What lies over the page while it is open who it belongs to, or while somebody wants to be
 * somebody else. The page below stays as it is: drafts, what is on its way, and the place in it.
 */
export default function AccessDialog() {
  const { dismiss } = useAccess();
  const status = useAccessState((state) => state.status);
  const wish = useAccessState((state) => state.wish);
  const link = useAccessState((state) => state.link);
  const dialog = useRef<HTMLDialogElement>(null);
  // Nobody can go on without having come in.
  const held = status === "out" || status === "ended";

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-labelledby="access-title"
      data-slot="access"
      data-status={status}
      onCancel={(event) => {
        event.preventDefault();
        if (!held) dismiss();
      }}
      // Browsers let nobody prevent a second Escape.
      onClose={() => {
        if (held && dialog.current?.isConnected) dialog.current.showModal();
      }}
      className={cx(
        "m-auto max-h-dvh w-full max-w-100 animate-enter overflow-y-auto p-6 text-ui text-fg",
        status === "out"
          ? "bg-transparent backdrop:bg-bg"
          : "rounded-card border border-line bg-raised shadow-float max-md:mb-0 max-md:max-w-none max-md:rounded-b-none max-md:border-x-0 max-md:border-b-0 max-md:pb-[max(24px,env(safe-area-inset-bottom))]",
      )}
    >
      <div className="flex items-start justify-between">
        <Mark className="mb-4 text-accent" />
        {held ? null : (
          <IconButton icon="close" label="Close" className="-me-2 -mt-2" onClick={dismiss} />
        )}
      </div>
      {wish === "sign-out" && !held ? <SignOut /> : <Entrance key={link?.token} />}
    </dialog>
  );
}
