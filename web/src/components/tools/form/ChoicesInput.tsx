"use client";

import type { PartsProps } from "./FieldInput";
import { Notes } from "./Notes";

/** Several of a few values, each a box to tick. */
export function ChoicesInput({ field, draft, path, own, idBase, onChange }: PartsProps) {
  if (field.kind !== "choices") return null;
  const ticked = Array.isArray(draft) ? draft.map(String) : [];
  const id = `${idBase}-${path}`;
  return (
    <fieldset
      data-field={path}
      aria-describedby={`${id}-notes`}
      className="flex min-w-0 flex-col gap-1"
    >
      <legend className="pb-1 text-ui">
        {field.label}{" "}
        {field.required ? null : <span className="text-caption text-faint">optional</span>}
      </legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {field.titles.map((title, index) => {
          const place = String(index);
          return (
            <label
              key={JSON.stringify(field.choices[index])}
              className="flex min-h-6 items-center gap-2 touch:min-h-11"
            >
              <input
                type="checkbox"
                checked={ticked.includes(place)}
                aria-invalid={own.length > 0 || undefined}
                onChange={({ target: { checked } }) =>
                  onChange(checked ? [...ticked, place] : ticked.filter((one) => one !== place))
                }
                className="size-4 accent-accent"
              />
              <span className="wrap-anywhere">{title}</span>
            </label>
          );
        })}
      </div>
      <Notes id={id} help={field.help} faults={own} />
    </fieldset>
  );
}
