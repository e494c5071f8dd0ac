"use client";

import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { isAtBottom, leavesBottom, positions } from "@/components/chat/follow";
import { Icon } from "@/components/Icon";

type StreamContainerProps = {
  /** Under which the place is remembered while other threads are read. */
  readonly memoryKey: string;
  /** The first message; when it changes, older ones were put before it. */
  readonly firstId: string | undefined;
  /** A change means: follow again. */
  readonly followTick: number;
  /** A message to bring into sight, once; the thread then stands still there. */
  readonly shownId?: string | undefined;
  readonly children: ReactNode;
};

/**
 * The scroll of a growing thread. It follows the end only while the reader is there; any upward
 * movement lets go at once, and a button leads back.
 */
export function StreamContainer({
  memoryKey,
  firstId,
  followTick,
  shownId,
  children,
}: StreamContainerProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [away, setAway] = useState(false);
  const [fresh, setFresh] = useState(false);

  const follow = (on: boolean) => {
    following.current = on;
    setAway(!on);
    if (on) {
      setFresh(false);
      scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    }
  };

  useKeptPosition(memoryKey, scroller, following, setAway);
  useAnchorOnPrepend(firstId, scroller, content);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the tick alone is the wish to follow.
  useLayoutEffect(() => {
    if (followTick > 0) follow(true);
  }, [followTick]);

  useLayoutEffect(() => {
    if (shownId === undefined) return;
    const element = content.current?.querySelector(`[data-message="${CSS.escape(shownId)}"]`);
    if (!element) return;
    following.current = false;
    setAway(true);
    element.scrollIntoView({ block: "start" });
  }, [shownId]);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return;
    let height = inner.offsetHeight;
    const observer = new ResizeObserver(() => {
      if (following.current) box.scrollTop = box.scrollHeight;
      else if (inner.offsetHeight > height) setFresh(true);
      height = inner.offsetHeight;
    });
    observer.observe(inner);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const letGo = (event: Event) => {
      if (following.current && leavesBottom(event, box)) {
        following.current = false;
        setAway(true);
      }
    };
    let lastTop = box.scrollTop;
    const onScroll = () => {
      const up = box.scrollTop < lastTop;
      lastTop = box.scrollTop;
      if (!up && isAtBottom(box)) {
        following.current = true;
        setAway(false);
        setFresh(false);
      } else if (up && !isAtBottom(box)) {
        following.current = false;
        setAway(true);
      }
    };
    const passive = { passive: true } as const;
    box.addEventListener("wheel", letGo, passive);
    box.addEventListener("touchmove", letGo, passive);
    box.addEventListener("keydown", letGo);
    box.addEventListener("scroll", onScroll, passive);
    return () => {
      box.removeEventListener("wheel", letGo);
      box.removeEventListener("touchmove", letGo);
      box.removeEventListener("keydown", letGo);
      box.removeEventListener("scroll", onScroll);
    };
  }, []);

  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the thread is scrolled by keyboard.
        tabIndex={0}
        data-slot="thread"
        className="min-h-0 grow overflow-y-auto overscroll-contain px-4 -outline-offset-2 [scrollbar-gutter:stable_both-edges] md:px-6"
      >
        <div
          ref={content}
          className="mx-auto flex max-w-measure flex-col gap-4 pt-6 pb-16 text-read md:pt-8"
        >
          {children}
        </div>
      </div>
      {away ? (
        <button
          type="button"
          onClick={() => follow(true)}
          className="absolute bottom-3 left-1/2 inline-flex h-8 -translate-x-1/2 animate-enter items-center gap-2 rounded-full border border-line bg-raised ps-3 pe-4 text-caption text-muted shadow-float transition-colors duration-120 ease-out hover:text-fg touch:h-11"
        >
          <Icon name="down" />
          Latest
          {fresh ? (
            <>
              <span className="size-1.5 rounded-full bg-accent" />
              <span className="sr-only">, new text has come</span>
            </>
          ) : null}
        </button>
      ) : null}
    </div>
  );
}

type Box = React.RefObject<HTMLDivElement | null>;
type Flag = { current: boolean };

/** Comes back to where this thread was left in this visit; else to its end. */
function useKeptPosition(
  key: string,
  scroller: Box,
  following: Flag,
  setAway: (away: boolean) => void,
) {
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const kept = positions.get(key);
    following.current = kept === undefined;
    setAway(kept !== undefined);
    box.scrollTop = kept ?? box.scrollHeight;
    return () => {
      if (following.current) positions.delete(key);
      else positions.set(key, box.scrollTop);
    };
  }, [key, scroller, following, setAway]);
}

/** Holds what is being read in its place when older messages come in above it. */
function useAnchorOnPrepend(firstId: string | undefined, scroller: Box, content: Box) {
  const anchor = useRef<{ element: HTMLElement; offset: number } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new first message is the cause.
  useLayoutEffect(() => {
    const box = scroller.current;
    const element = content.current?.querySelector<HTMLElement>("[data-slot=message]");
    if (!box || !element) return;
    const last = anchor.current;
    if (last?.element.isConnected && last.element !== element) {
      // The browser's own anchoring would move a second time, where there is one.
      box.style.overflowAnchor = "none";
      box.scrollTop += last.element.offsetTop - last.offset;
      requestAnimationFrame(() => box.style.removeProperty("overflow-anchor"));
    }
    anchor.current = { element, offset: element.offsetTop };
  }, [firstId, scroller, content]);
}
