import type { FieldError } from "@thalweg/client";
import { ServerWords } from "@/components/chat/ServerWords";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { refusalWords } from "./access-words";
import type { AccessForm } from "./use-access-form";

type FormFootProps = {
  readonly form: AccessForm;
  /** The fields that show their faults themselves. */
  readonly paths: readonly string[];
  readonly label: string;
  readonly busyLabel: string;
  /** Other words for a refusal, by its code. */
  readonly words?: Readonly<Record<string, string>>;
  /** The button has the whole width. */
  readonly wide?: boolean;
  /** It destroys something. */
  readonly danger?: boolean;
};

/** Why a form was not taken, and the button that sends it. The reason has its line from the start. */
export function FormFoot(props: FormFootProps) {
  const { form, paths, label, busyLabel, words, wide = false, danger = false } = props;
  const { refusal, faults, busy, waitS } = form;
  const others: readonly FieldError[] = faults.filter(({ path }) => !paths.includes(path));
  const told = refusal && (words?.[refusal.code] ?? refusalWords(refusal));
  return (
    <div className={cx("flex flex-col gap-2", !wide && "items-start")}>
      <div role="alert" className="min-h-5 text-danger">
        {told ? <ServerWords text={told} /> : null}
        {others.map(({ path, message }) => (
          <p key={path + message}>
            <ServerWords text={message} />
          </p>
        ))}
      </div>
      <Button
        variant={danger ? "danger" : "primary"}
        type="submit"
        aria-disabled={busy || waitS > 0}
        className={cx("tabular-nums aria-disabled:opacity-60", wide && "h-10 w-full")}
      >
        {busy ? busyLabel : waitS > 0 ? `Try again in ${sayWait(waitS)}` : label}
      </Button>
    </div>
  );
}

function sayWait(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
