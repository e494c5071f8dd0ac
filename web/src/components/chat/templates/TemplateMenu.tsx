"use client";

import { useEffect, useId, useLayoutEffect, useState } from "react";
import { Icon } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useTemplates } from "@/hooks/chat/useTemplates";
import type { TemplateView } from "@/types/chat";
import { holds } from "./template-text";

type TemplateMenuProps = {
  /** The field that is written in; it keeps the focus. */
  readonly field: HTMLTextAreaElement;
  /** What stands after the slash. */
  readonly query: string;
  readonly onChoose: (template: TemplateView) => void;
  readonly onManage: () => void;
  readonly onClose: () => void;
};

type Row = TemplateView | "manage";

/** The templates whose names hold what stands after the slash, above the field that it stands in. */
export default function TemplateMenu(props: TemplateMenuProps) {
  const { field, query, onChoose, onManage, onClose } = props;
  const { loadTemplates } = useChatActions();
  const templates = useTemplates();
  const [at, setAt] = useState(0);
  const listId = useId();

  useEffect(loadTemplates, [loadTemplates]);

  const found = (templates ?? []).filter(({ name }) => holds(name, query));
  const rows: readonly Row[] = [...found, "manage"];
  const active = Math.min(at, rows.length - 1);

  const choose = (row: Row | undefined) => {
    if (row === "manage") onManage();
    else if (row) onChoose(row);
  };

  // Before the composer's own keys, which would send the slash; from the menu's first frame on.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.shiftKey || event.altKey) return;
      if (event.key === "ArrowDown") setAt((active + 1) % rows.length);
      else if (event.key === "ArrowUp") setAt((active - 1 + rows.length) % rows.length);
      else if (event.key === "Enter" || event.key === "Tab") choose(rows[active]);
      else if (event.key === "Escape") onClose();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    field.addEventListener("keydown", onKey);
    return () => field.removeEventListener("keydown", onKey);
  });
  useEffect(() => {
    field.setAttribute("aria-controls", listId);
    field.setAttribute("aria-activedescendant", `${listId}-${active}`);
    return () => {
      field.removeAttribute("aria-controls");
      field.removeAttribute("aria-activedescendant");
    };
  }, [field, listId, active]);

  return (
    <div
      id={listId}
      role="listbox"
      aria-label="Templates"
      data-slot="templates"
      className="absolute inset-x-0 bottom-full z-30 mb-2 max-h-80 animate-enter overflow-y-auto rounded-card border border-line bg-raised p-1 text-ui shadow-float"
    >
      {rows.map((row, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's.
        <div
          key={row === "manage" ? "manage" : row.id}
          id={`${listId}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          onPointerMove={() => setAt(index)}
          // The field keeps the focus, and with it the keyboard of a phone.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => choose(row)}
          className={cx(
            "flex min-h-9 cursor-pointer items-center gap-3 rounded-control px-3 py-1.5 touch:min-h-11",
            index === active && "bg-hover",
          )}
        >
          {row === "manage" ? (
            <span className="flex items-center gap-2 text-muted">
              <Icon name="rename" />
              {templates?.length === 0 ? "Write a first template…" : "Manage templates…"}
            </span>
          ) : (
            <>
              <span className="shrink-0">{row.name}</span>
              <span className="min-w-0 grow truncate text-caption text-muted">{row.text}</span>
            </>
          )}
        </div>
      ))}
    </div>
  );
}
