"use client";

import { type KeyboardEvent, useEffect, useRef } from "react";
import { useSetting } from "@/hooks/useSetting";
import { meaningOf } from "./composer-keys";
import { useGrowth } from "./use-growth";

type EditFieldActions = { readonly save: () => void; readonly cancel: () => void };

/**
 * A field in which something written is put in other words: it takes the focus at its end and grows
 * with `text`; the key that sends saves, Escape leaves it as it was.
 */
export function useEditField(text: string, { save, cancel }: EditFieldActions) {
  const sendKey = useSetting("sendKey");
  const field = useRef<HTMLTextAreaElement>(null);

  useGrowth(field, text);
  useEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.nativeEvent.isComposing) {
      // It would stop the running answer too.
      event.preventDefault();
      event.stopPropagation();
      cancel();
    } else if (meaningOf(event.nativeEvent, sendKey) !== null) {
      event.preventDefault();
      save();
    }
  };
  return { field, onKeyDown };
}
