import { Button } from "@/components/ui/Button";
import { useIsOwner } from "@/hooks/sources/sources-context";
import { goTo } from "./address";
import { JobPanel } from "./JobPanel";

type NoToolProps = { readonly name: string | null; readonly job: string | null };

/** What stands there before a tool was chosen, or if it is not there. */
export function NoTool({ name, job }: NoToolProps) {
  const owner = useIsOwner();
  if (name === null) {
    return (
      <div className="mx-auto flex w-full max-w-180 flex-col items-center gap-2 px-4 pt-[12dvh] pb-6 text-center md:px-6">
        <p className="text-title font-strong">Choose a tool</p>
        <p className="text-muted">
          See what it does, decide whether it may be called, and run it yourself.
        </p>
        {owner ? (
          <p className="flex flex-wrap justify-center gap-2 pt-4">
            <Button onClick={() => goTo({ form: "add-server" })}>Add an MCP server</Button>
            <Button onClick={() => goTo({ form: "add-http" })}>Add an HTTP tool</Button>
          </p>
        ) : null}
      </div>
    );
  }
  return (
    <div className="mx-auto flex w-full max-w-180 flex-col gap-6 px-4 py-6 md:px-6">
      <p role="status" className="text-muted">
        There is no tool <code className="font-mono">{name}</code> here. It may have been taken
        away, or may be for the owner of this server alone.
      </p>
      {job === null ? null : <JobPanel key={job} id={job} />}
    </div>
  );
}
