import type { HttpTool, McpServer } from "@thalweg/client";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { MessageError } from "@/types/chat";
import type { Removed, SourceNotice } from "@/types/sources";

export type SourcesState = {
  /** `closed`: whoever looks is not the owner, for whom alone there are sources. */
  readonly status: "loading" | "ready" | "error" | "closed";
  /** By name. */
  readonly servers: readonly McpServer[];
  /** By name. */
  readonly httpTools: readonly HttpTool[];
  /** Why they could not be loaded, or not anew. */
  readonly problem?: MessageError;
  /** What was removed last, until it is too late to take it back. */
  readonly removed: Removed | null;
  readonly notice: SourceNotice | null;
};

export type SourcesStore = StoreApi<SourcesState>;

export function createSourcesStore(): SourcesStore {
  return createStore<SourcesState>(() => ({
    status: "loading",
    servers: [],
    httpTools: [],
    removed: null,
    notice: null,
  }));
}

type Named = { readonly name: string };

/** Adds or replaces one of a list that is in the order of its names. */
export function withNamed<T extends Named>(list: readonly T[], item: T): readonly T[] {
  const others = without(list, item.name);
  return [...others, item].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export function without<T extends Named>(list: readonly T[], name: string): readonly T[] {
  return list.filter((one) => one.name !== name);
}

export function putServer(store: SourcesStore, server: McpServer): void {
  store.setState(({ servers }) => ({ servers: withNamed(servers, server) }));
}

export function putHttpTool(store: SourcesStore, tool: HttpTool): void {
  store.setState(({ httpTools }) => ({ httpTools: withNamed(httpTools, tool) }));
}
