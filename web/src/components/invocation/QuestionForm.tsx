"use client";

import type { ApprovalForm, FieldError } from "@thalweg/client";
import { useMemo, useRef } from "react";
import { ArgumentsForm } from "@/components/tools/form/ArgumentsForm";
import { formOf, isSchema } from "@/components/tools/form/fields";
import { forgetForm, useForm } from "@/components/tools/form/use-tool-form";
import { Button } from "@/components/ui/Button";
import type { QuestionAnswer } from "@/types/tools";

type QuestionFormProps = {
  /** Under which what is written is kept while the page is open. */
  readonly id: string;
  readonly form: ApprovalForm;
  readonly sending: boolean;
  readonly onSend: (answer: QuestionAnswer) => Promise<readonly FieldError[] | undefined>;
};

/** The answer to a question while it is written, and the three things that can be done with it. */
export default function QuestionForm({ id, form: asked, sending, onSend }: QuestionFormProps) {
  const { schema, order, server } = asked;
  const fields = useMemo(() => inOrder(schema, order), [schema, order]);
  const form = useForm(id, fields);
  const box = useRef<HTMLFormElement>(null);

  const send = async (answer: QuestionAnswer) => {
    const faults = await onSend(answer);
    // The server names what lies in an answer, the form what lies in arguments.
    if (faults) form.show(faults.map((fault) => ({ ...fault, path: asArgs(fault.path) })));
    else forgetForm(id);
    return faults;
  };
  const submit = async () => {
    const content = sending ? undefined : form.take();
    const faults = content && (await send({ decision: "allow", content }));
    if (content === undefined || faults) focusFault(box.current);
  };

  return (
    <form
      ref={box}
      aria-label={`Answer to ${server}`}
      noValidate
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        void submit();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      className="flex flex-col gap-4"
    >
      <ArgumentsForm form={form} none="There is nothing to fill in: only whether you agree." />
      <p className="text-caption text-muted">
        The answer goes to this server and is kept with the call. Give no passwords and no keys.
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary" type="submit" aria-disabled={sending}>
          Send the answer
        </Button>
        <Button aria-disabled={sending} onClick={() => void send({ decision: "deny" })}>
          Decline
        </Button>
        <Button
          variant="ghost"
          aria-disabled={sending}
          data-tip="Neither yes nor no: the server decides what to do"
          onClick={() => void send({ decision: "cancel" })}
        >
          Dismiss
        </Button>
      </div>
    </form>
  );
}

/**
 * The fields as the server has them one below the other. Who must say something is not taken to say
 * nothing, though a schema seldom forbids the empty text.
 */
function inOrder(schema: ApprovalForm["schema"], order: readonly string[]) {
  const group = formOf(isSchema(schema) ? schema : {});
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  const fields = group.fields.toSorted((a, b) => place(a.name) - place(b.name));
  const strict = fields.map(({ name, field }) =>
    field.kind === "text" && field.required
      ? { name, field: { ...field, schema: { minLength: 1, ...field.schema } } }
      : { name, field },
  );
  return { ...group, fields: strict };
}

function asArgs(path: string): string {
  return path.replace(/^content/, "args");
}

/** After the page was drawn with what is wrong: to the first field that is. */
function focusFault(form: HTMLElement | null) {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}
