"use client";

import { type ReactNode, useId, useState } from "react";
import { Icon } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import type { Answer, CallView } from "@/types/tools";
import { ApprovalBox, ExpiresIn } from "./invocation/ApprovalBox";
import { Elapsed } from "./invocation/Elapsed";
import { InvocationBody } from "./invocation/InvocationBody";
import { type OnAnswer, QuestionBox } from "./invocation/QuestionBox";
import { outcomeOf } from "./invocation/Questions";
import { StatusBadge } from "./invocation/StatusBadge";
import { gistOf } from "./invocation/status-words";
import { useAnsweredElsewhere } from "./invocation/use-answered-elsewhere";

type ToolInvocationCardProps = {
  readonly call: CallView;
  /** What people call the tool; its name if absent. */
  readonly title?: string;
  /** The server that offers it. */
  readonly server?: string;
  /** Whether it can be folded to its line, and is at first. */
  readonly folding?: "open" | "folded" | "never";
  readonly onDecide: (answer: Answer) => Promise<void>;
  readonly onAnswer: OnAnswer;
  /** Called when it was folded or opened by hand, with whether it is open now. */
  readonly onFold?: (open: boolean) => void;
  /** Buttons below it, such as to stop it or to call it again. */
  readonly actions?: ReactNode;
  /** What is wrong with the view of it, such as a lost connection. */
  readonly note?: ReactNode;
};

/** One call of a tool: what, with which data, how far, and what came of it. */
export function ToolInvocationCard(props: ToolInvocationCardProps) {
  const { call, title, server, folding = "never", onDecide, onFold, actions, note } = props;
  const question = useAnsweredElsewhere(call, props.onAnswer);
  const asks = call.status === "awaiting-approval";
  const [open, setOpen] = useState(folding !== "folded");
  const id = useId();
  // A question is never folded away, and what it was about stays in sight.
  if (asks && !open) setOpen(true);
  // Leave that was given is told of until what is asked now is known.
  const leave = asks && call.approval?.decision === undefined ? call.approval : undefined;
  const waits = question.open ?? leave;
  const wish = question.open ? "asks you something" : "wants to run";
  const shown = folding === "never" || open;
  const head = (
    <>
      <Icon name={asks ? "hand" : "tool"} className={asks ? "text-signal" : "text-muted"} />
      <span className={cx("min-w-0 font-strong", asks ? "wrap-anywhere text-signal" : "truncate")}>
        {asks ? `${title ?? call.name} ${wish}` : (title ?? call.name)}
        {server ? <span className="font-normal text-muted"> on {server}</span> : null}
      </span>
      <span className="min-w-0 shrink-[999] grow truncate font-mono text-caption text-faint">
        {asks ? null : gistOf(call.args)}
      </span>
      {waits ? <ExpiresIn at={waits.expiresAt} /> : null}
      {asks ? null : <StatusBadge status={call.status} />}
      <Elapsed call={call} />
    </>
  );
  return (
    <article
      aria-label={`Call of ${title ?? call.name}`}
      data-slot="tool-call"
      data-status={call.status}
      data-job={call.id}
      tabIndex={-1}
      className={cx(
        "min-w-0 rounded-card border bg-raised text-ui outline-none",
        asks ? "border-signal/60" : "border-line",
      )}
    >
      {folding === "never" || asks ? (
        <div className="flex min-h-11 items-center gap-2 px-4">{head}</div>
      ) : (
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => {
            setOpen(!open);
            onFold?.(!open);
          }}
          className="flex min-h-11 w-full items-center gap-2 rounded-card px-4 text-start -outline-offset-2 hover:bg-hover"
        >
          {head}
          <Icon name={open ? "fold" : "next"} className="text-muted" />
        </button>
      )}
      {shown ? (
        <div id={id} className="flex flex-col gap-3 px-4 pb-4">
          {note}
          <InvocationBody call={call} />
          {question.open ? (
            <QuestionBox
              key={question.open.id}
              question={question.open}
              onAnswer={question.answer}
            />
          ) : leave ? (
            <ApprovalBox onDecide={onDecide} />
          ) : null}
          {call.questions ? (
            <p role="status" data-slot="elsewhere" className="text-signal empty:hidden">
              {question.elsewhere
                ? `${outcomeOf(question.elsewhere)} Nothing was sent from here.`
                : ""}
            </p>
          ) : null}
          {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
        </div>
      ) : null}
    </article>
  );
}
