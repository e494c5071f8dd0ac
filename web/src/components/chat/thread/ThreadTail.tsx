"use client";

import { Icon } from "@/components/Icon";
import { useModelChoice } from "@/hooks/chat/useModelChoice";
import { useThread } from "@/hooks/chat/useThread";
import type { ThreadView } from "@/types/chat";
import { FailureDetails } from "../failures/FailureDetails";
import { failureWords } from "../failures/failure-words";
import { ServerWords } from "../ServerWords";
import { Stage } from "../Stage";

type ThreadTailProps = { readonly conversationId: string };

/** What stands below the last message: a run without a word yet, or why an action had no effect. */
export function ThreadTail({ conversationId }: ThreadTailProps) {
  const { run, messageIds, problem } = useThread(conversationId);
  const answerIsShown =
    run?.assistantMessageId !== undefined && messageIds.includes(run.assistantMessageId);
  return (
    <>
      {run && !answerIsShown ? (
        <p className="text-read">
          <Stage conversationId={conversationId} />
        </p>
      ) : null}
      {problem ? <ActionProblem conversationId={conversationId} problem={problem} /> : null}
    </>
  );
}

type ActionProblemProps = {
  readonly conversationId: string;
  readonly problem: NonNullable<ThreadView["problem"]>;
};

/** Why the last action on this thread had no effect. */
function ActionProblem({ conversationId, problem }: ActionProblemProps) {
  const { model } = useModelChoice(conversationId);
  const words = failureWords(problem.code, model?.name ?? "The model", problem.message);
  return (
    <div role="alert" className="flex flex-col gap-1 text-ui">
      <p className="flex items-start gap-2">
        <Icon name="alert" className="mt-0.5 text-danger" />
        <span>
          <span className="text-danger">{words.title}.</span>{" "}
          {words.advice ? (
            <span className="text-muted">
              <ServerWords text={words.advice} />
            </span>
          ) : null}
        </span>
      </p>
      <div className="flex flex-wrap gap-2 ps-6">
        <FailureDetails {...problem} />
      </div>
    </div>
  );
}
