import type { ComponentProps } from "react";
import { cx } from "./cx";

/** The moving mark of something live: one line of current, going by. */
export function Wave({ className, ...rest }: ComponentProps<"svg">) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      aria-hidden="true"
      {...rest}
      className={cx("shrink-0 overflow-hidden text-accent", className)}
    >
      <path className="animate-flow" d="M-4 8q2-4 4 0t4 0 4 0 4 0 4 0 4 0 4 0" />
    </svg>
  );
}
