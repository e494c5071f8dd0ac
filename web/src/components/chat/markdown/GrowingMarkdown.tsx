"use client";

import { Markdown } from "./Markdown";
import { usePaced } from "./use-paced";

type GrowingMarkdownProps = {
  readonly text: string;
  readonly streaming: boolean;
  readonly size?: "read" | "ui";
};

/** Markdown that is being written: at an even pace while it comes, whole as soon as it is. */
export function GrowingMarkdown({ text, streaming, size = "read" }: GrowingMarkdownProps) {
  return <Markdown text={usePaced(text, streaming)} streaming={streaming} size={size} />;
}
