import type { ComponentProps } from "react";
import { Icon, type IconName } from "@/components/Icon";
import { cx } from "@/components/ui/cx";

type IconButtonProps = Omit<ComponentProps<"button">, "children" | "aria-label"> & {
  readonly icon: IconName;
  /** The accessible name and the first words of the tooltip. */
  readonly label: string;
  readonly shortcut?: string;
  readonly size?: 16 | 20;
};

/** An icon that is pressed. Its tooltip is drawn by `TooltipLayer` from the data attributes. */
export function IconButton({
  icon,
  label,
  shortcut,
  size = 16,
  type = "button",
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      data-slot="icon-button"
      data-tip={label}
      data-tip-keys={shortcut}
      className={cx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-control text-muted",
        "transition-colors duration-120 ease-out hover:bg-hover hover:text-fg touch:size-11",
        "aria-disabled:cursor-default aria-disabled:opacity-40 disabled:cursor-default disabled:opacity-40",
        className,
      )}
      {...rest}
    >
      <Icon name={icon} size={size} />
    </button>
  );
}
