import type { FieldError } from "@thalweg/client";
import { ServerWords } from "@/components/chat/ServerWords";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { refusalWords } from "./access-words";
import { isAt } from "./is-at";
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
  /** What was done, in words; empty while nothing was. */
  readonly done?: string;
  /** It destroys something. */
  readonly danger?: boolean;
};

/**
 * The button that sends a form, and why it was not taken: above a wide button, on a line that is
 * there from the start, else beside it.
 */
export function FormFoot(props: FormFootProps) {
  const { form, paths, label, busyLabel, words, wide = false, danger = false, done = "" } = props;
  const { refusal, faults, busy, waitS } = form;
  const others: readonly FieldError[] = faults.filter(
    ({ path }) => !paths.some((own) => isAt(path, own)),
  );
  const told = refusal && (words?.[refusal.code] ?? refusalWords(refusal));
  const reason = (
    <div role="alert" className="min-h-5 min-w-0 text-danger">
      {told ? <ServerWords text={told} /> : null}
      {others.map(({ path, message }) => (
        <p key={path + message}>
          <ServerWords text={message} />
        </p>
      ))}
    </div>
  );
  const button = (
    <Button
      variant={danger ? "danger" : "primary"}
      type="submit"
      aria-disabled={busy || waitS > 0}
      className={cx("shrink-0 tabular-nums aria-disabled:opacity-60", wide && "h-10 w-full")}
    >
      {busy ? busyLabel : waitS > 0 ? `Try again in ${sayWait(waitS)}` : label}
    </Button>
  );
  if (wide) {
    return (
      <div className="flex flex-col gap-2">
        {reason}
        {button}
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pt-1">
      {button}
      <p role="status" className="text-muted empty:hidden">
        {done}
      </p>
      {reason}
    </div>
  );
}

function sayWait(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
