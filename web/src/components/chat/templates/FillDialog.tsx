"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import type { TemplateView } from "@/types/chat";
import { fill, placesOf } from "./template-text";

type FillDialogProps = {
  readonly template: TemplateView;
  readonly onFilled: (text: string) => void;
  readonly onClose: () => void;
};

/** A field for each place of a template; what comes of it goes into the composer, to be read first. */
export function FillDialog({ template, onFilled, onClose }: FillDialogProps) {
  const places = placesOf(template.text);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const id = useId();

  const submit = () => {
    onClose();
    onFilled(fill(template.text, values));
  };
  return (
    <Dialog title={template.name} onClose={onClose}>
      <form
        className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) submit();
        }}
      >
        {places.map((place, index) => (
          <div key={place} className="flex flex-col gap-1">
            <label htmlFor={`${id}-${place}`} className="text-caption text-muted">
              {place.replaceAll("_", " ")}
            </label>
            <textarea
              id={`${id}-${place}`}
              rows={place === "prompt" ? 3 : 1}
              data-autofocus={index === 0 ? "" : undefined}
              value={values[place] ?? ""}
              onChange={(event) => setValues({ ...values, [place]: event.target.value })}
              className="field-sizing-content max-h-60 min-h-9 w-full resize-none rounded-control border border-line bg-sunken px-3 py-2 text-ui touch:text-read"
            />
          </div>
        ))}
        <p className="max-h-40 overflow-y-auto rounded-control bg-sunken px-3 py-2 text-caption whitespace-pre-wrap text-muted wrap-anywhere">
          {fill(template.text, Object.fromEntries(places.map((p) => [p, values[p] || `[${p}]`])))}
        </p>
        <div className="flex justify-end gap-2">
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit">
            Insert
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
