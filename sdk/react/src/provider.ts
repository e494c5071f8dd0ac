import type { ThalwegClient } from "@thalweg/client";
import { createContext, createElement, type ReactNode, useContext, useMemo, useState } from "react";
import { createRegistry, type Registry } from "./registry.ts";

type ThalwegContext = { readonly client: ThalwegClient; readonly registry: Registry };

const Context = createContext<ThalwegContext | null>(null);

export type ThalwegProviderProps = {
  /** Made once, outside of rendering. */
  readonly client: ThalwegClient;
  readonly children?: ReactNode;
};

/** Gives the hooks below it their client. */
export function ThalwegProvider({ client, children }: ThalwegProviderProps) {
  const [registry] = useState(createRegistry);
  const value = useMemo(() => ({ client, registry }), [client, registry]);
  return createElement(Context.Provider, { value }, children);
}

/** The client and the open streams of the provider above. */
export function useThalweg(): ThalwegContext {
  const value = useContext(Context);
  if (value === null) throw new Error("ThalwegProvider is missing above this component");
  return value;
}
