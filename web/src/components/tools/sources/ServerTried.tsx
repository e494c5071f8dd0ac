import type { TestedMcpServer } from "@thalweg/client";
import { ServerWords } from "@/components/chat/ServerWords";
import { Icon } from "@/components/Icon";
import { Well } from "@/components/invocation/Well";
import { sayTools } from "./source-words";

/** What a try of a server gave. Nothing of it is kept. */
export function ServerTried({ tried }: { readonly tried: TestedMcpServer }) {
  const { ok, protocolVersion, serverInfo, tools = [], error, log } = tried;
  const facts = [
    serverInfo && `${serverInfo.name} ${serverInfo.version}`.trim(),
    protocolVersion && `protocol ${protocolVersion}`,
  ].filter(Boolean);
  return (
    <section
      aria-label="What the test gave"
      data-slot="tried"
      data-ok={ok}
      className="flex flex-col gap-3 rounded-card border border-line bg-raised p-4"
    >
      <p role="status" className={ok ? "flex gap-2" : "flex gap-2 text-danger"}>
        <Icon name={ok ? "check" : "alert"} className={ok ? "mt-0.5 text-accent" : "mt-0.5"} />
        <span className="min-w-0 wrap-anywhere">
          {ok ? (
            `It answers, with ${sayTools(tools.length)}.`
          ) : (
            <ServerWords text={error ?? "It does not answer."} />
          )}
        </span>
      </p>
      {facts.length > 0 ? <p className="text-caption text-muted">{facts.join(" · ")}</p> : null}
      {tools.length > 0 ? (
        <ul className="flex flex-col gap-1 text-caption">
          {tools.map(({ name, title, problem }) => (
            <li key={name} className="flex flex-wrap gap-x-2">
              <span className="font-mono">{name}</span>
              {title ? <span className="text-muted">{title}</span> : null}
              {problem ? <span className="basis-full text-signal">{problem}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {log ? <Well title="What it wrote to its log" slot="tried-log" text={log} /> : null}
    </section>
  );
}
