/** Where each thread was left in this visit, in pixels; a thread left at its end has no entry. */
export const positions = new Map<string, number>();

/** Sub-pixel layout and a finger's inaccuracy; more would catch a reader who is on the way up. */
const NEAR_PX = 16;

type Box = Pick<HTMLElement, "scrollTop" | "scrollHeight" | "clientHeight">;

export function isAtBottom({ scrollTop, scrollHeight, clientHeight }: Box): boolean {
  return scrollHeight - scrollTop - clientHeight <= NEAR_PX;
}

const upKeys = new Set(["ArrowUp", "PageUp", "Home"]);

/** Whether an input on the thread is a wish to read further up. */
export function leavesBottom(event: Event, { scrollHeight, clientHeight }: Box): boolean {
  if (scrollHeight <= clientHeight) return false;
  if (event.type === "wheel") return (event as WheelEvent).deltaY < 0;
  if (event.type === "keydown") return upKeys.has((event as KeyboardEvent).key);
  return event.type === "touchmove";
}
