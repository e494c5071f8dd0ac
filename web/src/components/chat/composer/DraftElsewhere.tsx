"use client";

import { Button } from "@/components/ui/Button";
import { useDraftElsewhere } from "@/hooks/chat/useDraftElsewhere";
import { COMPOSER_ID } from "../composer-keys";

type DraftElsewhereProps = { readonly conversationId: string | null };

/** What another device has written in the same place, and the choice which of the two counts. */
export function DraftElsewhere({ conversationId }: DraftElsewhereProps) {
  const other = useDraftElsewhere(conversationId);
  return (
    <div role="status" className="contents">
      {other === undefined ? null : (
        <div className="mb-2 flex animate-enter flex-wrap items-center justify-end gap-x-2 gap-y-1 rounded-card border border-line bg-raised py-1 ps-4 pe-2 text-ui">
          <p className="line-clamp-2 min-w-0 grow basis-64 wrap-anywhere py-1">
            <span className="text-muted">
              {other.revision === undefined ? "Before: " : "On another device: "}
            </span>
            {other.text}
          </p>
          <span className="flex shrink-0 gap-2">
            <Button
              variant="link"
              onClick={() => {
                other.swap();
                focusComposer();
              }}
            >
              {other.revision === undefined ? "Put it back" : "Use that"}
            </Button>
            <Button
              variant="link"
              onClick={() => {
                other.keep();
                focusComposer();
              }}
            >
              {other.revision === undefined ? "Let it go" : "Keep this"}
            </Button>
          </span>
        </div>
      )}
    </div>
  );
}

function focusComposer(): void {
  document.getElementById(COMPOSER_ID)?.focus();
}
