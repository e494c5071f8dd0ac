"use client";

import { useId, useState } from "react";
import { Icon } from "@/components/Icon";
import { CopyButton } from "@/components/ui/CopyButton";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { useMayWrite } from "@/hooks/access/useMayWrite";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useModelName } from "@/hooks/chat/useModelName";
import { useModels } from "@/hooks/chat/useModels";
import { useThread } from "@/hooks/chat/useThread";
import type { MessageView } from "@/types/chat";
import { messageFacts } from "./message-facts";
import { PickerButton } from "./models/PickerButton";
import { useScreen } from "./ScreenContext";
import { SiblingPicker } from "./SiblingPicker";

type MessageActionsProps = {
  readonly conversationId: string;
  readonly message: MessageView;
  readonly last: boolean;
};

/** Why a viewer cannot, where the composer says more. */
const MAY_NOT = {
  regenerate: "Regenerate: you may read here, not write",
  fork: "Go on in a new chat: you may read here, not write",
};

function regenerateLabel(allowed: boolean, busy: boolean): string {
  if (!allowed) return MAY_NOT.regenerate;
  return busy ? "Regenerate, once the running answer is finished" : "Regenerate";
}

/** What can be done with a finished answer; in sight on the last one, else on hover and focus. */
export function MessageActions({ conversationId, message, last }: MessageActionsProps) {
  const { regenerate, fork } = useChatActions();
  const { go } = useScreen();
  const { run } = useThread(conversationId);
  const [detailed, setDetailed] = useState(false);
  const factsId = useId();
  const facts = messageFacts(message);
  const busy = run !== undefined;
  const allowed = useMayWrite();
  const several = useModels().length > 1;
  const name = useModelName(message.model);

  return (
    <div className="-ms-2 flex min-h-8 flex-wrap items-center gap-x-1 touch:min-h-11">
      <SiblingPicker message={message} />
      <div
        className={cx(
          "flex items-center gap-1 transition-opacity duration-120 ease-out",
          !last &&
            !detailed &&
            "opacity-0 group-focus-within/message:opacity-100 group-hover/message:opacity-100 touch:opacity-100",
        )}
      >
        {message.content ? <CopyButton text={message.content} label="Copy answer" /> : null}
        <IconButton
          icon="retry"
          label={regenerateLabel(allowed, busy)}
          aria-disabled={busy || !allowed}
          onClick={() => {
            if (!busy && allowed) regenerate(message.id);
          }}
        />
        {several && !busy && allowed ? (
          <PickerButton
            panelLabel="Answer again with"
            currentId={message.model}
            onChoose={(model) => regenerate(message.id, model)}
            aria-label="Answer again with another model"
            data-tip="Answer again with another model"
            className="-ms-2 inline-flex h-8 w-6 items-center justify-center rounded-control text-muted transition-colors duration-120 ease-out hover:bg-hover hover:text-fg touch:h-11 touch:w-8"
          >
            <Icon name="fold" className="size-3.5" />
          </PickerButton>
        ) : null}
        <IconButton
          icon="fork"
          label={allowed ? "Go on in a new chat from here" : MAY_NOT.fork}
          aria-disabled={!allowed}
          onClick={async () => {
            if (!allowed) return;
            const id = await fork(message.id);
            if (id !== undefined) go(id);
          }}
        />
        {facts.length > 0 ? (
          <IconButton
            icon="info"
            label="Details"
            aria-expanded={detailed}
            aria-controls={factsId}
            onClick={() => setDetailed(!detailed)}
          />
        ) : null}
        {name ? (
          <span data-slot="written-by" className="truncate px-1 text-caption text-faint">
            {name}
          </span>
        ) : null}
      </div>
      {detailed ? (
        <dl
          id={factsId}
          data-slot="facts"
          className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1 ps-2 text-caption text-muted tabular-nums"
        >
          {facts.map(({ name, value }) => (
            <div key={name} className="flex gap-1">
              <dt className="text-faint">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  );
}
