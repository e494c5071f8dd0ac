import type { ComponentProps } from "react";
import { cx } from "./cx";

/**
 * The moving mark of something live: one line of current, going by. It is the drawing as a whole that
 * moves: browsers leave that to the compositor, while a path that moves in its drawing is laid out and
 * painted sixty times a second by the page, beside everything that is streaming.
 */
export function Wave({ className, ...rest }: ComponentProps<"span">) {
  return (
    <span
      aria-hidden="true"
      {...rest}
      className={cx("inline-flex size-4 shrink-0 overflow-hidden text-accent", className)}
    >
      <svg
        viewBox="0 0 24 16"
        width="24"
        height="16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        aria-hidden="true"
        className="shrink-0 animate-flow"
      >
        <path d="M-4 8q2-4 4 0t4 0 4 0 4 0 4 0 4 0 4 0" />
      </svg>
    </span>
  );
}
