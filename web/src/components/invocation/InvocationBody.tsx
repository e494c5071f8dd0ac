"use client";

import { Icon } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import type { CallView } from "@/types/tools";
import { LogWell } from "./LogWell";
import { Questions } from "./Questions";
import { byWhom, endingOf } from "./status-words";
import { ValueWell } from "./ValueWell";

/** What stands below the line of a call: its data, how far it is, its log and what came of it. */
export function InvocationBody({ call }: { readonly call: CallView }) {
  const { args, status, progress, log, approval } = call;
  const ending = endingOf(call);
  const failed = status === "error";
  return (
    <>
      <ValueWell title="Arguments" slot="args" value={args} />
      {status === "running" && progress !== undefined ? <Progress value={progress} /> : null}
      {approval?.decision === "allow" || approval?.decision === "always" ? (
        <p data-slot="decision" className="text-caption text-muted">
          Allowed{byWhom(approval.by)}
          {approval.decision === "always" ? ", and always from now on" : ""}
        </p>
      ) : null}
      {call.questions ? <Questions questions={call.questions} /> : null}
      {log === "" ? null : <LogWell log={log} />}
      {ending === undefined ? null : (
        <p
          data-slot="ending"
          className={cx(
            "flex gap-2",
            failed ? "text-danger" : status === "interrupted" ? "text-signal" : "text-muted",
          )}
        >
          <Icon name="alert" className="mt-0.5" />
          <span dir="auto" className="min-w-0 wrap-anywhere">
            {ending}
          </span>
        </p>
      )}
      {status === "done" ? <ValueWell title="Result" slot="output" value={call.output} /> : null}
    </>
  );
}

function Progress({ value }: { readonly value: number }) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div className="flex items-center gap-3">
      <div
        role="progressbar"
        aria-label="Progress"
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="h-1 grow overflow-hidden rounded-full bg-hover"
      >
        <div
          className="h-full origin-left rounded-full bg-accent transition-transform duration-200 ease-out"
          style={{ transform: `scaleX(${percent / 100})` }}
        />
      </div>
      <span className="w-9 text-end text-caption tabular-nums text-muted">{percent} %</span>
    </div>
  );
}
