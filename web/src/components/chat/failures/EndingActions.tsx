"use client";

import { Button, buttonLook } from "@/components/ui/Button";
import { useMayWrite } from "@/hooks/access/useMayWrite";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useModels } from "@/hooks/chat/useModels";
import { useThread } from "@/hooks/chat/useThread";
import type { MessageView } from "@/types/chat";
import { PickerButton } from "../models/PickerButton";
import type { Ending } from "./endings";
import { FailureDetails } from "./FailureDetails";
import { RetryButton } from "./RetryButton";

type EndingActionsProps = {
  readonly conversationId: string;
  readonly message: MessageView;
  readonly ending: Ending;
  readonly last: boolean;
};

/** The one fitting way on after an answer that did not end well, and what lies behind it. */
export function EndingActions({ conversationId, message, ending, last }: EndingActionsProps) {
  const { regenerate, continueAnswer, setModel, editQuestionOf } = useChatActions();
  const { run } = useThread(conversationId);
  const several = useModels().length > 1;
  const { id, error, model, runId } = message;
  const action = wayOn(ending, { several, known: runId !== undefined });
  // A viewer is told why by the composer.
  const allowed = useMayWrite();
  const offered = last && allowed && action !== undefined;
  if (!offered && !error) return null;
  return (
    <div className="flex flex-wrap items-start gap-2 ps-6">
      {offered && (action === "again" || action === "continue") ? (
        <RetryButton
          label={action === "continue" ? "Continue" : "Try again"}
          notBefore={error?.retryAt}
          disabled={run !== undefined}
          onRetry={() => (action === "continue" ? continueAnswer(id) : regenerate(id))}
        />
      ) : null}
      {offered && action === "edit" ? (
        <Button onClick={() => editQuestionOf(id)}>Edit the message</Button>
      ) : null}
      {offered && action === "other-model" ? (
        <PickerButton
          panelLabel="Answer again with"
          currentId={model}
          onChoose={(other) => {
            setModel(conversationId, other);
            regenerate(id, other);
          }}
          className={buttonLook()}
        >
          Choose another model
        </PickerButton>
      ) : null}
      {error ? <FailureDetails {...error} /> : null}
    </div>
  );
}

type Circumstances = {
  /** There is another model to choose. */
  readonly several: boolean;
  /** The run is known, so that it can be continued. */
  readonly known: boolean;
};

/** What is there is not thrown away: where there is text it goes on, else the question is asked again. */
function wayOn(
  { action, continuable }: Ending,
  { several, known }: Circumstances,
): "again" | "continue" | "other-model" | "edit" | undefined {
  if (action === "edit") return "edit";
  if (action === "other-model" && several) return "other-model";
  if (continuable && known) return "continue";
  return action === undefined ? undefined : "again";
}
