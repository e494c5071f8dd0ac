import { type FieldError, ThalwegError } from "@thalweg/client";
import { useRef, useState } from "react";
import { toProblem } from "@/stores/chat-runtime";
import type { Refusal } from "@/types/sources";
import { useFaultFocus } from "../form/use-fault-focus";
import { faultsOf, withoutRoot } from "./faults";

/** What was written since the page was opened and not saved, by what it is about. */
const kept = new Map<string, unknown>();

type EditorOptions<D> = {
  /** What is edited; what was written for it is there again when it is opened again. */
  readonly about: string;
  readonly initial: () => D;
  /** What is wrong as far as can be told here. */
  readonly check: (draft: D) => readonly FieldError[];
};

/** A definition while it is written, tried and saved. */
export function useEditor<D extends object>({ about, initial, check }: EditorOptions<D>) {
  const [draft, setDraft] = useState(() => (kept.get(about) as D | undefined) ?? initial());
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  // Once something was wanted and was wrong, each change is looked at.
  const [strict, setStrict] = useState(false);
  const [busy, setBusy] = useState<"save" | "test" | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const box = useRef<HTMLFormElement>(null);

  const focusFault = useFaultFocus(box);

  return {
    draft,
    faults,
    busy,
    refusal,
    box,
    write(change: Partial<D>) {
      const next = { ...draft, ...change };
      kept.set(about, next);
      setDraft(next);
      setFaults(strict ? check(next) : []);
    },
    /**
     * Does something with what is written, if nothing is wrong with it. What the server finds wrong
     * is shown at its fields; `root` is the name under which it was sent, if it had one.
     */
    async attempt<T>(what: "save" | "test", work: () => Promise<T>, root = "") {
      if (busy !== null) return undefined;
      const found = check(draft);
      setFaults(found);
      setStrict(found.length > 0);
      setRefusal(null);
      if (found.length > 0) {
        focusFault();
        return undefined;
      }
      setBusy(what);
      try {
        return await work();
      } catch (error) {
        const errors = error instanceof ThalwegError ? faultsOf(error) : [];
        setFaults(withoutRoot(errors, root));
        if (errors.length === 0) setRefusal(toProblem(error));
        else focusFault();
        return undefined;
      } finally {
        setBusy(null);
      }
    },
    /** Lets go what was written. */
    forget: () => void kept.delete(about),
  };
}

export type Editor<D extends object> = ReturnType<typeof useEditor<D>>;
