import { createContext, use } from "react";
import { useStore } from "zustand";
import type { AccessApi } from "@/lib/access-api";
import type { Access } from "@/stores/access/access";
import type { AccessState } from "@/stores/access/access.store";

/** Who the page belongs to, and the requests that are about accounts. */
export type AccessHandle = Access & { readonly api: AccessApi };

export const AccessContext = createContext<AccessHandle | null>(null);

export function useAccess(): AccessHandle {
  const access = use(AccessContext);
  if (access === null) throw new Error("the chat's provider is missing above this component");
  return access;
}

/** Reads from the store; renders again only if the selected value is another one. */
export function useAccessState<T>(select: (state: AccessState) => T): T {
  return useStore(useAccess().store, select);
}
