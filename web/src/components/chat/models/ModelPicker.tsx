"use client";

import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Icon } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import { Panel } from "@/components/ui/Panel";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { ModelView } from "@/types/chat";
import { ServerWords } from "../ServerWords";
import { contextWords, filterModels } from "./filter-models";

export type ModelPickerProps = {
  readonly label: string;
  readonly anchor: HTMLElement | null;
  readonly models: readonly ModelView[];
  /** Marked as the present one. */
  readonly currentId: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly onClose: () => void;
};

/** The models to choose from: typing filters, the arrows go, Enter takes, Escape leaves. */
export default function ModelPicker(props: ModelPickerProps) {
  const { label, anchor, models, currentId, onChoose, onClose } = props;
  const { loadModels } = useChatActions();
  const [query, setQuery] = useState("");
  const [activeId, setActiveId] = useState(currentId);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);

  const shown = filterModels(models, query);
  const at = shown.findIndex((model) => model.id === activeId);
  const active = shown[at] ?? shown[0];

  // How the models are may have changed since the page was opened.
  useEffect(loadModels, [loadModels]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the active row is the cause.
  useEffect(() => {
    list.current?.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }, [active?.id]);

  const choose = (id: string) => {
    onClose();
    onChoose(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const next = target(event.key, Math.max(at, 0), shown.length);
    if (next !== undefined) setActiveId(shown[next]?.id);
    else if (event.key === "Enter" && active) choose(active.id);
    else return;
    event.preventDefault();
  };

  return (
    <Panel
      label={label}
      anchor={anchor}
      onClose={onClose}
      className="text-ui open:flex open:flex-col"
    >
      <input
        role="combobox"
        aria-label="Filter models"
        aria-expanded="true"
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active && `${listId}-${active.id}`}
        placeholder="Filter models"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-11 w-full shrink-0 border-b border-line bg-transparent px-4 text-ui outline-none placeholder:text-faint touch:h-12 touch:text-read"
      />
      <div
        ref={list}
        id={listId}
        role="listbox"
        aria-label="Models"
        className="min-h-0 overflow-y-auto p-1"
      >
        {shown.map((model) => (
          <Option
            key={model.id}
            id={`${listId}-${model.id}`}
            model={model}
            active={model === active}
            current={model.id === currentId}
            onChoose={choose}
            onPoint={setActiveId}
          />
        ))}
      </div>
      <p role="status" className={cx("text-ui text-muted", shown.length === 0 && "px-4 pt-2 pb-4")}>
        {shown.length === 0 ? `No model is called “${query.trim()}”.` : null}
      </p>
    </Panel>
  );
}

/** The row that a key leads to; undefined if it leads to none. */
function target(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "PageDown") return Math.min(at + 8, count - 1);
  if (key === "PageUp") return Math.max(at - 8, 0);
  return undefined;
}

type OptionProps = {
  readonly id: string;
  readonly model: ModelView;
  readonly active: boolean;
  readonly current: boolean;
  readonly onChoose: (id: string) => void;
  readonly onPoint: (id: string) => void;
};

function Option({ id, model, active, current, onChoose, onPoint }: OptionProps) {
  const { name, provider, contextTokens, problem } = model;
  const facts = [provider, contextTokens && contextWords(contextTokens)].filter(Boolean);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the filter field's.
    <div
      id={id}
      role="option"
      aria-selected={current}
      tabIndex={-1}
      data-active={active || undefined}
      data-problem={problem?.code}
      onClick={() => onChoose(model.id)}
      onPointerMove={() => {
        if (!active) onPoint(model.id);
      }}
      className={cx(
        "flex min-h-11 cursor-pointer items-start gap-2 rounded-control px-3 py-2",
        active && "bg-hover",
      )}
    >
      <span className="flex min-w-0 grow flex-col">
        <span className={cx("truncate", problem && "text-muted")}>{name}</span>
        {facts.length > 0 ? (
          <span className="truncate text-caption text-muted tabular-nums">{facts.join(" · ")}</span>
        ) : null}
        {problem ? (
          <span className="flex items-start gap-1 pt-0.5 text-caption text-signal">
            <Icon name="alert" className="size-3.5 translate-y-px" />
            <span>
              <ServerWords text={problem.message} />
            </span>
          </span>
        ) : null}
      </span>
      {current ? <Icon name="check" className="mt-0.5 text-accent" /> : null}
    </div>
  );
}
