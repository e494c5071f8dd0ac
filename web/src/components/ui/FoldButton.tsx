import type { ReactNode } from "react";
import { Icon } from "@/components/Icon";
import { cx } from "./cx";

type FoldButtonProps = {
  readonly open: boolean;
  /** The id of what is folded. */
  readonly controls: string;
  readonly onToggle: () => void;
  readonly className: string;
  readonly children: ReactNode;
};

/** The head of something that is folded; its arrow points to where it opens. */
export function FoldButton({ open, controls, onToggle, className, children }: FoldButtonProps) {
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-controls={controls}
      className={cx(
        "-ms-1 inline-flex h-8 items-center gap-1 rounded-control ps-1 pe-2 transition-colors duration-120 ease-out touch:h-11",
        className,
      )}
      onClick={onToggle}
    >
      <Icon
        name="next"
        className={cx(
          "transition-transform duration-120 ease-out",
          open ? "rotate-90" : "rtl:rotate-180",
        )}
      />
      {children}
    </button>
  );
}
