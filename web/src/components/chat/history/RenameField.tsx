"use client";

import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { COMPOSER_ID } from "../composer-keys";

type RenameFieldProps = {
  readonly id: string;
  readonly title: string;
  readonly onDone: () => void;
};

const MAX_TITLE = 200;

/** The title in place: Enter or leaving saves, Escape does not. An empty title is not saved. */
export function RenameField({ id, title, onDone }: RenameFieldProps) {
  const { rename } = useChatActions();
  const [value, setValue] = useState(title);
  const settled = useRef(false);
  const { take, giveBack } = useBorrowedFocus(id);

  const finish = (save: boolean) => {
    if (settled.current) return;
    settled.current = true;
    const next = value.trim();
    if (save && next !== "" && next !== title) rename(id, next);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The list around it has keys of its own.
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key !== "Enter" && event.key !== "Escape") return;
    // The drawer and the composer listen for Escape too.
    event.preventDefault();
    giveBack();
    finish(event.key === "Enter");
  };

  return (
    <input
      ref={take}
      aria-label="Title of the chat"
      value={value}
      maxLength={MAX_TITLE}
      onChange={(event) => setValue(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => finish(true)}
      className="h-full max-h-8 min-h-7 w-full min-w-0 rounded-control border border-line bg-raised px-2 text-ui text-fg -outline-offset-1 touch:max-h-11 touch:text-read"
    />
  );
}

/**
 * Takes the focus with all of the text chosen. If it is given back, it goes after the field is gone
 * to where it was, else to the chat's line, else to the composer.
 */
function useBorrowedFocus(id: string) {
  const before = useRef<Element | null>(null);
  const back = useRef(false);
  const take = useCallback((field: HTMLInputElement | null) => {
    if (field === null) return;
    before.current = document.activeElement;
    field.focus();
    field.select();
  }, []);
  useEffect(
    () => () => {
      if (!back.current) return;
      // The line that the field stood for is drawn again by then.
      setTimeout(() => {
        const line = document.querySelector(`[data-chat="${CSS.escape(id)}"][tabindex="0"]`);
        const places = [before.current, line, document.getElementById(COMPOSER_ID)];
        for (const place of places) {
          if (!(place instanceof HTMLElement) || !place.isConnected) continue;
          if (place === document.body) continue;
          place.focus();
          if (document.activeElement === place) return;
        }
      });
    },
    [id],
  );
  return {
    take,
    giveBack: () => {
      back.current = true;
    },
  };
}
