import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Shows a dialog over the page for as long as its component is there. The focus goes back to where
 * it was; the browser sees to that only if the dialog is closed before it leaves the page.
 */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return dialog;
}
