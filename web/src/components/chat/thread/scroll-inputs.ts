import type { ScrollInput } from "./scroll-machine";

type Inputs = {
  readonly input: (input: ScrollInput) => void;
  /** The reader lays hands on the thread, in whatever way. */
  readonly touch: () => void;
  readonly scroll: () => void;
  /** True from the moment the reader unfolds or folds something until it has its new height. */
  readonly toggle: (on: boolean) => void;
};

/** Fields have keys of their own. */
const FIELDS = "input, textarea, select, [contenteditable]";
const FOLDS = "summary, [aria-expanded]";

/** Listens to everything that a reader can do with a thread. Gives what ends it. */
export function listen(box: HTMLElement, inputs: Inputs): () => void {
  const { input, touch } = inputs;
  const controller = new AbortController();
  const { signal } = controller;
  const passive = { passive: true, signal } as const;
  let fingerY = 0;
  let selected = false;

  box.addEventListener(
    "wheel",
    ({ deltaY, ctrlKey }) => {
      touch();
      input({ type: "wheel", deltaY, zooms: ctrlKey });
    },
    passive,
  );
  box.addEventListener(
    "touchstart",
    (event) => {
      fingerY = event.touches[0]?.clientY ?? 0;
      touch();
      input({ type: "touch-start" });
    },
    passive,
  );
  box.addEventListener(
    "touchmove",
    (event) => {
      const y = event.touches[0]?.clientY ?? fingerY;
      input({ type: "touch-move", by: y - fingerY });
      fingerY = y;
    },
    passive,
  );
  for (const type of ["touchend", "touchcancel"] as const) {
    box.addEventListener(type, () => input({ type: "touch-end" }), passive);
  }
  box.addEventListener("pointerdown", touch, passive);
  box.addEventListener(
    "keydown",
    (event) => {
      if (event.target instanceof Element && event.target.closest(FIELDS)) return;
      if (event.altKey || event.key === "End") return;
      touch();
      input({ type: "key", key: event.key, shift: event.shiftKey });
    },
    { signal },
  );
  box.addEventListener("scroll", inputs.scroll, passive);
  box.addEventListener(
    "click",
    (event) => {
      if (!(event.target instanceof Element) || !event.target.closest(FOLDS)) return;
      inputs.toggle(true);
      input({ type: "toggle" });
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          inputs.toggle(false);
          input({ type: "idle" });
        }),
      );
    },
    // Before the fold changes anything.
    { capture: true, signal },
  );
  document.addEventListener(
    "selectionchange",
    () => {
      const active = selectsIn(box);
      if (active) input({ type: "select" });
      else if (selected) input({ type: "idle" });
      selected = active;
    },
    { signal },
  );
  const observer = new ResizeObserver(() => input({ type: "resize" }));
  observer.observe(box);
  return () => {
    controller.abort();
    observer.disconnect();
  };
}

function selectsIn(box: Element): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && box.contains(selection.anchorNode);
}
