"use client";

import type { FieldError } from "@thalweg/client";
import { useId } from "react";
import { ServerWords } from "@/components/chat/ServerWords";
import { cx } from "@/components/ui/cx";
import { emptyDraft } from "./drafts";
import { FieldInput, fieldLook } from "./FieldInput";
import type { ToolForm } from "./use-tool-form";

/** The arguments of a tool: a field for each, or all of them as JSON. */
export function ArgumentsForm({
  form,
  none = "This tool takes no arguments that it tells of.",
}: {
  readonly form: ToolForm;
  /** What is said where there is nothing to fill in. */
  readonly none?: string;
}) {
  const id = useId();
  const { fields } = form.form;
  if (form.raw !== null) return <RawInput form={form} id={id} />;
  const general = generalFaults(
    form.faults,
    fields.map(({ field }) => field.path),
  );
  return (
    <div className="flex flex-col gap-4">
      <General faults={general} id={`${id}-general`} />
      {fields.length === 0 ? <p className="text-muted">{none}</p> : null}
      {fields.map(({ name, field }) => (
        <FieldInput
          key={name}
          field={field}
          path={field.path}
          draft={form.draft[name] ?? emptyDraft(field)}
          faults={form.faults}
          idBase={id}
          onChange={(draft) => form.write(name, draft)}
        />
      ))}
    </div>
  );
}

function RawInput({ form, id }: { readonly form: ToolForm; readonly id: string }) {
  const { raw, faults } = form;
  return (
    <div data-field="args" className="flex flex-col gap-1">
      <label htmlFor={id}>Arguments as JSON</label>
      <textarea
        id={id}
        value={raw ?? ""}
        rows={8}
        spellCheck={false}
        aria-invalid={faults.length > 0 || undefined}
        aria-describedby={`${id}-notes`}
        onChange={(event) => form.writeRaw(event.target.value)}
        className={cx(
          fieldLook,
          faults.length > 0 ? "border-danger" : "border-line",
          "field-sizing-content max-h-100 min-h-30 py-2 font-mono text-caption",
        )}
      />
      <General faults={faults} id={`${id}-notes`} />
    </div>
  );
}

function General({ faults, id }: { readonly faults: readonly FieldError[]; readonly id: string }) {
  return (
    <div id={id} className="flex flex-col gap-0.5 text-caption text-danger empty:hidden">
      {faults.map(({ path, message }) => (
        <p key={path + message} data-slot="fault">
          {path === "args" ? null : <code className="font-mono">{path.slice(5)}: </code>}
          <ServerWords text={message} />
        </p>
      ))}
    </div>
  );
}

/** Those that no field of the form shows at its place. */
function generalFaults(faults: readonly FieldError[], paths: readonly string[]) {
  return faults.filter(
    (fault) => !paths.some((path) => fault.path === path || fault.path.startsWith(`${path}.`)),
  );
}
