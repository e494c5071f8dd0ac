import type { FieldError, Tool } from "@thalweg/client";
import { useMemo, useState } from "react";
import { faultsOf } from "./check";
import { type Draft, emptyGroup, type GroupDraft, groupDraftOf, readDraft } from "./drafts";
import { formOf, type Group } from "./fields";

type Args = Readonly<Record<string, unknown>>;

/** What was written since the page was opened, by the names of tools and of what they ask. */
const kept = new Map<string, State>();

type State = {
  readonly draft: GroupDraft;
  /** The arguments as JSON, while they are written so; null: by the form. */
  readonly raw: string | null;
  /** What is wrong, as far as anybody asked. */
  readonly faults: readonly FieldError[];
  /** Whether what is written is looked at with each change: once it was wanted and was wrong. */
  readonly strict: boolean;
};

/** The arguments of a tool while they are written, by fields or as JSON. */
export function useToolForm({ name, inputSchema }: Pick<Tool, "name" | "inputSchema">) {
  const form = useMemo(() => formOf(inputSchema), [inputSchema]);
  return useForm(name, form);
}

/** A form while it is filled in; what stands in it is kept under a name, until the page is left. */
export function useForm(name: string, form: Group) {
  const [state, setState] = useState<State>(
    () => kept.get(name) ?? { draft: emptyGroup(form), raw: null, faults: [], strict: false },
  );
  const change = (next: State) => {
    kept.set(name, next);
    setState(next);
  };

  const read = ({ draft, raw }: Pick<State, "draft" | "raw">) => {
    const { value, faults } = raw === null ? readDraft(form, draft) : parse(raw);
    const unread = new Set(faults.map(({ path }) => path));
    const wrong = raw !== null && faults.length > 0 ? [] : faultsOf(form, value ?? {});
    return {
      args: (value ?? {}) as Args,
      faults: [...faults, ...wrong.filter(({ path }) => !unread.has(path))],
    };
  };
  const write = (next: Pick<State, "draft" | "raw">) =>
    change({ ...next, strict: state.strict, faults: state.strict ? read(next).faults : [] });

  return {
    form,
    ...state,
    write: (field: string, draft: Draft) =>
      write({ draft: { ...state.draft, [field]: draft }, raw: null }),
    writeRaw: (raw: string) => write({ draft: state.draft, raw }),
    /** The arguments, or undefined if something is wrong, which is shown from then on. */
    take(): Args | undefined {
      const { args, faults } = read(state);
      if (faults.length === 0) return args;
      change({ ...state, faults, strict: true });
      return undefined;
    },
    /** Shows what the server found wrong. */
    show: (faults: readonly FieldError[]) => change({ ...state, faults, strict: false }),
    /** Puts arguments in; as JSON if the form has no place for them. */
    put(args: Args) {
      const draft = groupDraftOf(form, args);
      const plain = { faults: [], strict: false };
      if (draft && state.raw === null) change({ ...plain, draft, raw: null });
      else change({ ...plain, draft: state.draft, raw: JSON.stringify(args, null, 2) });
    },
    toRaw() {
      const { args, faults } = read(state);
      // What cannot be read would be lost on the way.
      const unread = faults.filter(({ path }) =>
        readDraft(form, state.draft).faults.some((f) => f.path === path),
      );
      if (unread.length > 0) change({ ...state, faults: unread, strict: true });
      else change({ ...state, faults: [], strict: false, raw: JSON.stringify(args, null, 2) });
    },
    toForm() {
      const { value, faults } = parse(state.raw ?? "{}");
      const draft = faults.length > 0 ? undefined : groupDraftOf(form, value);
      if (draft) change({ draft, raw: null, faults: [], strict: false });
      else change({ ...state, faults: faults.length > 0 ? faults : [NO_PLACE], strict: false });
    },
    clear: () => change({ draft: emptyGroup(form), raw: null, faults: [], strict: false }),
  };
}

export type ToolForm = ReturnType<typeof useForm>;

/** Drops what was written under a name. */
export function forgetForm(name: string): void {
  kept.delete(name);
}

const NO_PLACE: FieldError = {
  path: "args",
  message: "The form has no place for some of this. It can be sent from here.",
};

function parse(raw: string): { value?: unknown; faults: readonly FieldError[] } {
  if (raw.trim() === "") return { value: {}, faults: [] };
  try {
    return { value: JSON.parse(raw), faults: [] };
  } catch (error) {
    const why = error instanceof Error ? error.message : "it ends early";
    return { faults: [{ path: "args", message: `This is not JSON: ${why}.` }] };
  }
}
