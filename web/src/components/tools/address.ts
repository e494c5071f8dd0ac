import { useSearchParams } from "next/navigation";
import { type MouseEvent, useMemo } from "react";

/** What the page shows, all of it in the address, so that it can be sent to somebody. */
export type Address = {
  readonly tool: string | null;
  /** The call that is shown. */
  readonly job: string | null;
  /** Another call to hold beside it. */
  readonly beside: string | null;
  /** Which part is shown where there is no room for all. */
  readonly view: "history" | null;
  /** The MCP server that is shown, by its name. */
  readonly source: string | null;
  /** What is written: a new source, or the one that is shown. */
  readonly form: "add-server" | "add-http" | "edit" | null;
  /** Of which source tools are listed, as `builtin`, `http` or `mcp:name`; null: of all. */
  readonly from: string | null;
};

const NAMES = {
  tool: "tool",
  job: "job",
  beside: "with",
  view: "view",
  source: "source",
  form: "do",
  from: "from",
} as const satisfies Record<keyof Address, string>;

const KEYS = Object.keys(NAMES) as (keyof Address)[];

const FORMS: readonly (string | null)[] = ["add-server", "add-http", "edit"];

export function useAddress(): Address {
  const query = useSearchParams();
  return useMemo(() => {
    const form = query.get(NAMES.form);
    return {
      tool: query.get(NAMES.tool),
      job: query.get(NAMES.job),
      beside: query.get(NAMES.beside),
      view: query.get(NAMES.view) === "history" ? "history" : null,
      source: query.get(NAMES.source),
      form: FORMS.includes(form) ? (form as Address["form"]) : null,
      from: query.get(NAMES.from),
    };
  }, [query]);
}

/** The page's address; ids ride in the query because the page is a static file. */
export function toolsHref(address: Partial<Address>): string {
  const query = new URLSearchParams();
  for (const key of KEYS) {
    const value = address[key];
    if (value) query.set(NAMES[key], value);
  }
  return query.size === 0 ? "/tools" : `/tools?${query}`;
}

/**
 * Shows something else; nothing has to be fetched for that. Of which source tools are listed stays
 * unless it is named.
 */
export function goTo(address: Partial<Address>, how: "push" | "replace" = "push"): void {
  const from = new URLSearchParams(window.location.search).get(NAMES.from);
  const href = toolsHref({ from, ...address });
  if (how === "push") window.history.pushState(null, "", href);
  else window.history.replaceState(null, "", href);
}

/** Follows a link without a new page, unless another tab or window is wanted for it. */
export function openHere(event: MouseEvent, address: Parameters<typeof goTo>[0]): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  goTo(address);
}
