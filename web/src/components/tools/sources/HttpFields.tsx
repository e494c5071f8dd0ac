import { cx } from "@/components/ui/cx";
import type { HttpBody, HttpMethod } from "@/types/sources";
import { Choices } from "./Choices";
import { FormField, Group, MONO } from "./FormField";
import { type HttpDraft, hasBody, METHODS } from "./http-draft";
import { PairsField } from "./PairsField";
import { PrivateSwitch } from "./PrivateSwitch";
import type { Editor } from "./use-editor";

const BODIES: readonly { readonly value: HttpBody; readonly label: string }[] = [
  { value: "json", label: "JSON" },
  { value: "form", label: "Form" },
  { value: "none", label: "None" },
];

/** What is asked, and with what. */
export function RequestFields({ draft, faults, write }: Editor<HttpDraft>) {
  return (
    <Group title="The request">
      <div className="flex gap-2 max-md:flex-col max-md:gap-4">
        <FormField label="Method" path="method" faults={faults} className="w-28 shrink-0">
          {(control) => (
            <select
              {...control}
              value={draft.method}
              onChange={(event) => write({ method: event.target.value as HttpMethod })}
            >
              {METHODS.map((method) => (
                <option key={method}>{method}</option>
              ))}
            </select>
          )}
        </FormField>
        <FormField
          label="URL"
          path="url"
          faults={faults}
          className="grow"
          help="{argument} in path or query is the place of an argument; the host has none."
        >
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              spellCheck={false}
              placeholder="https://example.com/weather/{city}"
              value={draft.url}
              onChange={(event) => write({ url: event.target.value })}
              className={cx(control.className, MONO)}
            />
          )}
        </FormField>
      </div>
      <PairsField
        title="Headers"
        noun="header"
        path="headers"
        pairs={draft.headers}
        faults={faults}
        onChange={(headers) => write({ headers })}
      />
      {hasBody(draft.method) ? (
        <div className="flex flex-col gap-1">
          <span>Body</span>
          <Choices
            label="Body"
            value={draft.body}
            choices={BODIES}
            onChoose={(body) => write({ body })}
          />
          <p className="text-caption text-muted">
            {draft.body === "none"
              ? "Arguments without a place in the address go into its query."
              : "Arguments without a place in the address go into the body."}
          </p>
        </div>
      ) : null}
      <PrivateSwitch on={draft.allowPrivate} onSwitch={(allowPrivate) => write({ allowPrivate })} />
    </Group>
  );
}

/** What it is called by, and what it is for. */
export function NameFields({
  draft,
  faults,
  write,
  known,
}: Editor<HttpDraft> & { known: boolean }) {
  return (
    <Group title="How it is called">
      <FormField
        label="Name"
        path="name"
        faults={faults}
        help={known ? "It is called by it, so it stays." : "What models call it by."}
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            spellCheck={false}
            readOnly={known}
            placeholder="weather"
            value={draft.name}
            onChange={(event) => write({ name: event.target.value })}
            className={cx(control.className, MONO)}
          />
        )}
      </FormField>
      <FormField label="Title" path="title" faults={faults} optional help="What people see.">
        {(control) => (
          <input
            {...control}
            dir="auto"
            autoComplete="off"
            maxLength={100}
            value={draft.title}
            onChange={(event) => write({ title: event.target.value })}
          />
        )}
      </FormField>
      <FormField
        label="Description"
        path="description"
        faults={faults}
        help="What it does and when to call it. Models decide by this alone."
      >
        {(control) => (
          <textarea
            {...control}
            dir="auto"
            rows={2}
            maxLength={2000}
            value={draft.description}
            onChange={(event) => write({ description: event.target.value })}
            className={cx(control.className, "field-sizing-content h-auto max-h-60 min-h-16 py-2")}
          />
        )}
      </FormField>
    </Group>
  );
}

/** What of the answer counts, and how long it is waited for. */
export function AnswerFields({ draft, faults, write }: Editor<HttpDraft>) {
  return (
    <Group title="The answer">
      <FormField
        label="Part of the answer"
        path="resultPath"
        faults={faults}
        optional
        help="The place of the result in a JSON answer, such as /data/0; all of it if empty."
      >
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            spellCheck={false}
            placeholder="/data/0"
            value={draft.resultPath}
            onChange={(event) => write({ resultPath: event.target.value })}
            className={cx(control.className, MONO)}
          />
        )}
      </FormField>
      <FormField label="Longest wait, in seconds" path="timeoutMs" faults={faults}>
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            value={draft.seconds}
            onChange={(event) => write({ seconds: event.target.value })}
          />
        )}
      </FormField>
    </Group>
  );
}
