import type { FieldError } from "@thalweg/client";
import { useId } from "react";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { controlOf, MONO, Notes } from "./FormField";
import { faultsAt } from "./faults";
import { isOpenSecret, type PairDraft, pairDraft, sentIndex } from "./pairs";

type PairsFieldProps = {
  readonly title: string;
  /** What one line is called, such as `header`. */
  readonly noun: string;
  readonly path: string;
  readonly pairs: readonly PairDraft[];
  readonly faults: readonly FieldError[];
  readonly onChange: (pairs: readonly PairDraft[]) => void;
};

/** Names and values, a line each; a value may name a secret. */
export function PairsField({ title, noun, path, pairs, faults, onChange }: PairsFieldProps) {
  const id = useId();
  const change = (key: number, more: Partial<PairDraft>) =>
    onChange(pairs.map((pair) => (pair.key === key ? { ...pair, ...more } : pair)));
  return (
    <fieldset data-field={path} className="flex min-w-0 flex-col gap-2">
      <legend className="flex items-baseline gap-2 pb-1">
        {title} <span className="text-caption text-faint">optional</span>
      </legend>
      {pairs.map((pair, index) => (
        <Pair
          key={pair.key}
          pair={pair}
          noun={`${noun} ${index + 1}`}
          at={`${path}.${sentIndex(pairs, pair.key)}`}
          faults={faults}
          onChange={(more) => change(pair.key, more)}
          onRemove={() => onChange(pairs.filter(({ key }) => key !== pair.key))}
        />
      ))}
      <Button className="self-start" onClick={() => onChange([...pairs, pairDraft()])}>
        <Icon name="add" />
        {`Add a ${noun}`}
      </Button>
      <Notes id={id} faults={faultsAt(faults, path)} help={<SecretHelp />} />
    </fieldset>
  );
}

type PairProps = {
  readonly pair: PairDraft;
  readonly noun: string;
  readonly at: string;
  readonly faults: readonly FieldError[];
  readonly onChange: (more: Partial<PairDraft>) => void;
  readonly onRemove: () => void;
};

function Pair({ pair, noun, at, faults, onChange, onRemove }: PairProps) {
  const id = useId();
  const whole = faultsAt(faults, at);
  const wrong = { name: faultsAt(faults, `${at}.name`), value: faultsAt(faults, `${at}.value`) };
  const field = (part: "name" | "value") => {
    const control = controlOf(`${id}-${part}`, [...whole, ...wrong[part]]);
    return {
      ...control,
      "aria-describedby": `${id}-notes`,
      "aria-label": `${part === "name" ? "Name" : "Value"} of ${noun}`,
      placeholder: part === "name" ? "Name" : "Value, or {{secret:NAME}}",
      autoComplete: "off",
      spellCheck: false,
      value: pair[part],
      className: cx(control.className, MONO),
    };
  };
  return (
    <div className="flex flex-col gap-1">
      <div className="flex gap-2 max-md:flex-wrap">
        <div className="w-2/5 shrink-0 max-md:w-full max-md:shrink">
          <input {...field("name")} onChange={(event) => onChange({ name: event.target.value })} />
        </div>
        <div className="flex min-w-0 grow gap-1">
          <input
            {...field("value")}
            onChange={(event) => onChange({ value: event.target.value })}
          />
          <IconButton icon="close" label={`Remove ${noun}`} onClick={onRemove} />
        </div>
      </div>
      <div id={`${id}-notes`} className="flex flex-col gap-0.5 text-caption empty:hidden">
        {[...whole, ...wrong.name, ...wrong.value].map(({ path, message }) => (
          <p key={path + message} data-slot="fault" className="text-danger">
            {message}
          </p>
        ))}
        {isOpenSecret(pair) ? (
          <p data-slot="open-secret" className="text-signal">
            This is kept and shown as you write it. Name a secret instead.
          </p>
        ) : null}
      </div>
    </div>
  );
}

/** What the place of a secret is, for whoever has not met one. */
function SecretHelp() {
  return (
    <>
      Write <Code>{"{{secret:NAME}}"}</Code> where a secret belongs. The server fills it in when it
      is used and never shows it. It knows the ones that <Code>thalweg.toml</Code> names under{" "}
      <Code>[secrets.NAME]</Code>, from a variable or a file, and the environment’s{" "}
      <Code>THALWEG_SECRET_NAME</Code>.
    </>
  );
}

export function Code({ children }: { readonly children: string }) {
  return <code className="font-mono text-[0.925em] wrap-anywhere">{children}</code>;
}
