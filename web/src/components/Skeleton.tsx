import type { ComponentProps } from "react";
import { cx } from "@/components/ui/cx";

/** A quiet bar in the place of text that is on its way; size it with classes. */
export function Skeleton({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      aria-hidden="true"
      data-slot="skeleton"
      className={cx("animate-shimmer rounded-control bg-hover", className)}
      {...rest}
    />
  );
}
