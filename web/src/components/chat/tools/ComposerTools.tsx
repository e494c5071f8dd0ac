"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { Icon } from "@/components/Icon";
import { useToolsInChat } from "@/hooks/chat/useToolsInChat";
import { useTools, useToolsState } from "@/hooks/tools/tools-context";
import { keepToolNames } from "@/stores/chat-tools";
import type { MessageError } from "@/types/chat";
import { notify } from "../transfer/notice";
import { ToolSwitches } from "./ToolSwitches";

type ComposerToolsProps = { readonly conversationId: string | null };

/** How many tools the model may call in this chat; they are switched where that is pressed. */
export default function ComposerTools({ conversationId }: ComposerToolsProps) {
  const { needTools } = useTools();
  const { items } = useToolsState((state) => state.tools);
  const names = useMemo(() => items.map(({ name }) => name), [items]);
  const { isOn, switchTo } = useToolsInChat(conversationId, names);
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<MessageError | null>(null);
  const shown = useRef(false);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(needTools, [needTools]);
  useEffect(() => {
    if (names.length > 0) keepToolNames(names);
  }, [names]);
  useEffect(() => {
    shown.current = open;
  }, [open]);

  if (items.length === 0) return null;
  const on = items.filter(
    ({ name, enabled, permission }) => enabled && permission !== "deny" && isOn(name),
  ).length;
  const words = on === 0 ? "No tools" : on === 1 ? "1 tool" : `${on} tools`;
  const toggle = (some: readonly string[], to: boolean) => {
    setProblem(null);
    switchTo(some, to).catch((refusal: MessageError) => {
      // Where the switches are not in sight any more, it is told above the composer.
      if (shown.current) setProblem(refusal);
      else notify({ title: NOT_CHANGED, advice: refusal.message });
    });
  };
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
        onClick={() => {
          setProblem(null);
          setOpen(true);
        }}
        className="-ms-2 inline-flex h-8 shrink-0 items-center gap-1 rounded-control px-2 text-caption text-muted transition-colors duration-120 ease-out hover:bg-hover hover:text-fg touch:h-11"
      >
        <Icon name="tool" className="size-3.5" />
        {words}
      </button>
      {open ? (
        <ToolSwitches
          isOn={isOn}
          onSwitch={toggle}
          problem={problem ? `${NOT_CHANGED}: ${problem.message}` : undefined}
          anchor={button.current}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

const NOT_CHANGED = "The tools of this chat could not be changed";
