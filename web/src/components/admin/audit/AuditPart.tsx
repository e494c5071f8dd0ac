"use client";

import { useMemo, useState } from "react";
import { inputLook } from "@/components/access/Field";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import type { AuditSearch } from "@/types/access";
import { AuditList } from "./AuditList";
import { ACTION_GROUPS } from "./audit-words";
import { useSettled } from "./use-audit";

type Outcome = "" | "ok" | "refused";

const selectLook =
  "h-10 min-w-0 rounded-control border border-line bg-raised px-2 max-sm:grow touch:h-11";

/** Who did what, from where, and what became of it. */
export function AuditPart() {
  const [text, setText] = useState("");
  const [q, setQ] = useState("");
  const [action, setAction] = useState("");
  const [actor, setActor] = useState("");
  const [outcome, setOutcome] = useState<Outcome>("");
  useSettled(text.trim(), setQ);
  const search = useMemo<AuditSearch>(
    () => ({
      ...(q !== "" && { q }),
      ...(action !== "" && { action }),
      ...(actor !== "" && { actor }),
    }),
    [q, action, actor],
  );

  return (
    <>
      <search className="flex flex-wrap items-center gap-2">
        <div className="relative min-w-50 grow">
          <Icon name="search" className="absolute start-3 top-1/2 -translate-y-1/2 text-faint" />
          <input
            type="search"
            aria-label="Search the trail"
            placeholder="A name, an address, an id"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className={cx(inputLook, "border-line ps-9")}
          />
        </div>
        <select
          aria-label="Action"
          value={action}
          onChange={(event) => setAction(event.target.value)}
          className={selectLook}
        >
          <option value="">All actions</option>
          {ACTION_GROUPS.map(([group, label]) => (
            <option key={group} value={group}>
              {label}
            </option>
          ))}
        </select>
        <select
          aria-label="Outcome"
          value={outcome}
          onChange={(event) => setOutcome(event.target.value as Outcome)}
          className={selectLook}
        >
          <option value="">Any outcome</option>
          <option value="ok">Done</option>
          <option value="refused">Refused</option>
        </select>
        {actor === "" ? null : (
          <Button onClick={() => setActor("")} className="h-10">
            By {actor}
            <Icon name="close" />
          </Button>
        )}
      </search>
      <AuditList
        key={JSON.stringify(search)}
        search={search}
        outcome={outcome}
        onActor={setActor}
      />
    </>
  );
}
