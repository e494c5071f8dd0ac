"use client";

import { Suspense, useEffect } from "react";
import { PageTitle } from "@/components/chat/attention/PageTitle";
import { ConnectionLine } from "@/components/chat/ConnectionLine";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { useConnection } from "@/hooks/chat/useConnection";
import { useHttpTool, useServer, useSources } from "@/hooks/sources/sources-context";
import { useJob, useTool, useTools } from "@/hooks/tools/tools-context";
import { useShortcut } from "@/hooks/useShortcut";
import { lazyPart } from "@/lib/lazy-part";
import { type Address, goTo, useAddress } from "./address";
import { DetailPane } from "./DetailPane";
import { JobHistory } from "./JobHistory";
import { SourceToasts } from "./sources/SourceToasts";
import { SEARCH_ID, ToolList } from "./ToolList";

const CompareDialog = lazyPart(() => import("./compare/CompareDialog"));

/**
 * `/tools`: the tools, one of them, and all calls. On narrow screens the calls take the place of
 * the tool, on phones each has the screen for itself.
 */
export function ToolsScreen() {
  const address = useAddress();
  const { job, beside, view, source, form } = address;
  const jobName = useJob(job)?.call?.name ?? null;
  const name = address.tool ?? jobName;
  const call = useJob(job)?.call;
  useReload();

  const chosen = [name, job, source, form].some((one) => one !== null);
  const pane = view === "history" ? "history" : chosen ? "detail" : "list";
  const title = useTitle(address, name);
  const back = () => goTo(beside ? { tool: name, job } : {});
  useShortcut("toolClose", (event) => {
    if (view === "history") return goTo({ tool: name, job });
    if (event.target instanceof HTMLElement && event.target.closest("input, textarea, select")) {
      // Out of the field first; the keys of the page work from there.
      event.target.blur();
      return undefined;
    }
    if (form === "edit") return goTo({ tool: name, source });
    if (job !== null) return goTo({ tool: name });
    if (chosen) goTo({});
    document.getElementById(SEARCH_ID)?.focus();
    return undefined;
  });

  return (
    <main className="relative flex min-h-0 min-w-0 grow">
      <h1 className="sr-only">Tools</h1>
      <PageTitle
        title={title === "Tools" ? title : `${title} · Tools`}
        running={call?.status === "running"}
      />
      <ToolList
        className={cx(
          "flex w-70 shrink-0 flex-col border-e border-line max-md:w-full max-md:border-e-0",
          pane !== "list" && "max-md:hidden",
        )}
      />
      <section
        aria-label={title}
        className={cx(
          "flex min-w-0 grow flex-col",
          pane === "list" && "max-md:hidden",
          pane === "history" && "max-xl:hidden",
        )}
      >
        <header className="flex h-[calc(56px+env(safe-area-inset-top))] shrink-0 items-center gap-1 border-b border-line px-2 pt-[env(safe-area-inset-top)] md:px-6">
          <IconButton
            icon="previous"
            label="All tools"
            className="md:hidden"
            onClick={() => goTo({})}
          />
          <h2 className="min-w-0 grow truncate font-strong">{title}</h2>
          <IconButton
            icon="history"
            label="Calls"
            className="xl:hidden"
            onClick={() => goTo({ tool: name, job, view: "history" })}
          />
        </header>
        <div className="min-h-0 grow overflow-y-auto">
          <ErrorBoundary key={`${form} ${source} ${name}`}>
            <DetailPane address={address} name={name} />
          </ErrorBoundary>
        </div>
      </section>
      <JobHistory
        className={cx(
          "flex w-80 shrink-0 flex-col border-s border-line",
          pane === "history" ? "max-xl:w-auto max-xl:grow max-xl:border-s-0" : "max-xl:hidden",
        )}
      />
      <div className="pointer-events-none absolute inset-x-4 bottom-4 z-20 flex flex-col items-center gap-2">
        <SourceToasts />
        <ConnectionLine />
      </div>
      {job !== null && beside !== null ? (
        <Suspense>
          <CompareDialog left={job} right={beside} onClose={back} />
        </Suspense>
      ) : null}
    </main>
  );
}

/** What is in the middle, in words. */
function useTitle({ source, form }: Address, name: string | null): string {
  const tool = useTool(name);
  const request = useHttpTool(name);
  const server = useServer(source);
  if (form === "add-server") return "New MCP server";
  if (form === "add-http") return "New HTTP tool";
  const called = tool?.title ?? request?.title ?? request?.name;
  const title = source === null ? called : (server?.title ?? source);
  if (title === undefined) return "Tools";
  return form === "edit" ? `Edit ${title}` : title;
}

/** What could not be loaded comes once the server can be reached. */
function useReload() {
  const { retryNow, store } = useTools();
  const sources = useSources();
  const { state } = useConnection();
  useEffect(() => {
    if (state !== "live") return;
    const { tools, history, jobs } = store.getState();
    const failed = [tools, history, ...jobs.values()].some(({ problem }) => problem !== undefined);
    if (failed) retryNow();
    if (sources.store.getState().problem !== undefined) sources.retryNow();
  }, [state, retryNow, store, sources]);
}
