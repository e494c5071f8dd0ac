"use client";

import { useState } from "react";
import { useStore } from "zustand";
import { Icon } from "@/components/Icon";
import { callFailure } from "@/components/tools/tool-failures";
import { Button } from "@/components/ui/Button";
import { useJob, useTool, useTools } from "@/hooks/tools/tools-context";
import { hasEnded } from "@/lib/tools-api";
import { toProblem } from "@/stores/chat-runtime";
import type { MessageError } from "@/types/chat";
import type { CallView } from "@/types/tools";
import { handRunsStore, keepHandRun } from "./hand-runs";

/** Calls a tool again that did not get to its end in an answer, with the same data, by hand. */
export function RunAgain({ call }: { readonly call: CallView }) {
  const { run } = useTools();
  const tool = useTool(call.name);
  const before = useStore(handRunsStore, (runs) => runs.get(call.id) ?? null);
  const last = useJob(before)?.call;
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<MessageError | null>(null);
  if (!tool?.enabled || tool.permission === "deny") return null;

  const busy = sending || (last !== undefined && !hasEnded(last.status));
  const again = () => {
    if (busy) return;
    setSending(true);
    setProblem(null);
    run(call.name, call.args)
      .then((jobId) => keepHandRun(call.id, jobId))
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setSending(false));
  };
  return (
    <>
      <Button
        aria-disabled={busy}
        data-tip="By hand, with the same arguments; the answer stays as it is"
        onClick={again}
      >
        <Icon name="retry" />
        Run again
      </Button>
      {problem ? (
        <p role="alert" className="order-last basis-full text-danger">
          {callFailure(problem)}
        </p>
      ) : null}
    </>
  );
}
