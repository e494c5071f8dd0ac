"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import { useChatActions } from "@/hooks/chat/useChatActions";

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

  const finish = (save: boolean) => {
    if (settled.current) return;
    settled.current = true;
    const next = value.trim();
    if (save && next !== "" && next !== title) rename(id, next);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") finish(true);
    if (event.key === "Escape") {
      // The drawer and the composer listen for Escape too.
      event.preventDefault();
      event.stopPropagation();
      finish(false);
    }
  };

  return (
    <input
      ref={focusAll}
      aria-label="Title of the chat"
      value={value}
      maxLength={MAX_TITLE}
      onChange={(event) => setValue(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => finish(true)}
      className="h-8 w-full min-w-0 rounded-control border border-line bg-raised px-2 text-ui text-fg -outline-offset-1 touch:h-11 touch:text-read"
    />
  );
}

function focusAll(field: HTMLInputElement | null) {
  field?.focus();
  field?.select();
}
