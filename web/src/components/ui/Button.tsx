import type { ComponentProps } from "react";
import { cx } from "@/components/ui/cx";

const variants = {
  primary: "bg-accent font-strong text-accent-fg hover:brightness-95",
  quiet: "font-strong border border-line bg-raised text-fg hover:bg-hover",
  danger: "border border-danger bg-raised font-strong text-danger hover:bg-hover",
  ghost: "text-muted hover:bg-hover hover:text-fg",
  link: "font-strong text-accent hover:bg-hover",
} as const;

type ButtonProps = ComponentProps<"button"> & {
  readonly variant?: keyof typeof variants;
};

export function Button({ variant = "quiet", type = "button", className, ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      data-slot="button"
      className={cx(buttonLook(variant), className)}
      {...rest}
    />
  );
}

/** How a button looks, for what is one but made elsewhere. */
export function buttonLook(variant: keyof typeof variants = "quiet"): string {
  return cx(
    "inline-flex h-8 items-center justify-center gap-2 rounded-control px-3 text-ui",
    "transition-[background-color,color,filter] duration-120 ease-out touch:h-11",
    "disabled:cursor-default disabled:opacity-50 aria-disabled:cursor-default",
    variants[variant],
  );
}
