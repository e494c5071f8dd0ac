"use client";

import { buttonLook } from "@/components/ui/Button";
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
  const { regenerate, setModel } = useChatActions();
  const { run } = useThread(conversationId);
  const several = useModels().length > 1;
  const { id, error, model } = message;
  // Without another model the same one is all that can be asked.
  const action = ending.action === "other-model" && !several ? "again" : ending.action;
  const offered = last && (action === "again" || action === "other-model");
  if (!offered && !error) return null;
  return (
    <div className="flex flex-wrap items-start gap-2 ps-6">
      {offered && action === "again" ? (
        <RetryButton
          notBefore={error?.retryAt}
          disabled={run !== undefined}
          onRetry={() => regenerate(id)}
        />
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
