"use client";

import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { Icon } from "@/components/Icon";
import { openQuestion } from "@/components/invocation/use-answered-elsewhere";
import { ToolInvocationCard } from "@/components/ToolInvocationCard";
import { toolsHref } from "@/components/tools/address";
import { callFailure } from "@/components/tools/tool-failures";
import { Button, buttonLook } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { useJob, useTool, useTools } from "@/hooks/tools/tools-context";
import { hasEnded } from "@/lib/tools-api";
import type { MessageCall } from "@/types/chat";
import { HandRun } from "./HandRun";
import { handRunsStore } from "./hand-runs";
import { mergeCall } from "./merge-call";
import { RunAgain } from "./RunAgain";

/** A call within an answer, and below it what came of it when somebody ran it again. */
export function ChatCall({ call }: { readonly call: MessageCall }) {
  const handRun = useStore(handRunsStore, (runs) => runs.get(call.id));
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <AnswerCall call={call} />
      {handRun === undefined ? null : <HandRun callId={call.id} jobId={handRun} />}
    </div>
  );
}

/** A line that unfolds, and the question if it waits for leave. */
function AnswerCall({ call }: { readonly call: MessageCall }) {
  const { needTools, load, follow, release, decide, answer, stop } = useTools();
  const { jobId = null, status } = call;
  const entry = useJob(jobId);
  const tool = useTool(call.name);
  const [open, setOpen] = useState(false);
  const shown = mergeCall(call, entry?.call);
  const asks = status === "awaiting-approval";
  const ended = hasEnded(status);
  const again = ended && shown.status !== "done";
  // What only the job knows is asked for when it is wanted, and again when the call has changed.
  const wanted = jobId !== null && (asks || open || entry !== undefined);
  const live = wanted && open && status === "running";

  useEffect(needTools, [needTools]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of its state is a reason.
  useEffect(() => {
    if (wanted && jobId !== null && !live) void load(jobId);
  }, [wanted, jobId, live, status, load]);
  useEffect(() => {
    if (!live || jobId === null) return;
    follow(jobId);
    return () => release(jobId);
  }, [live, jobId, follow, release]);

  return (
    <ToolInvocationCard
      call={shown}
      folding="folded"
      onFold={setOpen}
      onDecide={(answer) => (jobId === null ? Promise.resolve() : decide(jobId, answer))}
      onAnswer={async (question, said) =>
        jobId === null ? undefined : answer(jobId, question, said)
      }
      note={
        entry?.problem && entry.call ? (
          <p role="alert" className="text-danger">
            {callFailure(entry.problem)}
          </p>
        ) : null
      }
      actions={
        (asks && !openQuestion(shown)) || (jobId === null && !again) ? null : (
          <>
            {ended || jobId === null ? null : (
              <Button onClick={() => void stop(jobId)}>
                <Icon name="stop" />
                Stop this call
              </Button>
            )}
            {again ? <RunAgain call={shown} /> : null}
            {jobId === null ? null : (
              <a
                href={toolsHref({ tool: call.name, job: jobId })}
                className={cx(buttonLook("ghost"), "first:-ms-3")}
              >
                Open in Tools
              </a>
            )}
          </>
        )
      }
      {...(tool && { title: tool.title })}
      {...(tool?.server !== undefined && { server: tool.server })}
    />
  );
}
