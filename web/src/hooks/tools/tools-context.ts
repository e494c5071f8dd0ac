import type { Tool } from "@thalweg/client";
import { createContext, use } from "react";
import { useStore } from "zustand";
import type { ToolsState } from "@/stores/tools/tools.store";
import type { ToolsRuntime } from "@/stores/tools/tools-runtime";
import type { JobEntry } from "@/types/tools";

export const ToolsContext = createContext<ToolsRuntime | null>(null);

/** What can be done with tools; the same object for the life of the page. */
export function useTools(): ToolsRuntime {
  const tools = use(ToolsContext);
  if (tools === null) throw new Error("the tools' provider is missing above this component");
  return tools;
}

/** Reads from the store; renders again only if the selected value is another one. */
export function useToolsState<T>(select: (state: ToolsState) => T): T {
  return useStore(useTools().store, select);
}

export function useTool(name: string | null | undefined): Tool | undefined {
  return useToolsState(({ tools }) => tools.items.find((tool) => tool.name === name));
}

export function useJob(id: string | null): JobEntry | undefined {
  return useToolsState(({ jobs }) => (id === null ? undefined : jobs.get(id)));
}
