import { Wave } from "@/components/ui/Wave";
import { useChatState } from "@/hooks/chat/chat-context";
import type { ConversationView } from "@/types/chat";
import { useUnread } from "./useUnread";

/** What goes on in a chat: it waits for somebody, is being answered, or was answered unseen. */
export function ChatMark({ conversation }: { readonly conversation: ConversationView }) {
  const { id, running } = conversation;
  const unread = useUnread(id);
  const waits = useChatState(
    (state) => state.threads.get(id)?.thread.run?.status === "awaiting-approval",
  );
  if (waits) return <Dot className="bg-signal" words="needs your approval" state="waiting" />;
  if (running) {
    return (
      <>
        <Wave data-slot="mark" data-state="running" />
        <span className="sr-only">, answering</span>
      </>
    );
  }
  return unread ? <Dot className="bg-accent" words="ended unseen" state="unread" /> : null;
}

type DotProps = { readonly className: string; readonly words: string; readonly state: string };

function Dot({ className, words, state }: DotProps) {
  return (
    <>
      <span
        data-slot="mark"
        data-state={state}
        className={`mx-1 size-2 shrink-0 rounded-full ${className}`}
      />
      <span className="sr-only">, {words}</span>
    </>
  );
}
