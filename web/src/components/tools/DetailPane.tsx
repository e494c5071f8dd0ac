"use client";

import type { HttpTool } from "@thalweg/client";
import { type ReactNode, Suspense } from "react";
import { Skeleton } from "@/components/Skeleton";
import { Button } from "@/components/ui/Button";
import {
  useHttpTool,
  useServer,
  useSources,
  useSourcesState,
} from "@/hooks/sources/sources-context";
import { useTool, useToolsState } from "@/hooks/tools/tools-context";
import { lazyPart } from "@/lib/lazy-part";
import type { Address } from "./address";
import { JobPanel } from "./JobPanel";
import { NoTool } from "./NoTool";
import { HttpToolSource } from "./sources/HttpToolSource";
import { ServerDetail } from "./sources/ServerDetail";
import { ToolDetail } from "./ToolDetail";

/** Only whoever adds or changes sources needs the forms. */
const ServerEditor = lazyPart(() => import("./sources/ServerEditor"));
const HttpToolEditor = lazyPart(() => import("./sources/HttpToolEditor"));

type DetailPaneProps = {
  readonly address: Address;
  /** The tool that the address names, or the one of its call. */
  readonly name: string | null;
};

/** What the address names: a form, a server, a tool with its call, or the way to one. */
export function DetailPane({ address, name }: DetailPaneProps) {
  const { source, form, job } = address;
  const tool = useTool(name);
  const described = useHttpTool(name);
  const loading = useToolsState((state) => state.tools.status === "loading");
  if (form !== null) {
    return (
      <Suspense fallback={<Loading words="Loading the form" />}>
        <Form address={address} name={name} />
      </Suspense>
    );
  }
  if (source !== null) return <Server name={source} />;
  if (tool) return <ToolDetail key={tool.name} tool={tool} />;
  if (loading) return null;
  if (described) return <LostTool tool={described} />;
  if (job !== null && name === null) {
    return (
      <div className="mx-auto flex w-full max-w-180 flex-col gap-6 px-4 py-6 md:px-6">
        <JobPanel key={job} id={job} />
      </div>
    );
  }
  return <NoTool name={name} job={job} />;
}

function Form({ address: { form, source }, name }: DetailPaneProps) {
  const server = useServer(source);
  const tool = useHttpTool(name);
  const { status } = useSourcesState((state) => state);
  if (status !== "ready") return <NoSources />;
  if (form === "add-server") return <ServerEditor key="new" />;
  if (form === "add-http") return <HttpToolEditor key="new" />;
  const fixed = server?.fixed ?? tool?.fixed;
  if (server && !fixed) return <ServerEditor key={server.name} server={server} />;
  if (tool && !fixed) return <HttpToolEditor key={tool.name} tool={tool} />;
  return (
    <Words>
      {fixed
        ? "It is set in thalweg.toml, and can be changed only there."
        : "What this form is about is not here. It may have been removed."}
    </Words>
  );
}

/** An HTTP tool that is not offered: its request, and why. */
function LostTool({ tool: { name, description } }: { readonly tool: HttpTool }) {
  return (
    <div
      data-slot="lost-tool"
      className="mx-auto flex w-full max-w-180 flex-col gap-6 px-4 py-6 md:px-6"
    >
      <div className="flex flex-col gap-2">
        <p className="text-muted">{description}</p>
        <p className="text-caption text-faint">
          <code className="font-mono">{name}</code> · not offered now
        </p>
      </div>
      <HttpToolSource name={name} />
    </div>
  );
}

function Server({ name }: { readonly name: string }) {
  const server = useServer(name);
  const status = useSourcesState((state) => state.status);
  if (server) return <ServerDetail key={name} server={server} />;
  if (status !== "ready") return <NoSources />;
  return (
    <Words>
      There is no MCP server <code className="font-mono">{name}</code> here. It may have been
      removed.
    </Words>
  );
}

/** Why sources cannot be shown: not yet, not now, or not to whoever looks. */
function NoSources() {
  const { retryNow } = useSources();
  const status = useSourcesState((state) => state.status);
  const problem = useSourcesState((state) => state.problem);
  if (status === "loading") return <Loading words="Loading the sources" />;
  if (status === "closed") return <Words>Sources are for the owner of this server alone.</Words>;
  return (
    <div
      role="alert"
      className="mx-auto flex w-full max-w-180 flex-col items-start gap-2 px-4 py-6 md:px-6"
    >
      <p className="text-muted">The sources could not be loaded. {problem?.message}</p>
      <Button onClick={retryNow}>Try again</Button>
    </div>
  );
}

function Words({ children }: { readonly children: ReactNode }) {
  return (
    <p
      role="status"
      data-slot="no-source"
      className="mx-auto w-full max-w-180 px-4 py-6 text-muted md:px-6"
    >
      {children}
    </p>
  );
}

function Loading({ words }: { readonly words: string }) {
  return (
    <div
      role="status"
      aria-label={words}
      className="mx-auto flex w-full max-w-180 flex-col gap-4 px-4 py-6 md:px-6"
    >
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-9 w-full" />
      <Skeleton className="h-9 w-full" />
    </div>
  );
}
