import { memo, useState } from "react";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { sayMoment } from "@/lib/moments";
import type { AuditEntry } from "@/types/access";
import { sayAction } from "./audit-words";

type AuditRowProps = {
  readonly entry: AuditEntry;
  readonly onActor: (actor: string) => void;
};

/** One entry on a line; opened, everything that was noted of it. */
export const AuditRow = memo(function AuditRow({ entry, onActor }: AuditRowProps) {
  const { seq, at, action, actor, target, outcome, address, requestId, detail } = entry;
  const [open, setOpen] = useState(false);
  const refused = outcome === "refused";
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Action", action],
    ["By", actor.name === undefined ? actor.id : `${actor.name} (${actor.id})`],
    ["Role", actor.role],
    ["On", target],
    ["Detail", detail],
    ["From", address],
    ["Request", requestId],
    ["At", at],
    ["Number", String(seq)],
  ];
  return (
    <li data-slot="audit-entry" data-outcome={outcome} className="border-line not-last:border-b">
      <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="flex min-h-11 list-none items-start gap-x-3 rounded-control py-2.5 -outline-offset-2 hover:bg-hover md:px-2">
          <Icon
            name="next"
            className="mt-0.5 text-faint transition-transform duration-120 group-open:rotate-90"
          />
          <span className="flex min-w-0 grow gap-x-3 max-md:flex-col">
            <span className={cx("min-w-0 truncate md:w-48 md:shrink-0", refused && "text-danger")}>
              {sayAction(action)}
              {refused ? " refused" : null}
            </span>
            <span className="min-w-0 truncate text-muted">
              {actor.name ?? actor.id}
              {target === undefined ? null : <span className="text-faint"> · {target}</span>}
            </span>
          </span>
          <time dateTime={at} className="shrink-0 pt-0.5 text-caption text-faint tabular-nums">
            {sayMoment(Date.parse(at))}
          </time>
        </summary>
        {open ? (
          <div className="flex flex-col items-start gap-2 ps-7 pb-3 md:ps-9">
            <dl className="grid w-full grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
              {facts.map(([name, value]) =>
                value === undefined ? null : (
                  <div key={name} className="contents">
                    <dt className="text-muted">{name}</dt>
                    <dd className="wrap-anywhere">{value}</dd>
                  </div>
                ),
              )}
            </dl>
            <Button onClick={() => onActor(actor.name ?? actor.id)}>
              Everything by {actor.name ?? actor.id}
            </Button>
          </div>
        ) : null}
      </details>
    </li>
  );
});
