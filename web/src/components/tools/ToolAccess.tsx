"use client";

import type { Tool, ToolPermission } from "@thalweg/client";
import { useId, useState } from "react";
import { ServerWords } from "@/components/chat/ServerWords";
import { cx } from "@/components/ui/cx";
import { Switch } from "@/components/ui/Switch";
import { useTools } from "@/hooks/tools/tools-context";
import type { MessageError } from "@/types/chat";

const PERMISSIONS: readonly { readonly value: ToolPermission; readonly label: string }[] = [
  { value: "allow", label: "Allow" },
  { value: "ask", label: "Ask" },
  { value: "deny", label: "Deny" },
];

const MEANINGS: Readonly<Record<ToolPermission, string>> = {
  allow: "It runs whenever it is called.",
  ask: "Each call waits until somebody allows it.",
  deny: "It cannot be called.",
};

/** Whether one's own calls of a tool are let through, and whether it is there at all. */
export function ToolAccess({ tool }: { readonly tool: Tool }) {
  const { choose } = useTools();
  const [problem, setProblem] = useState<MessageError | null>(null);
  const id = useId();
  const { name, permission, enabled } = tool;
  const change = (patch: Parameters<typeof choose>[1]) => {
    setProblem(null);
    choose(name, patch).catch(setProblem);
  };
  return (
    <section aria-label="Permission" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div
          role="radiogroup"
          aria-label={`Permission of ${tool.title}`}
          aria-describedby={`${id}-meaning`}
          className={cx(
            "flex gap-1 rounded-control border border-line p-0.5",
            !enabled && "opacity-60",
          )}
        >
          {PERMISSIONS.map(({ value, label }) => (
            <label
              key={value}
              className="relative inline-flex h-7 cursor-pointer items-center rounded-[6px] border border-transparent px-3 text-muted transition-colors duration-120 ease-out hover:text-fg has-checked:bg-hover has-checked:text-fg has-focus-visible:outline-2 has-focus-visible:outline-accent touch:h-11"
            >
              <input
                type="radio"
                name={id}
                checked={value === permission}
                onChange={() => change({ permission: value })}
                className="absolute inset-0 cursor-pointer appearance-none outline-none"
              />
              {label}
            </label>
          ))}
        </div>
        <Switch
          on={enabled}
          onSwitch={(on) => change({ enabled: on })}
          className="h-8 pe-1 touch:h-11"
        >
          Switched on
        </Switch>
      </div>
      <p id={`${id}-meaning`} className="text-caption text-muted">
        {enabled ? MEANINGS[permission] : "It is switched off: nobody can call it for you."}
      </p>
      {problem ? (
        <p role="alert" className="text-caption text-danger">
          <ServerWords text={problem.message} />
        </p>
      ) : null}
    </section>
  );
}
