import type { McpServer, NamedValue } from "@thalweg/client";
import type { ReactNode } from "react";
import { sayTransport } from "./source-words";

/** Read letter by letter, on the line of the words beside it. */
const CODE = "font-mono text-caption leading-5 [font-variant-ligatures:none]";

/** What is known of a server: how it is reached, and what it says of itself. */
export function ServerFacts({ server }: { readonly server: McpServer }) {
  const { transport, serverInfo, protocolVersion, timeoutMs = 60_000 } = server;
  const pairs = transport.type === "stdio" ? transport.env : transport.headers;
  return (
    <section aria-label="What is known of it" className="flex flex-col gap-1">
      <h3 className="font-strong">Connection</h3>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1 max-md:grid-cols-1 max-md:gap-y-0">
        <Fact name="Name">
          <code className={CODE}>{server.name}</code>
        </Fact>
        <Fact name={transport.type === "stdio" ? "Program" : "Address"}>
          <code className={CODE}>{sayTransport(transport)}</code>
        </Fact>
        {transport.type === "stdio" && transport.cwd ? (
          <Fact name="Works in">
            <code className={CODE}>{transport.cwd}</code>
          </Fact>
        ) : null}
        {pairs && pairs.length > 0 ? (
          <Fact name={transport.type === "stdio" ? "Environment" : "Headers"}>
            <Pairs pairs={pairs} />
          </Fact>
        ) : null}
        {transport.type === "http" && transport.allowPrivate ? (
          <Fact name="Private addresses">Allowed</Fact>
        ) : null}
        <Fact name="Longest call">{`${timeoutMs / 1000} s`}</Fact>
        {serverInfo ? (
          <Fact name="Calls itself">{`${serverInfo.name} ${serverInfo.version}`.trim()}</Fact>
        ) : null}
        {protocolVersion ? <Fact name="Protocol">{protocolVersion}</Fact> : null}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd dir="auto" className="min-w-0 pb-1 wrap-anywhere tabular-nums">
        {children}
      </dd>
    </>
  );
}

function Pairs({ pairs }: { readonly pairs: readonly NamedValue[] }) {
  return (
    <span className={`flex flex-col ${CODE}`}>
      {pairs.map(({ name, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name may come twice, its place is its own.
        <span key={index}>{`${name}: ${value}`}</span>
      ))}
    </span>
  );
}
