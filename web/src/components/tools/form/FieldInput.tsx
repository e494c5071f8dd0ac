"use client";

import type { FieldError } from "@thalweg/client";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { ChoicesInput } from "./ChoicesInput";
import { type Draft, emptyDraft, type GroupDraft } from "./drafts";
import type { Field } from "./fields";
import { isMoment, MomentInput } from "./MomentInput";
import { Notes } from "./Notes";

type FieldInputProps = {
  readonly field: Field;
  readonly draft: Draft;
  /** Where the value lies; a list's lines have a path of their own. */
  readonly path: string;
  readonly faults: readonly FieldError[];
  readonly idBase: string;
  readonly onChange: (draft: Draft) => void;
};

export const fieldLook =
  "w-full rounded-control border bg-sunken px-3 text-ui placeholder:text-faint touch:text-read";

/** One field of a form with its label, its help and what is wrong with it. */
export function FieldInput(props: FieldInputProps) {
  const { field, path, faults, idBase } = props;
  // What is written as JSON has no fields of its own for what lies in it.
  const whole = field.kind !== "group" && field.kind !== "list" && field.kind !== "choices";
  const own = faults.filter(
    (fault) => fault.path === path || (whole && fault.path.startsWith(`${path}.`)),
  );
  if (field.kind === "group") return <GroupInput {...props} own={own} />;
  if (field.kind === "list") return <ListInput {...props} own={own} />;
  if (field.kind === "choices") return <ChoicesInput {...props} own={own} />;
  const id = `${idBase}-${path}`;
  return (
    <div data-field={path} className="flex flex-col gap-1">
      <label htmlFor={id} className="flex items-baseline gap-2">
        <span className="text-ui">{field.label}</span>
        {field.required ? null : <span className="text-caption text-faint">optional</span>}
      </label>
      <Control {...props} id={id} wrong={own.length > 0} />
      <Notes id={id} help={field.help} faults={own} />
    </div>
  );
}

type ControlProps = FieldInputProps & { readonly id: string; readonly wrong: boolean };

/** The control of a single value. */
function Control({ field, draft, id, wrong, onChange }: ControlProps) {
  const text = typeof draft === "string" ? draft : "";
  const common = {
    id,
    value: text,
    "aria-invalid": wrong || undefined,
    "aria-required": field.required || undefined,
    "aria-describedby": `${id}-notes`,
    className: cx(fieldLook, wrong ? "border-danger" : "border-line", "h-9 touch:h-11"),
  } as const;
  const set = (event: { readonly target: { readonly value: string } }) =>
    onChange(event.target.value);
  switch (field.kind) {
    case "boolean":
      return (
        <select {...common} onChange={set}>
          {field.required ? null : <option value="">Not given</option>}
          <option value="true">Yes</option>
          <option value="false">No</option>
        </select>
      );
    case "choice":
      return (
        <select {...common} onChange={set}>
          {field.required && text !== "" ? null : (
            <option value="">{field.required ? "Choose…" : "Not given"}</option>
          )}
          {field.choices.map((choice, index) => (
            <option key={JSON.stringify(choice)} value={String(index)}>
              {field.titles[index]}
            </option>
          ))}
        </select>
      );
    case "number":
    case "integer":
      return (
        <input
          {...common}
          inputMode={field.kind === "integer" ? "numeric" : "decimal"}
          autoComplete="off"
          onChange={set}
        />
      );
    case "json":
      return (
        <textarea
          {...common}
          rows={4}
          spellCheck={false}
          placeholder="JSON"
          onChange={set}
          className={cx(common.className, "h-auto py-2 font-mono text-caption")}
        />
      );
    default:
      if (isMoment(field, text)) return <MomentInput {...common} field={field} onSay={onChange} />;
      return isLongText(field) ? (
        <textarea
          {...common}
          dir="auto"
          rows={2}
          onChange={set}
          className={cx(common.className, "field-sizing-content h-auto max-h-60 min-h-9 py-2")}
        />
      ) : (
        <input
          {...common}
          dir="auto"
          inputMode={INPUT_MODES[String(field.schema.format)]}
          autoComplete="off"
          spellCheck={false}
          onChange={set}
        />
      );
  }
}

/** What a phone's keyboard offers. */
const INPUT_MODES: Readonly<Record<string, "email" | "url">> = { email: "email", uri: "url" };

/** Texts that may be long have room for lines. */
function isLongText({ schema }: Field): boolean {
  const most = typeof schema.maxLength === "number" ? schema.maxLength : Number.POSITIVE_INFINITY;
  return most > 2000 && schema.format === undefined;
}

export type PartsProps = FieldInputProps & { readonly own: readonly FieldError[] };

function GroupInput({ field, draft, path, own, onChange, ...rest }: PartsProps) {
  if (field.kind !== "group") return null;
  const parts = draft as GroupDraft;
  const id = `${rest.idBase}-${path}`;
  return (
    <fieldset
      data-field={path}
      aria-describedby={`${id}-notes`}
      className="flex flex-col gap-3 rounded-card border border-line p-3"
    >
      <legend className="px-1 text-ui">
        {field.label}{" "}
        {field.required ? null : <span className="text-caption text-faint">optional</span>}
      </legend>
      <Notes id={id} help={field.help} faults={own} />
      {field.fields.map(({ name, field: part }) => (
        <FieldInput
          key={name}
          {...rest}
          field={part}
          path={`${path}.${name}`}
          draft={parts[name] ?? emptyDraft(part)}
          onChange={(changed) => onChange({ ...parts, [name]: changed })}
        />
      ))}
    </fieldset>
  );
}

function ListInput({ field, draft, path, own, onChange, ...rest }: PartsProps) {
  if (field.kind !== "list") return null;
  const lines = Array.isArray(draft) ? (draft as readonly Draft[]) : [];
  const id = `${rest.idBase}-${path}`;
  return (
    <fieldset
      data-field={path}
      aria-describedby={`${id}-notes`}
      className="flex min-w-0 flex-col gap-2"
    >
      <legend className="pb-1 text-ui">
        {field.label}{" "}
        {field.required ? null : <span className="text-caption text-faint">optional</span>}
      </legend>
      {lines.map((line, index) => {
        const at = `${path}.${index}`;
        const faults = rest.faults.filter((fault) => fault.path === at);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
          <div key={index} className="flex flex-col gap-1">
            <div className="flex gap-1">
              <label htmlFor={`${rest.idBase}-${at}`} className="sr-only">
                {`${field.label} ${index + 1}`}
              </label>
              <Control
                {...rest}
                field={field.item}
                draft={line}
                path={at}
                id={`${rest.idBase}-${at}`}
                wrong={faults.length > 0}
                onChange={(changed) => onChange(lines.with(index, changed))}
              />
              <IconButton
                icon="close"
                label={`Remove line ${index + 1}`}
                onClick={() => onChange(lines.toSpliced(index, 1))}
              />
            </div>
            <Notes id={`${rest.idBase}-${at}`} help={undefined} faults={faults} />
          </div>
        );
      })}
      <Button
        className="self-start"
        onClick={() => onChange([...lines, emptyDraft({ ...field.item, schema: {} })])}
      >
        <Icon name="add" />
        Add a line
      </Button>
      <Notes id={id} help={field.help} faults={own} />
    </fieldset>
  );
}
