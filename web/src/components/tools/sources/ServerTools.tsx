import type { McpServer, McpServerTool } from "@thalweg/client";
import { ServerWords } from "@/components/chat/ServerWords";
import { Icon } from "@/components/Icon";
import { useTool } from "@/hooks/tools/tools-context";
import { openHere, toolsHref } from "../address";

/** The tools that a server offers; those that cannot be offered come first, with why. */
export function ServerTools({ server }: { readonly server: McpServer }) {
  const { tools, status } = server;
  const broken = tools.filter(({ problem }) => problem !== undefined);
  const offered = tools.filter(({ problem }) => problem === undefined);
  return (
    <section aria-label="Its tools" className="flex flex-col gap-6">
      {broken.length === 0 ? null : (
        <div data-slot="broken-tools" className="flex flex-col gap-2">
          <h3 className="font-strong">
            {broken.length === 1
              ? "1 tool cannot be used"
              : `${broken.length} tools cannot be used`}
          </h3>
          <ul className="flex flex-col gap-2">
            {broken.map((tool) => (
              <Broken key={tool.name} tool={tool} />
            ))}
          </ul>
        </div>
      )}
      <div className="flex flex-col gap-1">
        <h3 className="font-strong">Tools</h3>
        {offered.length === 0 ? (
          <p className="text-muted">
            {status === "ready" ? "It offers none." : "They are listed once it was reached."}
          </p>
        ) : (
          <ul className="-mx-2">
            {offered.map((tool) => (
              <li key={tool.name}>
                <Offered tool={tool} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function Broken({ tool: { name, title, problem = "" } }: { readonly tool: McpServerTool }) {
  return (
    <li className="flex gap-2">
      <Icon name="alert" className="mt-0.5 text-signal" />
      <div className="min-w-0">
        <p className="wrap-anywhere">
          {title ?? name} {title ? <code className="font-mono text-caption">{name}</code> : null}
        </p>
        <p dir="auto" className="text-caption text-muted wrap-anywhere">
          <ServerWords text={problem} />
        </p>
      </div>
    </li>
  );
}

function Offered({ tool }: { readonly tool: McpServerTool }) {
  const known = useTool(tool.name);
  const address = { tool: tool.name };
  const mark = known && !known.enabled ? "off" : known?.permission === "deny" ? "denied" : null;
  return (
    <a
      href={toolsHref(address)}
      onClick={(event) => openHere(event, address)}
      className="flex min-h-(--row) items-center gap-3 max-md:flex-col max-md:items-stretch max-md:justify-center max-md:gap-0 max-md:py-2 rounded-control px-2 py-1 -outline-offset-2 hover:bg-hover"
    >
      <span className="shrink-0 truncate max-w-1/2 max-md:max-w-full">
        {tool.title ?? known?.title ?? tool.name}
      </span>
      <span className="min-w-0 truncate text-caption text-muted md:grow">{known?.description}</span>
      {mark ? <span className="shrink-0 text-caption text-faint">{mark}</span> : null}
    </a>
  );
}
