"use client";

import { IconButton } from "@/components/ui/IconButton";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { MessageView } from "@/types/chat";

/** ‹2/3›: the other versions of a message; nothing where there is one only. */
export function SiblingPicker({ message }: { readonly message: MessageView }) {
  const { selectSibling } = useChatActions();
  const { siblings, id } = message;
  if (siblings.length < 2) return null;
  const at = siblings.indexOf(id);
  const previous = siblings[at - 1];
  const next = siblings[at + 1];
  const show = (sibling: string | undefined, slot: string) => {
    if (sibling === undefined) return;
    selectSibling(sibling);
    // The other version is another element; whoever goes through them by keyboard stays there.
    setTimeout(() => {
      const message = document.querySelector(`[data-message="${CSS.escape(sibling)}"]`);
      message?.querySelector<HTMLElement>(`[data-slot=${slot}]`)?.focus();
    });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields.
    <div role="group" aria-label="Versions" data-slot="siblings" className="flex items-center">
      <IconButton
        icon="previous"
        label="Previous version"
        aria-disabled={previous === undefined}
        data-slot="previous-version"
        onClick={() => show(previous, "previous-version")}
      />
      <span className="min-w-8 text-center text-caption text-muted tabular-nums">
        {at + 1}/{siblings.length}
      </span>
      <IconButton
        icon="next"
        label="Next version"
        aria-disabled={next === undefined}
        data-slot="next-version"
        onClick={() => show(next, "next-version")}
      />
    </div>
  );
}
