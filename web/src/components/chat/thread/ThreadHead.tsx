"use client";

import { Button } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { ThreadView } from "@/types/chat";

type ThreadHeadProps = Pick<ThreadView, "olderCursor" | "loadingOlder" | "olderFailed">;

/** The place above the first message, as high as the list counts with: older messages come by themselves. */
export function ThreadHead({ olderCursor, loadingOlder, olderFailed }: ThreadHeadProps) {
  const { loadOlder } = useChatActions();
  if (olderCursor === undefined) return null;
  return (
    <div className="absolute inset-x-0 top-0 flex h-10 items-center justify-center text-caption text-faint">
      {loadingOlder ? "Loading earlier messages…" : null}
      {olderFailed ? (
        <Button variant="ghost" className="text-caption" onClick={() => void loadOlder()}>
          Earlier messages did not load. Try again
        </Button>
      ) : null}
    </div>
  );
}
