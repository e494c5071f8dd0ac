import type { SharedEvents, ThalwegClient } from "@thalweg/client";
import { createContext, createElement, type ReactNode, useContext, useMemo, useState } from "react";
import { createRegistry, type Registry } from "./registry.ts";

type ThalwegContext = {
  readonly client: ThalwegClient;
  readonly registry: Registry;
  readonly share: SharedEvents | undefined;
};

const Context = createContext<ThalwegContext | null>(null);

export type ThalwegProviderProps = {
  /** Made once, outside of rendering. */
  readonly client: ThalwegClient;
  /**
   * Of `shareBetweenTabs`: conversations and channels are then read from the one stream that all
   * tabs share. Whoever made it closes it. A run is always read by itself.
   */
  readonly share?: SharedEvents | undefined;
  readonly children?: ReactNode;
};

/** Gives the hooks below it their client. */
export function ThalwegProvider({ client, share, children }: ThalwegProviderProps) {
  const [registry] = useState(createRegistry);
  const value = useMemo(() => ({ client, registry, share }), [client, registry, share]);
  return createElement(Context.Provider, { value }, children);
}

/** The client and the open streams of the provider above. */
export function useThalweg(): ThalwegContext {
  const value = useContext(Context);
  if (value === null) throw new Error("ThalwegProvider is missing above this component");
  return value;
}
