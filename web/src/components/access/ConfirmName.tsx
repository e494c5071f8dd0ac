import type { FieldError } from "@thalweg/client";
import { Field } from "./Field";
import type { AccessForm } from "./use-access-form";

/** What is wrong with the name that was written to confirm; case does not count, as in signing in. */
export function confirmFaults(typed: string, name: string): readonly FieldError[] {
  const right = typed.trim().toLowerCase() === name.toLowerCase();
  return right ? [] : [{ path: "name", message: `Write ${name}` }];
}

type ConfirmNameProps = {
  readonly form: AccessForm;
  readonly name: string;
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
};

/** The name of an account, to be written before it is deleted. */
export function ConfirmName({ form, name, typed, onTyped }: ConfirmNameProps) {
  return (
    <Field
      label={`To confirm, write ${name}`}
      path="name"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      data-autofocus
      faults={form.faults}
      value={typed}
      onChange={(event) => {
        form.touch("name");
        onTyped(event.target.value);
      }}
    />
  );
}
