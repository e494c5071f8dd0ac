"use client";

import { type KeyboardEvent, useId, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Keys } from "@/components/ui/Keys";
import { useNow } from "@/components/ui/use-now";
import type { Answer } from "@/types/tools";
import { sayRest } from "./status-words";

type ApprovalBoxProps = {
  /** Resolves once the answer counts, or did not. */
  readonly onDecide: (answer: Answer) => Promise<void>;
};

/** The three answers to a call that waits. The server holds the first that comes, from anywhere. */
export function ApprovalBox({ onDecide }: ApprovalBoxProps) {
  const [denying, setDenying] = useState(false);
  const [reason, setReason] = useState("");
  const [sending, setSending] = useState(false);
  const [returned, setReturned] = useState(false);
  const id = useId();

  const decide = (answer: Answer) => {
    if (sending) return;
    setSending(true);
    // The buttons go away with the answer; the keyboard goes on from the card.
    const card = document.activeElement?.closest<HTMLElement>("[data-slot=tool-call]");
    card?.focus({ preventScroll: true });
    void onDecide(answer).finally(() => setSending(false));
  };
  const deny = () =>
    decide({ decision: "deny", ...(reason.trim() !== "" && { reason: reason.trim() }) });

  const back = () => {
    setDenying(false);
    setReturned(true);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || denying) return;
    if (event.key === "a") decide({ decision: "allow" });
    else if (event.key === "d") setDenying(true);
    else return;
    event.preventDefault();
  };

  if (denying) {
    return (
      <form
        data-slot="approval"
        className="flex flex-col gap-2"
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          event.preventDefault();
          back();
        }}
        onSubmit={(event) => {
          event.preventDefault();
          deny();
        }}
      >
        <label htmlFor={`${id}-reason`} className="text-caption text-muted">
          Why not? Whoever asked is told; it may stay empty.
        </label>
        <div className="flex flex-wrap gap-2">
          <input
            id={`${id}-reason`}
            // biome-ignore lint/a11y/noAutofocus: it comes up because somebody pressed Deny.
            autoFocus
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
            className="h-8 min-w-40 grow rounded-control border border-line bg-sunken px-3 text-ui touch:h-11 touch:text-read"
          />
          <Button variant="ghost" onClick={back}>
            Back
          </Button>
          <Button type="submit" aria-disabled={sending}>
            Deny
          </Button>
        </div>
      </form>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are shortcuts of the buttons inside.
    <div data-slot="approval" className="flex flex-wrap items-center gap-2" onKeyDown={onKeyDown}>
      <Button
        variant="primary"
        aria-disabled={sending}
        onClick={() => decide({ decision: "allow" })}
      >
        Allow once
      </Button>
      <Button aria-disabled={sending} onClick={() => decide({ decision: "always" })}>
        Always for this tool
      </Button>
      <Button
        variant="ghost"
        // Only when the reason was left, where it was asked for.
        autoFocus={returned}
        aria-disabled={sending}
        onClick={() => setDenying(true)}
      >
        Deny…
      </Button>
      <span className="ms-auto flex gap-1 touch:hidden" aria-hidden="true">
        <Keys keys="a" />
        <Keys keys="d" />
      </span>
    </div>
  );
}

/** How long somebody may still decide. */
export function ExpiresIn({ at }: { readonly at: string }) {
  const now = useNow(1000);
  return (
    <span className="shrink-0 text-caption tabular-nums text-faint">
      expires in {sayRest(Date.parse(at) - now)}
    </span>
  );
}
