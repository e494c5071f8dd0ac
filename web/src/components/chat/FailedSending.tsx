"use client";

import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useDraft } from "@/hooks/chat/useDraft";
import type { MessageView } from "@/types/chat";
import { COMPOSER_ID } from "./composer-keys";
import { sentence } from "./sentence";

type FailedSendingProps = { readonly conversationId: string; readonly message: MessageView };

/** Why a message did not leave, and the two ways on: the same once more, or back to the composer. */
export function FailedSending({ conversationId, message }: FailedSendingProps) {
  const { retry, discardFailed } = useChatActions();
  const [draft, setDraft] = useDraft(conversationId);
  const { failure } = message;

  const edit = () => {
    const text = discardFailed(message.id);
    // What is being written meanwhile is not thrown away.
    setDraft(draft.trim() === "" ? text : `${text}\n\n${draft}`);
    document.getElementById(COMPOSER_ID)?.focus();
  };
  return (
    <div role="alert" className="flex max-w-[85%] flex-col items-end gap-2 pt-1">
      <p className="flex items-start gap-2 text-danger">
        <Icon name="alert" className="mt-0.5" />
        <span>
          Not sent. {sentence(failure?.message ?? "The server did not answer.")}
          {failure ? <code className="ms-2 font-mono text-caption">{failure.code}</code> : null}
        </span>
      </p>
      <div className="flex gap-2">
        <Button onClick={edit}>Edit</Button>
        {failure?.retryable === false ? null : (
          <Button variant="primary" onClick={() => retry(message.id)}>
            Send again
          </Button>
        )}
      </div>
    </div>
  );
}
