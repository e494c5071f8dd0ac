"use client";

import { IconButton } from "@/components/ui/IconButton";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { MessageView } from "@/types/chat";

const PREVIOUS = "Previous version";
const NEXT = "Next version";

/** ‹2/3›: the other versions of a message; nothing where there is one only. */
export function SiblingPicker({ message }: { readonly message: MessageView }) {
  const { selectSibling } = useChatActions();
  const { siblings, id } = message;
  if (siblings.length < 2) return null;
  const at = siblings.indexOf(id);
  const previous = siblings[at - 1];
  const next = siblings[at + 1];
  const show = (sibling: string, label: string) => {
    selectSibling(sibling);
    // The button went with the version that is gone; the one in its place has the focus on.
    setTimeout(() => {
      const picker = `[data-message="${CSS.escape(sibling)}"] [data-slot=siblings]`;
      document.querySelector<HTMLElement>(`${picker} [aria-label="${label}"]`)?.focus();
    });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields.
    <div role="group" aria-label="Versions" data-slot="siblings" className="flex items-center">
      <IconButton
        icon="previous"
        label={PREVIOUS}
        aria-disabled={previous === undefined}
        onClick={() => previous !== undefined && show(previous, PREVIOUS)}
      />
      <span className="min-w-8 text-center text-caption text-muted tabular-nums">
        {at + 1}/{siblings.length}
      </span>
      <IconButton
        icon="next"
        label={NEXT}
        aria-disabled={next === undefined}
        onClick={() => next !== undefined && show(next, NEXT)}
      />
    </div>
  );
}
