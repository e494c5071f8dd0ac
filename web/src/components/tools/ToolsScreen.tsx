"use client";

import { lazy, Suspense, useEffect } from "react";
import { PageTitle } from "@/components/chat/attention/PageTitle";
import { ConnectionLine } from "@/components/chat/ConnectionLine";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { useConnection } from "@/hooks/chat/useConnection";
import { useJob, useTool, useTools, useToolsState } from "@/hooks/tools/tools-context";
import { useShortcut } from "@/hooks/useShortcut";
import { goTo, useAddress } from "./address";
import { JobHistory } from "./JobHistory";
import { JobPanel } from "./JobPanel";
import { ToolDetail } from "./ToolDetail";
import { SEARCH_ID, ToolList } from "./ToolList";

const CompareDialog = lazy(() => import("./compare/CompareDialog"));

/**
 * `/tools`: the tools, one of them, and all calls. On narrow screens the calls take the place of
 * the tool, on phones each has the screen for itself.
 */
export function ToolsScreen() {
  const address = useAddress();
  const { job, beside, view } = address;
  const jobName = useJob(job)?.call?.name ?? null;
  const name = address.tool ?? jobName;
  const tool = useTool(name);
  const { status } = useToolsState((state) => state.tools);
  const call = useJob(job)?.call;
  useReload();

  const pane = view === "history" ? "history" : name !== null || job !== null ? "detail" : "list";
  const title = tool?.title ?? "Tools";
  const back = () => goTo(beside ? { tool: name, job } : {});
  useShortcut("toolClose", (event) => {
    if (view === "history") return goTo({ tool: name, job });
    if (event.target instanceof HTMLElement && event.target.closest("input, textarea, select")) {
      // Out of the field first; the keys of the page work from there.
      event.target.blur();
      return undefined;
    }
    if (job !== null) return goTo({ tool: name });
    if (name !== null) goTo({});
    document.getElementById(SEARCH_ID)?.focus();
    return undefined;
  });

  return (
    <main className="relative flex min-h-0 min-w-0 grow">
      <h1 className="sr-only">Tools</h1>
      <PageTitle
        title={tool === undefined ? "Tools" : `${title} · Tools`}
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
          <ErrorBoundary key={name}>
            {tool ? (
              <ToolDetail key={tool.name} tool={tool} />
            ) : (
              <NoTool name={name} job={job} loading={status === "loading"} />
            )}
          </ErrorBoundary>
        </div>
      </section>
      <JobHistory
        className={cx(
          "flex w-80 shrink-0 flex-col border-s border-line",
          pane === "history" ? "max-xl:w-auto max-xl:grow max-xl:border-s-0" : "max-xl:hidden",
        )}
      />
      <div className="pointer-events-none absolute inset-x-4 bottom-4 z-20 flex flex-col items-center">
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

type NoToolProps = {
  readonly name: string | null;
  readonly job: string | null;
  readonly loading: boolean;
};

/** What stands there before a tool was chosen, or if it is not there. */
function NoTool({ name, job, loading }: NoToolProps) {
  if (loading) return null;
  return (
    <div className="mx-auto flex w-full max-w-180 flex-col gap-6 px-4 py-6 md:px-6">
      {name === null && job === null ? (
        <div className="flex flex-col gap-2 pt-[12dvh] text-center">
          <p className="text-title font-strong">Choose a tool</p>
          <p className="text-muted">
            See what it does, decide whether it may be called, and run it yourself.
          </p>
        </div>
      ) : (
        <>
          {name === null ? null : (
            <p role="status" className="text-muted">
              There is no tool <code className="font-mono">{name}</code> here. It may have been
              taken away, or may be for the owner of this server alone.
            </p>
          )}
          {job === null ? null : <JobPanel key={job} id={job} />}
        </>
      )}
    </div>
  );
}

/** What could not be loaded comes once the server can be reached. */
function useReload() {
  const { retryNow, store } = useTools();
  const { state } = useConnection();
  useEffect(() => {
    if (state !== "live") return;
    const { tools, history, jobs } = store.getState();
    const failed = [tools, history, ...jobs.values()].some(({ problem }) => problem !== undefined);
    if (failed) retryNow();
  }, [state, retryNow, store]);
}
