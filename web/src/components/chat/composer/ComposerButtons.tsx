"use client";

import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { useSetting } from "@/hooks/useSetting";

type ComposerButtonsProps = {
  /** An answer is being written, so that one can stop it. */
  readonly running: boolean;
  /** Something goes on or waits, so that what is sent waits too. */
  readonly busy: boolean;
  readonly written: boolean;
  readonly sendable: boolean;
  readonly onSendNow: () => void;
  readonly onStop: () => void;
};

/** Send; while an answer is written stop, and beside it the two ways of sending all the same. */
export function ComposerButtons(props: ComposerButtonsProps) {
  const { running, busy, written, sendable, onSendNow, onStop } = props;
  const byEnter = useSetting("sendKey") === "enter";
  const keys = byEnter ? "Enter" : "Ctrl Enter";
  return (
    <div className="flex shrink-0 items-center gap-2">
      {busy && written ? (
        <>
          <Button
            variant="ghost"
            className="px-2 text-caption"
            aria-disabled={!sendable}
            data-tip="Stop the answer and send"
            data-tip-keys={byEnter ? "Ctrl Enter" : "Ctrl Shift Enter"}
            onClick={onSendNow}
          >
            Send now
          </Button>
          <Button
            type="submit"
            className="px-2 text-caption"
            aria-disabled={!sendable}
            data-tip="Wait for the end of the answer"
            data-tip-keys={keys}
          >
            Queue
          </Button>
        </>
      ) : null}
      {running || !busy || !written ? (
        <MainButton running={running} sendable={sendable} keys={keys} onStop={onStop} />
      ) : null}
    </div>
  );
}

type MainButtonProps = {
  readonly running: boolean;
  readonly sendable: boolean;
  readonly keys: string;
  readonly onStop: () => void;
};

/** One button in one place; `aria-disabled` keeps it in the tab order and its reason readable. */
function MainButton({ running, sendable, keys, onStop }: MainButtonProps) {
  const label = running ? "Stop" : "Send";
  return (
    <button
      type={running ? "button" : "submit"}
      aria-label={label}
      aria-disabled={!running && !sendable}
      data-tip={label}
      data-tip-keys={running ? "Esc" : keys}
      onClick={(event) => {
        // The second half of a double click that has sent is no wish to stop.
        if (running && event.detail < 2) onStop();
      }}
      className={cx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-control transition-colors duration-120 ease-out touch:size-11",
        running ? "bg-fg text-bg" : sendable ? "bg-accent text-accent-fg" : "bg-hover text-faint",
      )}
    >
      {running ? <Icon name="stop" className="size-3 fill-current" /> : <Icon name="send" />}
    </button>
  );
}
