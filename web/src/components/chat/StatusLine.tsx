"use client";

import { Icon } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import { useModelName } from "@/hooks/chat/useModelName";
import type { MessageView } from "@/types/chat";
import { EndingActions } from "./failures/EndingActions";
import { type Ending, endingOf } from "./failures/endings";
import { ServerWords } from "./ServerWords";

type StatusLineProps = {
  readonly conversationId: string;
  readonly message: MessageView;
  /** Only the last answer of a branch offers a way on. */
  readonly last: boolean;
};

const tones: Record<Ending["tone"], string> = {
  plain: "text-muted",
  signal: "text-signal",
  danger: "text-danger",
};

/** How an answer ended, in words, unless it simply is complete; and the way on from there. */
export function StatusLine({ conversationId, message, last }: StatusLineProps) {
  const name = useModelName(message.model) ?? "The model";
  const ending = endingOf(message, name);
  if (!ending) return null;
  const { icon, tone, title, advice } = ending;
  return (
    <div data-slot="ending" data-status={message.status} className="flex flex-col gap-2 text-ui">
      <p className="flex items-start gap-2">
        <Icon
          name={icon}
          className={cx("mt-0.5", tones[tone], icon === "stop" && "fill-current p-0.5")}
        />
        <span className="min-w-0 text-pretty">
          <span className={tones[tone]}>{title}.</span>
          {advice ? (
            <span className="text-muted">
              {" "}
              <ServerWords text={advice} />
            </span>
          ) : null}
        </span>
      </p>
      <EndingActions
        conversationId={conversationId}
        message={message}
        ending={ending}
        last={last}
      />
    </div>
  );
}
