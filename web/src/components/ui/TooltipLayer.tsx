"use client";

import { useEffect, useRef, useState } from "react";

type Tip = { readonly anchor: Element; readonly text: string; readonly keys: string | undefined };

/** Milliseconds that a pointer must rest; the keyboard's focus does not wait. */
const REST_MS = 400;
const GAP_PX = 8;

/**
 * The one tooltip of the page. Anything with `data-tip` gets it on hover and on keyboard focus;
 * Escape, a press, a scroll or leaving takes it away. The words repeat the accessible name, so the
 * layer itself is hidden from assistive technology.
 */
export function TooltipLayer() {
  const [tip, setTip] = useState<Tip | null>(null);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hide = () => {
      clearTimeout(timer);
      setTip(null);
    };
    const show = (target: EventTarget | null, delay: number) => {
      clearTimeout(timer);
      const anchor = target instanceof Element ? target.closest("[data-tip]") : null;
      if (!anchor) return setTip(null);
      const text = anchor.getAttribute("data-tip") ?? "";
      const keys = anchor.getAttribute("data-tip-keys") ?? undefined;
      timer = setTimeout(() => setTip({ anchor, text, keys }), delay);
    };
    const onOver = (event: PointerEvent) => {
      if (event.pointerType === "mouse") show(event.target, REST_MS);
    };
    const onFocus = (event: FocusEvent) => {
      if (event.target instanceof Element && event.target.matches(":focus-visible")) {
        show(event.target, 0);
      }
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
    };
    document.addEventListener("pointerover", onOver);
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", hide);
    document.addEventListener("pointerdown", hide);
    document.addEventListener("keydown", onKey);
    document.addEventListener("scroll", hide, true);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("pointerover", onOver);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", hide);
      document.removeEventListener("pointerdown", hide);
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("scroll", hide, true);
    };
  }, []);

  useEffect(() => {
    const element = box.current;
    if (!tip || !element) return;
    const { left, top } = place(tip.anchor.getBoundingClientRect(), element);
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
    element.style.visibility = "visible";
  }, [tip]);

  if (!tip) return null;
  return (
    <div
      ref={box}
      aria-hidden="true"
      className="pointer-events-none invisible fixed z-50 flex max-w-64 items-center gap-2 rounded-control border border-transparent bg-fg px-2 py-1 text-caption text-bg shadow-float"
    >
      {tip.text}
      {tip.keys ? <kbd className="font-sans opacity-70">{tip.keys}</kbd> : null}
    </div>
  );
}

/** Beside the rail at the left edge, else below, else above; always inside the window. */
function place(anchor: DOMRect, box: HTMLElement): { left: number; top: number } {
  const { offsetWidth: width, offsetHeight: height } = box;
  const inRail = anchor.right <= 56 && window.innerWidth >= 768;
  if (inRail) {
    return { left: anchor.right + GAP_PX, top: anchor.top + (anchor.height - height) / 2 };
  }
  const centred = anchor.left + (anchor.width - width) / 2;
  const left = Math.max(GAP_PX, Math.min(centred, window.innerWidth - width - GAP_PX));
  const below = anchor.bottom + GAP_PX;
  const top = below + height + GAP_PX > window.innerHeight ? anchor.top - height - GAP_PX : below;
  return { left, top };
}
