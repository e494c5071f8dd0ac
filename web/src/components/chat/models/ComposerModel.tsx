"use client";

import { Icon } from "@/components/Icon";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useModelChoice } from "@/hooks/chat/useModelChoice";
import { useModels } from "@/hooks/chat/useModels";
import { COMPOSER_ID } from "../composer-keys";
import { sentence } from "../sentence";
import { PickerButton } from "./PickerButton";

type ComposerModelProps = { readonly conversationId: string | null };

/** Which model answers what is sent: a choice where there is one, else simply its name. */
export function ComposerModel({ conversationId }: ComposerModelProps) {
  const { model, missing } = useModelChoice(conversationId);
  const alone = useModels().length < 2;
  const { setModel } = useChatActions();
  if (!model) return null;
  if (alone && !model.problem && !missing) {
    return (
      <span data-slot="model" className="min-w-0 truncate text-caption text-faint">
        <span className="sr-only">Model: </span>
        {model.name}
      </span>
    );
  }
  const trouble = missing
    ? `“${missing}” is gone; ${model.name} answers in its place.`
    : model.problem && sentence(model.problem.message).replaceAll("`", "");
  return (
    <PickerButton
      panelLabel="Model for this chat"
      currentId={model.id}
      onChoose={(id) => {
        setModel(conversationId, id);
        // After the panel has handed the focus back; a touch screen would raise its keyboard.
        if (window.matchMedia("(pointer: fine)").matches) {
          setTimeout(() => document.getElementById(COMPOSER_ID)?.focus());
        }
      }}
      aria-label={`Model: ${model.name}${trouble ? `. ${trouble}` : ""}`}
      data-slot="model"
      data-tip={trouble ?? "Choose the model"}
      className="-ms-2 inline-flex h-8 min-w-0 items-center gap-1 rounded-control px-2 text-caption text-muted transition-colors duration-120 ease-out hover:bg-hover hover:text-fg touch:h-11"
    >
      {trouble ? <Icon name="alert" className="size-3.5 text-signal" /> : null}
      <span className="truncate">{model.name}</span>
      <Icon name="fold" className="size-3.5" />
    </PickerButton>
  );
}
