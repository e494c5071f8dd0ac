"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { MessageError, TemplateView } from "@/types/chat";
import { ServerWords } from "../ServerWords";
import { placesOf } from "./template-text";

type TemplateFormProps = {
  /** Absent: a new one. */
  readonly template: TemplateView | undefined;
  readonly onDone: () => void;
};

const field =
  "w-full rounded-control border border-line bg-sunken px-3 py-2 text-ui placeholder:text-faint touch:text-read";

/** A template's name and text, and which places the text has. */
export function TemplateForm({ template, onDone }: TemplateFormProps) {
  const { saveTemplate } = useChatActions();
  const [name, setName] = useState(template?.name ?? "");
  const [text, setText] = useState(template?.text ?? "");
  const [problem, setProblem] = useState<MessageError | null>(null);
  const [saving, setSaving] = useState(false);
  const id = useId();
  const ready = name.trim() !== "" && text.trim() !== "" && !saving;
  const places = placesOf(text);

  const save = () => {
    if (!ready) return;
    setSaving(true);
    saveTemplate(template?.id, { name: name.trim(), text })
      .then(onDone)
      .catch((failure: MessageError) => {
        setProblem(failure);
        setSaving(false);
      });
  };
  return (
    <form
      className="flex min-h-0 flex-col gap-3 overflow-y-auto px-4 pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-name`} className="text-caption text-muted">
          Name
        </label>
        <input
          id={`${id}-name`}
          // biome-ignore lint/a11y/noAutofocus: the form is opened to be filled in.
          autoFocus
          value={name}
          maxLength={80}
          placeholder="Translate"
          onChange={(event) => setName(event.target.value)}
          className={field}
        />
      </div>
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-text`} className="text-caption text-muted">
          Text
        </label>
        <textarea
          id={`${id}-text`}
          rows={7}
          value={text}
          aria-describedby={`${id}-places`}
          placeholder={"Translate into {{language}}, and keep the tone:\n\n{{prompt}}"}
          onChange={(event) => setText(event.target.value)}
          className={`${field} min-h-30 resize-none`}
        />
      </div>
      <p id={`${id}-places`} className="text-caption text-muted">
        {places.length === 0
          ? "Two braces make a place that is filled in when the template is used: {{language}}."
          : `Asked for when it is used: ${places.join(", ")}.`}
      </p>
      {problem ? (
        <p role="alert" className="text-danger">
          <ServerWords text={problem.message} />
        </p>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onDone}>
          Cancel
        </Button>
        <Button variant="primary" type="submit" aria-disabled={!ready}>
          Save
        </Button>
      </div>
    </form>
  );
}
