import { Icon, type IconName } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import type { MessageView } from "@/types/chat";
import { sentence } from "./sentence";

type Ending = {
  readonly icon: IconName;
  readonly text: string;
  readonly tone: string;
  readonly code?: string | undefined;
};

/** How an answer ended, in words, unless it simply is complete. */
export function StatusLine({ message }: { readonly message: MessageView }) {
  const ending = endingOf(message);
  if (!ending) return null;
  return (
    <p
      data-slot="ending"
      data-status={message.status}
      className={cx("flex items-start gap-2 text-ui", ending.tone)}
    >
      <Icon name={ending.icon} className="mt-0.5" />
      <span>
        {ending.text}
        {ending.code ? <code className="ms-2 font-mono text-caption">{ending.code}</code> : null}
      </span>
    </p>
  );
}

function endingOf({ status, content, error }: MessageView): Ending | null {
  const empty = content.trim() === "";
  switch (status) {
    case "streaming":
      return null;
    case "complete":
      return empty
        ? { icon: "info", text: "The model gave an empty answer.", tone: "text-muted" }
        : null;
    case "stopped":
      return {
        icon: "stop",
        text: empty ? "Stopped before the first word." : "Stopped.",
        tone: "text-muted",
      };
    case "length":
      return {
        icon: "info",
        text: "The answer reached the model’s length limit and ends here.",
        tone: "text-signal",
      };
    case "refused":
      return {
        icon: "info",
        text: sentence(error?.message ?? "The model declined to answer this."),
        tone: "text-signal",
        code: error?.code,
      };
    case "error":
      return {
        icon: "alert",
        text: sentence(error?.message ?? "The answer ended with an error."),
        tone: "text-danger",
        code: error?.code,
      };
    case "interrupted":
      return {
        icon: "alert",
        text: empty
          ? "Interrupted by a restart of the server, before the first word."
          : "Interrupted by a restart of the server. Everything that had arrived is kept.",
        tone: "text-signal",
      };
  }
}
