import type { HttpTool, McpServer } from "@thalweg/client";
import { createContext, use } from "react";
import { useStore } from "zustand";
import type { SourcesState } from "@/stores/sources/sources.store";
import type { SourcesRuntime } from "@/stores/sources/sources-runtime";

export const SourcesContext = createContext<SourcesRuntime | null>(null);

/** What can be done with sources; the same object for the life of the page. */
export function useSources(): SourcesRuntime {
  const sources = use(SourcesContext);
  if (sources === null) throw new Error("the sources' provider is missing above this component");
  return sources;
}

/** Reads from the store; renders again only if the selected value is another one. */
export function useSourcesState<T>(select: (state: SourcesState) => T): T {
  return useStore(useSources().store, select);
}

export function useServer(name: string | null | undefined): McpServer | undefined {
  return useSourcesState(({ servers }) => servers.find((server) => server.name === name));
}

/** The definition of a tool that is an HTTP request; undefined of any other. */
export function useHttpTool(name: string | null | undefined): HttpTool | undefined {
  return useSourcesState(({ httpTools }) => httpTools.find((tool) => tool.name === name));
}

/** Whether who looks may have sources of their own. */
export function useIsOwner(): boolean {
  return useSourcesState(({ status }) => status === "ready");
}
