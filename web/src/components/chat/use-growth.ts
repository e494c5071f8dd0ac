"use client";

import { type RefObject, useLayoutEffect } from "react";

/** Keeps a field as high as its text, up to the style sheet's limit. */
export function useGrowth(field: RefObject<HTMLTextAreaElement | null>, text: string) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows from the text.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [field, text]);
}
