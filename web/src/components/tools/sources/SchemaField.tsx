import type { FieldError } from "@thalweg/client";
import { useId } from "react";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { ArgumentRow } from "./ArgumentRow";
import { controlOf, Notes } from "./FormField";
import { faultsAt } from "./faults";
import { type HttpDraft, missingPlaces, schemaOf } from "./http-draft";
import { argumentDraft, argumentsOfSchema, parseSchema } from "./schema-draft";

type SchemaFieldProps = {
  readonly draft: HttpDraft;
  readonly faults: readonly FieldError[];
  readonly write: (change: Partial<HttpDraft>) => void;
};

const PATH = "inputSchema";

/** The arguments of a tool: a line for each, or a JSON Schema of all of them. */
export function SchemaField({ draft, faults, write }: SchemaFieldProps) {
  const id = useId();
  const raw = draft.rawSchema;
  const lines = draft.arguments;
  const missing = missingPlaces(draft);
  const inLines = raw === null ? lines.map((_, at) => `${PATH}.arguments.${at}`) : [];
  const own = faultsAt(faults, PATH, true).filter(({ path }) => !inLines.includes(path));
  const add = (names: readonly string[]) =>
    write({ arguments: [...lines, ...names.map((name) => argumentDraft({ name }))] });
  return (
    <fieldset data-field={PATH} className="flex min-w-0 flex-col gap-3">
      <legend className="pb-3 font-strong">Arguments</legend>
      {raw === null ? (
        <>
          {lines.length === 0 ? (
            <p className="text-muted">It takes none so far.</p>
          ) : (
            <ul className="flex flex-col gap-3">
              {lines.map((line, at) => (
                <ArgumentRow
                  key={line.key}
                  draft={line}
                  number={at + 1}
                  faults={faultsAt(faults, `${PATH}.arguments.${at}`)}
                  onChange={(more) => write({ arguments: lines.with(at, { ...line, ...more }) })}
                  onRemove={() => write({ arguments: lines.toSpliced(at, 1) })}
                />
              ))}
            </ul>
          )}
          <Notes id={id} faults={own} />
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => add([""])}>
              <Icon name="add" />
              Add an argument
            </Button>
            {missing.length === 0 ? null : (
              <Button onClick={() => add(missing)}>
                <Icon name="add" />
                {`From the address: ${missing.join(", ")}`}
              </Button>
            )}
            <Button
              variant="ghost"
              onClick={() => write({ rawSchema: JSON.stringify(schemaOf(draft), null, 2) })}
            >
              Write it as JSON Schema
            </Button>
          </div>
        </>
      ) : (
        <RawSchema id={id} raw={raw} own={own} write={write} />
      )}
    </fieldset>
  );
}

type RawSchemaProps = {
  readonly id: string;
  readonly raw: string;
  readonly own: readonly FieldError[];
  readonly write: (change: Partial<HttpDraft>) => void;
};

function RawSchema({ id, raw, own, write }: RawSchemaProps) {
  const { schema, problem } = parseSchema(raw);
  const lines = schema && argumentsOfSchema(schema);
  // What is wrong while it is written is told below it, and made a fault once it is wanted.
  const help =
    problem ??
    (lines === undefined
      ? "This says more than the form can show, so it stays JSON."
      : "A JSON Schema of an object whose properties are the arguments.");
  const control = controlOf(id, own);
  return (
    <div className="flex flex-col gap-1">
      <textarea
        {...control}
        aria-label="Arguments as JSON Schema"
        rows={10}
        spellCheck={false}
        value={raw}
        onChange={(event) => write({ rawSchema: event.target.value })}
        className={cx(
          control.className,
          "field-sizing-content h-auto max-h-100 min-h-40 py-2 font-mono text-caption touch:text-read",
        )}
      />
      <Notes id={id} faults={own} help={own.length > 0 ? undefined : help} />
      <div className="pt-1">
        <Button
          variant="ghost"
          className="-ms-3"
          disabled={lines === undefined}
          onClick={() => lines && write({ rawSchema: null, arguments: lines })}
        >
          Back to the form
        </Button>
      </div>
    </div>
  );
}
