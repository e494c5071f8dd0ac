import { createContext, use } from "react";
import type { CustomItemComponentProps } from "virtua";
import type { HistoryRow } from "./rows";

export const RowsContext = createContext<readonly HistoryRow[]>([]);

/** A line of the list; it tells its place in the whole, of which only a part is drawn. */
export function HistoryItem({ style, index, children, ref }: CustomItemComponentProps) {
  const rows = use(RowsContext);
  return (
    <li ref={ref} style={style} aria-setsize={rows.length} aria-posinset={index + 1}>
      {children}
    </li>
  );
}
