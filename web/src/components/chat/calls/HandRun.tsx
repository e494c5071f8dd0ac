"use client";

import { useEffect } from "react";
import { Icon } from "@/components/Icon";
import { openQuestion } from "@/components/invocation/use-answered-elsewhere";
import { ToolInvocationCard } from "@/components/ToolInvocationCard";
import { toolsHref } from "@/components/tools/address";
import { callFailure } from "@/components/tools/tool-failures";
import { Button, buttonLook } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { useJob, useTool, useTools } from "@/hooks/tools/tools-context";
import { hasEnded } from "@/lib/tools-api";
import { dropHandRun } from "./hand-runs";

type HandRunProps = {
  /** The call of the answer that was run again. */
  readonly callId: string;
  readonly jobId: string;
};

/** What came of a call that a person ran again: told apart from the answer, which it does not change. */
export function HandRun({ callId, jobId }: HandRunProps) {
  const { follow, release, decide, answer, stop } = useTools();
  const entry = useJob(jobId);
  const tool = useTool(entry?.call?.name);
  const status = entry?.call?.status;
  const ended = hasEnded(status ?? "");

  useEffect(() => {
    if (ended) return;
    follow(jobId);
    return () => release(jobId);
  }, [jobId, ended, follow, release]);

  if (entry?.call === undefined) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: many of these stand in one answer, too many to be landmarks.
    <div
      role="group"
      aria-label="Run by hand"
      data-slot="hand-run"
      className="flex min-w-0 flex-col gap-1 border-s-2 border-line ps-3"
    >
      <p className="text-caption text-muted">
        Run by hand. It is not part of the answer: the model does not see it.
      </p>
      <ToolInvocationCard
        call={entry.call}
        folding="open"
        onDecide={(answer) => decide(jobId, answer)}
        onAnswer={(question, said) => answer(jobId, question, said)}
        note={
          entry.problem ? (
            <p role="alert" className="text-danger">
              {callFailure(entry.problem)}
            </p>
          ) : null
        }
        actions={
          status === "awaiting-approval" && !openQuestion(entry.call) ? null : (
            <>
              {ended ? null : (
                <Button onClick={() => void stop(jobId)}>
                  <Icon name="stop" />
                  Stop this run
                </Button>
              )}
              <a
                href={toolsHref({ tool: entry.call.name, job: jobId })}
                className={cx(buttonLook("ghost"), "first:-ms-3")}
              >
                Open in Tools
              </a>
              {ended ? (
                <Button variant="ghost" onClick={() => dropHandRun(callId)}>
                  Put away
                </Button>
              ) : null}
            </>
          )
        }
        {...(tool && { title: tool.title })}
        {...(tool?.server !== undefined && { server: tool.server })}
      />
      <p role="status" className="sr-only">
        {ended ? `The run by hand ${status === "done" ? "is done" : `ended: ${status}`}` : ""}
      </p>
    </div>
  );
}
