import type { NewHttpTool, TestedHttpTool } from "@thalweg/client";
import { useState } from "react";
import { Icon } from "@/components/Icon";
import { sayDuration } from "@/components/invocation/status-words";
import { ValueWell } from "@/components/invocation/ValueWell";
import { Button } from "@/components/ui/Button";
import { ArgumentsForm } from "../form/ArgumentsForm";
import { useToolForm } from "../form/use-tool-form";

type HttpTryProps = {
  readonly tool: NewHttpTool;
  readonly busy: boolean;
  /** Asks once; undefined if something is wrong with what is tried. */
  readonly onTry: (args: Readonly<Record<string, unknown>>) => Promise<TestedHttpTool | undefined>;
};

/** Fills in the arguments of a tool that is not kept yet, and asks once. */
export function HttpTry({ tool, busy, onTry }: HttpTryProps) {
  const { inputSchema } = tool;
  // What was filled in belongs to the schema: no tool has a name like this.
  const form = useToolForm({ name: `try ${JSON.stringify(inputSchema)}`, inputSchema });
  const [result, setResult] = useState<TestedHttpTool | null>(null);
  const ask = async () => {
    const args = form.take();
    if (args === undefined || busy) return;
    setResult(null);
    setResult((await onTry(args)) ?? null);
  };
  return (
    <section
      aria-label="Try it"
      data-slot="http-try"
      onKeyDown={(event) => {
        if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
        // It would save the tool.
        event.preventDefault();
        void ask();
      }}
      className="flex flex-col gap-4 rounded-card border border-line bg-raised p-4"
    >
      <ArgumentsForm form={form} />
      <div className="flex flex-wrap items-center gap-3">
        <Button aria-disabled={busy} onClick={() => void ask()}>
          <Icon name="run" />
          {busy ? "Asking…" : "Ask once"}
        </Button>
        <span className="text-caption text-muted">It really asks. Nothing of it is kept.</span>
      </div>
      {result ? (
        <div data-slot="tried" data-ok={result.ok} className="flex flex-col gap-2">
          <p role="status" className={result.ok ? "flex gap-2" : "flex gap-2 text-danger"}>
            <Icon
              name={result.ok ? "check" : "alert"}
              className={result.ok ? "mt-0.5 text-accent" : "mt-0.5"}
            />
            <span className="min-w-0 wrap-anywhere">
              {result.ok ? "It answered" : (result.error ?? "It failed without a word")}
              <span className="text-muted"> after {sayDuration(result.durationMs, true)}</span>
            </span>
          </p>
          {"output" in result ? (
            <ValueWell title="Result" slot="tried-output" value={result.output} />
          ) : null}
        </div>
      ) : null}
    </section>
  );
}
