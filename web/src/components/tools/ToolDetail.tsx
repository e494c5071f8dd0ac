"use client";

import { ThalwegError, type Tool } from "@thalweg/client";
import { useRef, useState } from "react";
import { ServerWords } from "@/components/chat/ServerWords";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { Keys } from "@/components/ui/Keys";
import { useTools } from "@/hooks/tools/tools-context";
import { useCommand } from "@/hooks/useCommand";
import { useShortcut } from "@/hooks/useShortcut";
import { SHORTCUTS } from "@/lib/shortcuts";
import { toProblem } from "@/stores/chat-runtime";
import type { MessageError } from "@/types/chat";
import { goTo, useAddress } from "./address";
import { ArgumentsForm } from "./form/ArgumentsForm";
import { useFaultFocus } from "./form/use-fault-focus";
import { useToolForm } from "./form/use-tool-form";
import { sourceOf } from "./group-tools";
import { JobPanel } from "./JobPanel";
import { HttpToolSource } from "./sources/HttpToolSource";
import { ToolAccess } from "./ToolAccess";
import { callFailure } from "./tool-failures";

/** One tool: what it is, whether it may be called, its arguments, and the call that is shown. */
export function ToolDetail({ tool }: { readonly tool: Tool }) {
  const { job } = useAddress();
  const form = useToolForm(tool);
  const { sending, problem, run } = useRun(tool);
  const fields = useRef<HTMLDivElement>(null);
  const focusFault = useFaultFocus(fields);
  const callable = tool.enabled && tool.permission !== "deny";

  const submit = async () => {
    const args = sending ? undefined : form.take();
    if (args !== undefined) {
      const faults = await run(args);
      if (faults) form.show(faults);
    }
    focusFault();
  };
  useShortcut("toolRun", () => void submit(), callable);
  useCommand(
    {
      id: "tool-run",
      label: `Run ${tool.title}`,
      icon: "run",
      order: -10,
      run: () => void submit(),
    },
    callable,
  );

  return (
    <div className="mx-auto flex w-full max-w-180 flex-col gap-6 px-4 py-6 md:px-6">
      <div className="flex flex-col gap-2">
        <p className="text-muted">
          <ServerWords text={tool.description} />
        </p>
        <p className="text-caption text-faint">
          <code className="font-mono">{tool.name}</code> · {hintsOf(tool)}
        </p>
      </div>
      <HttpToolSource name={tool.name} />
      <ToolAccess tool={tool} />
      <form
        aria-label={`Arguments of ${tool.title}`}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        className="flex flex-col gap-4"
      >
        <div ref={fields}>
          <ArgumentsForm form={form} />
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button
            variant="primary"
            type="submit"
            disabled={!callable}
            aria-disabled={sending}
            data-tip="Run it"
          >
            <Icon name="run" />
            Run
          </Button>
          {callable ? (
            <span className="touch:hidden">
              <Keys keys={SHORTCUTS.toolRun.keys[0]} />
            </span>
          ) : (
            <span className="text-caption text-muted">
              {tool.enabled ? "It is denied; allow it above to run it." : "Switch it on to run it."}
            </span>
          )}
          <span className="grow" />
          <Button variant="ghost" onClick={form.clear}>
            Clear
          </Button>
          <Button variant="ghost" onClick={form.raw === null ? form.toRaw : form.toForm}>
            {form.raw === null ? "Edit as JSON" : "Back to the form"}
          </Button>
        </div>
        {problem ? (
          <div role="alert" data-slot="problem" className="text-danger">
            <p>{callFailure(problem)}</p>
          </div>
        ) : null}
      </form>
      {job === null ? null : <JobPanel key={job} id={job} onEdit={form.put} />}
    </div>
  );
}

/** Calls the tool and shows the call; resolves to the faults that the server found, if it did. */
function useRun({ name }: Tool) {
  const tools = useTools();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<MessageError | null>(null);
  const run = async (args: Readonly<Record<string, unknown>>) => {
    setSending(true);
    setProblem(null);
    try {
      goTo({ tool: name, job: await tools.run(name, args) });
      return undefined;
    } catch (error) {
      const faults = error instanceof ThalwegError ? error.errors : undefined;
      if (faults === undefined) setProblem(toProblem(error));
      return faults;
    } finally {
      setSending(false);
    }
  };
  return { sending, problem, run };
}

/** What a tool says of itself, in words. */
function hintsOf(tool: Tool): string {
  const { readOnlyHint, destructiveHint, openWorldHint } = tool.annotations;
  const words = [
    sourceOf(tool),
    readOnlyHint === true && "changes nothing",
    destructiveHint === true && "may destroy something",
    openWorldHint === true && "talks to the world outside",
  ];
  return words.filter(Boolean).join(" · ");
}
