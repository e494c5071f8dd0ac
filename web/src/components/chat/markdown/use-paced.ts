"use client";

import { useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useSetting } from "@/hooks/useSetting";
import { drawInHaste, drawingDelay, inNextFrame } from "@/lib/frame";
import { createPacer, type Pacer, wholeSigns } from "@/lib/pace";

/**
 * As much of a growing text as is to be shown now, so that bursts flow evenly. What is there at
 * first is shown at once, and so is all of it when it is finished, when the page is hidden or comes
 * back, and where motion is unwelcome.
 */
export function usePaced(text: string, growing: boolean): string {
  const motion = useSetting("motion");
  const [length, setLength] = useState(text.length);
  const pacer = useRef<Pacer>(undefined);
  const forget = useRef<() => void>(undefined);

  useLayoutEffect(() => {
    pacer.current ??= createPacer(text.length);
    const { current } = pacer;
    current.arrive(text.length, performance.now(), drawingDelay());
    if (!growing || document.hidden || !mayMove(motion)) {
      setLength(current.flush());
      drawInHaste(false);
      return;
    }
    drawInHaste(current.hasty);
    const paint = (now: number) => {
      const next = current.frame(now);
      forget.current = current.settled ? undefined : inNextFrame("view", paint);
      // In this very frame, in one update with the words that it brought.
      flushSync(() => setLength(next));
    };
    if (!current.settled) forget.current ??= inNextFrame("view", paint);
  }, [text, growing, motion]);

  useLayoutEffect(() => {
    if (!growing) return;
    const flush = () => {
      if (pacer.current) setLength(pacer.current.flush());
    };
    document.addEventListener("visibilitychange", flush);
    return () => {
      document.removeEventListener("visibilitychange", flush);
      forget.current?.();
      forget.current = undefined;
      drawInHaste(false);
    };
  }, [growing]);

  return growing && length < text.length ? wholeSigns(text, length) : text;
}

function mayMove(motion: "system" | "reduced" | "full"): boolean {
  if (motion !== "system") return motion === "full";
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
