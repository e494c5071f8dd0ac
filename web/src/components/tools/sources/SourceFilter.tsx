import { goTo, useAddress } from "../address";
import type { ToolGroup } from "../group-tools";

type SourceFilterProps = {
  readonly groups: readonly ToolGroup[];
  readonly from: string | null;
};

/** Narrows the list to one source; there is none of it where there is one source alone. */
export function SourceFilter({ groups, from }: SourceFilterProps) {
  const address = useAddress();
  if (groups.length < 2 && from === null) return null;
  const unknown = from !== null && groups.every(({ key }) => key !== from);
  return (
    <div className="shrink-0 px-3 pb-1">
      <select
        aria-label="Show the tools of"
        value={from ?? ""}
        onChange={(event) => goTo({ ...address, from: event.target.value || null }, "replace")}
        className="h-8 w-full rounded-control border border-line bg-bg px-2 text-caption text-muted touch:h-11 touch:text-read"
      >
        <option value="">All sources</option>
        {groups.map(({ key, title, tools }) => (
          <option key={key} value={key}>
            {`${title} (${tools.length})`}
          </option>
        ))}
        {unknown ? <option value={from}>{`${from} (not here)`}</option> : null}
      </select>
    </div>
  );
}
