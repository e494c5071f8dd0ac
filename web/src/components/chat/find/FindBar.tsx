"use client";

import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from "react";
import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/ui/IconButton";
import type { ThreadView } from "@/types/chat";
import type { ThreadScroller } from "../thread/thread-scroller";
import { type Found, type Match, useFind } from "./use-find";
import { matchRect, useMarks } from "./use-marks";

type FindBarProps = {
  readonly conversationId: string;
  readonly thread: ThreadView;
  readonly scroller: ThreadScroller;
  readonly box: HTMLElement;
  /** Rises when the keys ask for the field that is open already. */
  readonly asked: number;
  readonly onClose: () => void;
};

/** Finds words in the whole thread, where the browser's own would see only what is mounted. */
export default function FindBar(props: FindBarProps) {
  const { conversationId, thread, scroller, box, asked, onClose } = props;
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const query = useDeferredValue(text.trim() === "" ? "" : text);
  const found = useFind(conversationId, thread, query);
  const [current, setCurrent] = useState<Match | undefined>();
  const at = current ? indexOf(found.matches, current) : -1;
  useMarks(box, query, current);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys ask again.
  useEffect(() => field.current?.select(), [asked]);

  const show = (match: Match | undefined) => {
    setCurrent(match);
    if (match) scroller.seek(match.messageId, undefined, () => matchRect(box, query, match));
  };
  const go = (by: 1 | -1) => {
    const { matches } = found;
    const first = firstFrom(matches, thread, scroller);
    const next = at >= 0 ? at + by : by > 0 ? first : first - 1;
    show(matches[(next + matches.length) % matches.length]);
  };
  // The first place is shown without being asked for, once one has stopped typing.
  const settled = !found.searching && query !== "" && at < 0 && found.matches.length > 0;
  useEffect(() => {
    if (settled) go(1);
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (found.matches.length > 0) go(event.shiftKey ? -1 : 1);
    }
  };
  return (
    <search
      data-slot="find"
      aria-label="Find in this chat"
      className="absolute end-4 top-3 z-10 flex w-90 max-w-[calc(100%-32px)] animate-enter items-center gap-1 rounded-card border border-line bg-raised p-1 ps-3 shadow-float focus-within:border-accent/50"
    >
      <Icon name="search" className="text-faint" />
      <input
        ref={field}
        // biome-ignore lint/a11y/noAutofocus: it opens because somebody wants to type into it.
        autoFocus
        type="text"
        aria-label="Find in this chat"
        placeholder="Find in this chat"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setCurrent(undefined);
        }}
        onKeyDown={onKeyDown}
        className="h-8 min-w-0 grow bg-transparent px-1 text-ui outline-none placeholder:text-faint touch:h-11"
      />
      <p role="status" className="shrink-0 px-1 text-caption text-muted tabular-nums">
        {query === "" ? "" : words(found, at)}
      </p>
      <IconButton icon="upward" label="Previous" shortcut="Shift+Enter" onClick={() => go(-1)} />
      <IconButton icon="fold" label="Next" shortcut="Enter" onClick={() => go(1)} />
      <IconButton icon="close" label="Close" shortcut="Esc" onClick={onClose} />
    </search>
  );
}

function words({ matches, searching, partial }: Found, at: number): string {
  if (searching) return matches.length === 0 ? "Searching…" : `${matches.length}…`;
  const rest = partial ? ", earlier messages missing" : "";
  if (matches.length === 0) return `Nothing found${rest}`;
  return at < 0 ? `${matches.length}${rest}` : `${at + 1} of ${matches.length}${rest}`;
}

function indexOf(matches: readonly Match[], { messageId, nth }: Match): number {
  return matches.findIndex((match) => match.messageId === messageId && match.nth === nth);
}

/** The first match at or below what is read; after the last one begins anew. */
function firstFrom(matches: readonly Match[], thread: ThreadView, scroller: ThreadScroller) {
  const reading = thread.messageIds.indexOf(scroller.readingId() ?? "");
  const order = new Map(thread.messageIds.map((id, index) => [id, index]));
  const first = matches.findIndex((match) => (order.get(match.messageId) ?? 0) >= reading);
  return Math.max(0, first);
}
