import type { ReactNode } from "react";
import type { AccessForm } from "./use-access-form";

type FormBoxProps = {
  readonly form: AccessForm;
  readonly label: string;
  readonly onSend: () => Promise<unknown>;
  readonly className?: string;
  readonly children: ReactNode;
};

/** The form itself: what is wrong in it is said by its fields and its foot, not by the browser. */
export function FormBox({ form, label, onSend, className, children }: FormBoxProps) {
  return (
    <form
      ref={form.box}
      noValidate
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        void onSend();
      }}
      className={className ?? "flex flex-col gap-1"}
    >
      {children}
    </form>
  );
}
