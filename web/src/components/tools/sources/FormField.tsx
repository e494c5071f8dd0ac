import type { FieldError } from "@thalweg/client";
import { type ReactNode, useId } from "react";
import { ServerWords } from "@/components/chat/ServerWords";
import { cx } from "@/components/ui/cx";
import { fieldLook } from "../form/FieldInput";
import { faultsAt } from "./faults";

/** Beside `className` of a control: what is read letter by letter. */
export const MONO = "font-mono text-caption [font-variant-ligatures:none] touch:text-read";

export type Control = {
  readonly id: string;
  readonly "aria-invalid": true | undefined;
  readonly "aria-describedby": string;
  readonly className: string;
};

type FormFieldProps = {
  readonly label: string;
  readonly path: string;
  readonly faults: readonly FieldError[];
  readonly help?: ReactNode;
  readonly optional?: boolean;
  readonly className?: string;
  readonly children: (control: Control) => ReactNode;
};

/** One field of an editor with its label, what is wrong with it, and its help. */
export function FormField(props: FormFieldProps) {
  const { label, path, faults, help, optional = false, className, children } = props;
  const id = useId();
  const own = faultsAt(faults, path, true);
  return (
    <div data-field={path} className={cx("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className="flex items-baseline gap-2">
        <span>{label}</span>
        {optional ? <span className="text-caption text-faint">optional</span> : null}
      </label>
      {children(controlOf(id, own))}
      <Notes id={id} faults={own} help={help} />
    </div>
  );
}

export function controlOf(id: string, faults: readonly FieldError[]): Control {
  return {
    id,
    "aria-invalid": faults.length > 0 || undefined,
    "aria-describedby": `${id}-notes`,
    className: cx(fieldLook, faults.length > 0 ? "border-danger" : "border-line", "h-9 touch:h-11"),
  };
}

type NotesProps = {
  readonly id: string;
  readonly faults: readonly FieldError[];
  readonly help?: ReactNode;
};

export function Notes({ id, faults, help }: NotesProps) {
  return (
    <div id={`${id}-notes`} className="flex flex-col gap-0.5 text-caption empty:hidden">
      {faults.map(({ path, message }) => (
        <p key={path + message} data-slot="fault" className="text-danger">
          <ServerWords text={message} />
        </p>
      ))}
      {help ? <p className="text-muted">{help}</p> : null}
    </div>
  );
}

/** Several fields that belong together. */
export function Group({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-4">
      <legend className="pb-3 font-strong">{title}</legend>
      {children}
    </fieldset>
  );
}
