import { useSearchParams } from "next/navigation";
import { useMemo } from "react";

/** What the page shows, all of it in the address, so that it can be sent to somebody. */
export type Address = {
  readonly tool: string | null;
  /** The call that is shown. */
  readonly job: string | null;
  /** Another call to hold beside it. */
  readonly beside: string | null;
  /** Which part is shown where there is no room for all. */
  readonly view: "history" | null;
};

const NAMES = { tool: "tool", job: "job", beside: "with", view: "view" } as const;

export function useAddress(): Address {
  const query = useSearchParams();
  return useMemo(
    () => ({
      tool: query.get(NAMES.tool),
      job: query.get(NAMES.job),
      beside: query.get(NAMES.beside),
      view: query.get(NAMES.view) === "history" ? "history" : null,
    }),
    [query],
  );
}

/** The page's address; ids ride in the query because the page is a static file. */
export function toolsHref(address: Partial<Address>): string {
  const query = new URLSearchParams();
  for (const key of ["tool", "job", "beside", "view"] as const) {
    const value = address[key];
    if (value) query.set(NAMES[key], value);
  }
  return query.size === 0 ? "/tools" : `/tools?${query}`;
}

/** Shows something else; nothing has to be fetched for that. */
export function goTo(address: Partial<Address>, how: "push" | "replace" = "push"): void {
  const href = toolsHref(address);
  if (how === "push") window.history.pushState(null, "", href);
  else window.history.replaceState(null, "", href);
}
