import type { FieldError } from "@thalweg/client";
import { useId } from "react";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { Switch } from "@/components/ui/Switch";
import { controlOf, MONO, Notes } from "./FormField";
import { ARGUMENT_KINDS, type ArgumentDraft, type ArgumentKind } from "./schema-draft";

type ArgumentRowProps = {
  readonly draft: ArgumentDraft;
  readonly number: number;
  readonly faults: readonly FieldError[];
  readonly onChange: (more: Partial<ArgumentDraft>) => void;
  readonly onRemove: () => void;
};

/** One argument: its name, what it is, what it is for, and whether it must be given. */
export function ArgumentRow({ draft, number, faults, onChange, onRemove }: ArgumentRowProps) {
  const id = useId();
  const { className, ...control } = controlOf(id, faults);
  const plain = controlOf(`${id}-plain`, []).className;
  const called = draft.name.trim() || `argument ${number}`;
  return (
    <li className="flex flex-col gap-2 rounded-card border border-line p-3">
      <div className="flex items-center gap-2 max-md:flex-wrap">
        <input
          {...control}
          aria-label={`Name of argument ${number}`}
          placeholder="Name"
          autoComplete="off"
          spellCheck={false}
          value={draft.name}
          onChange={(event) => onChange({ name: event.target.value })}
          className={cx(className, MONO)}
        />
        <div className="w-44 shrink-0 max-md:w-auto max-md:shrink max-md:grow">
          <select
            aria-label={`Kind of ${called}`}
            value={draft.kind}
            onChange={(event) => onChange({ kind: event.target.value as ArgumentKind })}
            className={plain}
          >
            {Object.entries(ARGUMENT_KINDS).map(([kind, words]) => (
              <option key={kind} value={kind}>
                {words}
              </option>
            ))}
          </select>
        </div>
        <IconButton icon="close" label={`Remove ${called}`} onClick={onRemove} />
      </div>
      {draft.kind === "choice" ? (
        <input
          aria-label={`What can be chosen for ${called}`}
          placeholder="What can be chosen: north, south"
          autoComplete="off"
          value={draft.choices}
          onChange={(event) => onChange({ choices: event.target.value })}
          className={plain}
        />
      ) : null}
      <input
        aria-label={`What ${called} is for`}
        placeholder="What it is for, so that models fill it in rightly"
        dir="auto"
        autoComplete="off"
        value={draft.description}
        onChange={(event) => onChange({ description: event.target.value })}
        className={plain}
      />
      <Switch
        on={draft.required}
        onSwitch={(required) => onChange({ required })}
        className="min-h-8 self-start pe-1 touch:min-h-11"
      >
        It must be given
      </Switch>
      <Notes id={id} faults={faults} />
    </li>
  );
}
