"use client";

import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { Icon } from "@/components/Icon";
import { useTools, useToolsState } from "@/hooks/tools/tools-context";
import { chatToolsStore, keepToolNames, offIn } from "@/stores/chat-tools";
import { ToolSwitches } from "./ToolSwitches";

type ComposerToolsProps = { readonly conversationId: string | null };

/** How many tools the model may call in this chat; they are switched where that is pressed. */
export default function ComposerTools({ conversationId }: ComposerToolsProps) {
  const { needTools } = useTools();
  const { items } = useToolsState((state) => state.tools);
  const off = useStore(chatToolsStore, (state) => offIn(state, conversationId));
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(needTools, [needTools]);
  useEffect(() => {
    if (items.length > 0) keepToolNames(items.map(({ name }) => name));
  }, [items]);

  if (items.length === 0) return null;
  const on = items.filter(
    ({ name, enabled, permission }) => enabled && permission !== "deny" && !off.includes(name),
  ).length;
  const words = on === 0 ? "No tools" : on === 1 ? "1 tool" : `${on} tools`;
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={`${words} in this chat`}
        data-slot="composer-tools"
        data-tip="Tools in this chat"
        onClick={() => setOpen(true)}
        className="-ms-2 inline-flex h-8 shrink-0 items-center gap-1 rounded-control px-2 text-caption text-muted transition-colors duration-120 ease-out hover:bg-hover hover:text-fg touch:h-11"
      >
        <Icon name="tool" className="size-3.5" />
        {words}
      </button>
      {open ? (
        <ToolSwitches
          conversationId={conversationId}
          anchor={button.current}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
