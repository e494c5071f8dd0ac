"use client";

import { Button } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useConversationList } from "@/hooks/chat/useConversationList";
import { ConversationRow, type Group } from "./ConversationRow";
import { ListSkeleton } from "./ListSkeleton";

const groups: readonly { readonly group: Group; readonly title: string }[] = [
  { group: "pinned", title: "Pinned" },
  { group: "today", title: "Today" },
  { group: "earlier", title: "Earlier" },
];

/** The list in its groups, and what stands there while it has nothing to show. */
export function HistoryList() {
  const list = useConversationList();
  const { loadMoreConversations, retryNow } = useChatActions();

  if (list.status === "loading") return <ListSkeleton />;
  if (list.status === "error" && list.ids.length === 0) {
    return (
      <div className="flex flex-col items-start gap-2 px-4 py-2 text-muted">
        <p>The list could not be loaded.</p>
        <Button onClick={retryNow}>Try again</Button>
      </div>
    );
  }
  if (list.ids.length === 0) {
    return <p className="px-4 py-2 text-muted">No chats yet. Your first question starts one.</p>;
  }
  return (
    <div className="min-h-0 grow overflow-y-auto px-2 pb-4">
      {groups.map(({ group, title }) => (
        // Each row knows its own group, so a renamed or pinned one touches itself alone; a group
        // without rows takes its heading with it.
        <section key={group} aria-label={title} className="pb-4 not-has-[li]:hidden">
          <h3 className="px-2 pt-1 pb-1 text-caption text-faint">{title}</h3>
          <ul>
            {list.ids.map((id) => (
              <ConversationRow key={id} id={id} group={group} />
            ))}
          </ul>
        </section>
      ))}
      {list.hasMore ? (
        <Button variant="ghost" className="w-full" onClick={loadMoreConversations}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}
