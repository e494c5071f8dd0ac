import { ServerWords } from "@/components/chat/ServerWords";
import { Icon } from "@/components/Icon";
import { useHttpTool, useSources } from "@/hooks/sources/sources-context";
import { useTool } from "@/hooks/tools/tools-context";
import { goTo } from "../address";
import { FixedNote, SourceActions } from "./SourceActions";

/** What an HTTP tool asks, for its owner: nothing of any other tool. */
export function HttpToolSource({ name }: { readonly name: string }) {
  const { remove } = useSources();
  const tool = useHttpTool(name);
  const known = useTool(name);
  if (tool === undefined) return null;
  const choice = known && { permission: known.permission, enabled: known.enabled };
  const { method, url, fixed, problem, title = name } = tool;
  return (
    <section aria-label="The request" data-slot="http-source" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 grow font-mono text-caption [font-variant-ligatures:none] wrap-anywhere">
          <span className="font-strong">{method}</span> <span className="text-muted">{url}</span>
        </p>
        {fixed ? (
          <FixedNote />
        ) : (
          <SourceActions
            title={title}
            onEdit={() => goTo({ tool: name, form: "edit" })}
            onRemove={() =>
              remove({ kind: "http", tool, ...(choice && { choice }) }).then((gone) => {
                if (gone) goTo({}, "replace");
              })
            }
          />
        )}
      </div>
      {problem ? (
        <p data-slot="http-problem" className="flex gap-2 text-danger">
          <Icon name="alert" className="mt-0.5" />
          <span className="min-w-0 wrap-anywhere">
            <ServerWords text={problem} />
          </span>
        </p>
      ) : null}
    </section>
  );
}
