import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";

type SwitchProps = {
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
  readonly className?: string;
  readonly children: ReactNode;
};

/** Something that is on or off, with effect at once. */
export function Switch({ on, onSwitch, className, children }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      onClick={() => onSwitch(!on)}
      className={cx(
        "inline-flex items-center gap-2 rounded-control text-muted hover:text-fg",
        className,
      )}
    >
      <span
        aria-hidden="true"
        className={cx(
          "flex h-5 w-9 shrink-0 rounded-full border p-0.5 transition-colors duration-120 ease-out",
          on ? "border-accent bg-accent" : "border-faint",
        )}
      >
        <span
          className={cx(
            "size-3.5 rounded-full transition-transform duration-120 ease-out",
            on ? "translate-x-4 bg-accent-fg rtl:-translate-x-4" : "bg-faint",
          )}
        />
      </span>
      {children}
    </button>
  );
}
