"use client";

import { type ReactNode, useLayoutEffect, useRef } from "react";
import { cx } from "./cx";
import { IconButton } from "./IconButton";

type DialogProps = {
  readonly title: string;
  readonly onClose: () => void;
  readonly className?: string;
  readonly children: ReactNode;
};

/**
 * Something that is done for itself, in the middle of the page; on narrow screens a sheet. Escape
 * closes it, and the focus goes back to where it was. A press beside it does not: text may be lost.
 */
export function Dialog({ title, onClose, className, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // The browser would take the first button; a field cannot be focused before the dialog is open.
    element?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    // The browser hands the focus back only if it is closed before it leaves the page.
    return () => element?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-label={title}
      data-slot="dialog"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={cx(
        "m-auto max-h-[85dvh] w-full max-w-140 animate-enter flex-col overflow-hidden rounded-card border border-line bg-raised p-0 text-ui text-fg shadow-float open:flex",
        "max-md:mb-0 max-md:max-w-none max-md:rounded-b-none max-md:border-x-0 max-md:border-b-0 max-md:pb-[env(safe-area-inset-bottom)]",
        className,
      )}
    >
      <div className="flex h-14 shrink-0 items-center gap-2 ps-4 pe-2">
        <h2 className="min-w-0 grow truncate text-ui font-strong">{title}</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </div>
      {children}
    </dialog>
  );
}
