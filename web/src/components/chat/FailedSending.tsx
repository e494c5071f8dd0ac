"use client";

import { Icon } from "@/components/Icon";
import { Button, buttonLook } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useDraft } from "@/hooks/chat/useDraft";
import { useModelChoice } from "@/hooks/chat/useModelChoice";
import { useModels } from "@/hooks/chat/useModels";
import type { MessageView } from "@/types/chat";
import { COMPOSER_ID } from "./composer-keys";
import { FailureDetails } from "./failures/FailureDetails";
import { failureWords } from "./failures/failure-words";
import { RetryButton } from "./failures/RetryButton";
import { PickerButton } from "./models/PickerButton";
import { ServerWords } from "./ServerWords";

type FailedSendingProps = {
  readonly conversationId: string;
  readonly message: Pick<MessageView, "id" | "failure">;
};

/** Why a message did not leave, and the two ways on: the same once more, or back to the composer. */
export function FailedSending({ conversationId, message }: FailedSendingProps) {
  const { retry, discardFailed, setModel } = useChatActions();
  const { model } = useModelChoice(conversationId);
  const several = useModels().length > 1;
  const [draft, setDraft] = useDraft(conversationId);
  const { failure } = message;
  const words = failureWords(
    failure?.code ?? "network",
    model?.name ?? "The model",
    failure?.message,
  );

  const edit = () => {
    const text = discardFailed(message.id);
    // What is being written meanwhile is not thrown away.
    setDraft(draft.trim() === "" ? text : `${text}\n\n${draft}`);
    document.getElementById(COMPOSER_ID)?.focus();
  };
  return (
    <div role="alert" className="flex max-w-[85%] flex-col items-end gap-2 pt-1">
      <p className="flex items-start gap-2">
        <Icon name="alert" className="mt-0.5 text-danger" />
        <span>
          <span className="text-danger">Not sent: {words.title}.</span>{" "}
          {words.advice ? (
            <span className="text-muted">
              <ServerWords text={words.advice} />
            </span>
          ) : null}
        </span>
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        {failure ? <FailureDetails {...failure} /> : null}
        <Button onClick={edit}>{words.action === "edit" ? "Edit the message" : "Edit"}</Button>
        {words.action === "edit" ? null : words.action === "other-model" && several ? (
          <PickerButton
            panelLabel="Send to"
            currentId={model?.id}
            onChoose={(id) => {
              setModel(conversationId, id);
              retry(message.id);
            }}
            className={buttonLook()}
          >
            Choose another model
          </PickerButton>
        ) : failure?.retryable === false ? null : (
          <RetryButton
            label="Send again"
            notBefore={failure?.retryAt}
            disabled={false}
            onRetry={() => retry(message.id)}
          />
        )}
      </div>
    </div>
  );
}
