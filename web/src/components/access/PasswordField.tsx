import type { FieldError } from "@thalweg/client";
import { useState } from "react";
import { IconButton } from "@/components/ui/IconButton";
import { Field } from "./Field";

type PasswordFieldProps = {
  readonly label: string;
  readonly path: string;
  /** Tells a password manager which one to offer. */
  readonly kind: "current-password" | "new-password";
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly faults: readonly FieldError[];
  readonly help?: string;
  readonly autoFocus?: boolean;
};

/** A password, hidden until somebody wants to see it. */
export function PasswordField(props: PasswordFieldProps) {
  const { label, path, kind, value, onValue, faults, help, autoFocus = false } = props;
  const [shown, setShown] = useState(false);
  return (
    <Field
      label={label}
      path={path}
      faults={faults}
      {...(help !== undefined && { help })}
      type={shown ? "text" : "password"}
      name={path}
      autoComplete={kind}
      autoCapitalize="none"
      spellCheck={false}
      required
      aria-required="true"
      data-autofocus={autoFocus || undefined}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      end={
        <IconButton
          icon={shown ? "hide" : "show"}
          label={`${shown ? "Hide" : "Show"} the ${label.toLowerCase()}`}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
