import type { FieldError } from "@thalweg/client";
import { type ComponentProps, type ReactNode, useId } from "react";
import { ServerWords } from "@/components/chat/ServerWords";
import { cx } from "@/components/ui/cx";
import { isAt } from "./is-at";

export const inputLook =
  "h-10 w-full min-w-0 rounded-control border bg-sunken px-3 text-ui placeholder:text-faint touch:h-11 touch:text-read";

type FieldProps = Omit<ComponentProps<"input">, "id" | "className"> & {
  readonly label: string;
  /** What the server calls it. */
  readonly path: string;
  readonly faults: readonly FieldError[];
  readonly help?: string;
  readonly optional?: boolean;
  /** What stands in the field, at its end. */
  readonly end?: ReactNode;
};

/**
 * One line to fill in. Its note has a line of its own from the start, so that nothing moves when it
 * says what is wrong in the place of the help.
 */
export function Field(props: FieldProps) {
  const { label, path, faults, help, optional = false, end, ...input } = props;
  const id = useId();
  // What is wrong with one of a list's lines is said at the list.
  const own = faults.filter((fault) => isAt(fault.path, path));
  const wrong = own.length > 0;
  return (
    <div data-field={path} className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="flex items-baseline gap-2">
        <span>{label}</span>
        {optional ? <span className="text-caption text-faint">optional</span> : null}
      </label>
      <div className="relative">
        <input
          {...input}
          id={id}
          aria-invalid={wrong || undefined}
          aria-describedby={`${id}-note`}
          className={cx(
            inputLook,
            wrong ? "border-danger" : "border-line",
            end !== undefined && "pe-11",
          )}
        />
        {end !== undefined ? (
          <span className="absolute inset-y-0 end-1 flex items-center touch:end-0">{end}</span>
        ) : null}
      </div>
      <p
        id={`${id}-note`}
        className={cx("min-h-4 text-caption", wrong ? "text-danger" : "text-muted")}
      >
        {wrong ? own.map(({ message }) => <ServerWords key={message} text={message} />) : help}
      </p>
    </div>
  );
}
