"use client";

import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { cx } from "./cx";

type PanelProps = {
  readonly label: string;
  /** What it hangs on where there is room; on narrow screens it is a sheet at the foot. */
  readonly anchor: HTMLElement | null;
  readonly onClose: () => void;
  readonly className?: string;
  readonly children: ReactNode;
};

const GAP_PX = 8;
/** The highest it gets; less where the window has less. */
const MAX_HEIGHT_PX = 440;

/**
 * Something to choose from, over the page. Escape or a press beside it closes it, and the focus
 * goes back to where it was.
 */
export function Panel({ label, anchor, onClose, className, children }: PanelProps) {
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    // The first field gets the focus; on a touch screen that would raise the keyboard over it.
    if (window.matchMedia("(pointer: coarse)").matches) element.setAttribute("autofocus", "");
    element.showModal();
    // The browser hands the focus back only if it is closed before it leaves the page.
    return () => element.close();
  }, []);

  useEffect(() => {
    const element = dialog.current;
    if (!element || !anchor) return;
    const put = () => place(element, anchor);
    put();
    const observer = new ResizeObserver(put);
    observer.observe(element);
    window.addEventListener("resize", put);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", put);
    };
  }, [anchor]);

  return (
    <dialog
      ref={dialog}
      aria-label={label}
      data-slot="panel"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className={cx(
        "fixed m-0 max-w-none animate-enter overflow-hidden border border-line bg-raised p-0 text-fg shadow-float outline-none",
        "max-md:inset-x-0 max-md:top-auto max-md:bottom-0 max-md:max-h-[75dvh] max-md:w-full max-md:rounded-t-card max-md:border-x-0 max-md:border-b-0 max-md:pb-[env(safe-area-inset-bottom)]",
        "md:w-90 md:rounded-card md:backdrop:bg-transparent",
        className,
      )}
    >
      {children}
    </dialog>
  );
}

/** Above the anchor if more room is there than below; always inside the window. */
function place(panel: HTMLElement, anchor: HTMLElement): void {
  const { style } = panel;
  if (window.innerWidth < 768) {
    for (const name of ["left", "top", "bottom", "max-height"]) style.removeProperty(name);
    return;
  }
  const { left, top, bottom } = anchor.getBoundingClientRect();
  const above = top - 2 * GAP_PX;
  const below = window.innerHeight - bottom - 2 * GAP_PX;
  const room = Math.max(above, below);
  style.maxHeight = `${Math.min(MAX_HEIGHT_PX, room)}px`;
  style.left = `${Math.max(GAP_PX, Math.min(left, window.innerWidth - panel.offsetWidth - GAP_PX))}px`;
  style.top = above >= below ? "auto" : `${bottom + GAP_PX}px`;
  style.bottom = above >= below ? `${window.innerHeight - top + GAP_PX}px` : "auto";
}
