"use client";

import type { Tool } from "@thalweg/client";
import { groupTools } from "@/components/tools/group-tools";
import { Panel } from "@/components/ui/Panel";
import { Switch } from "@/components/ui/Switch";
import { useToolsState } from "@/hooks/tools/tools-context";
import { ServerWords } from "../ServerWords";

type ToolSwitchesProps = {
  readonly isOn: (name: string) => boolean;
  readonly onSwitch: (some: readonly string[], on: boolean) => void;
  /** Why the last change was taken back. */
  readonly problem: string | undefined;
  readonly anchor: HTMLElement | null;
  readonly onClose: () => void;
};

/** Which tools the model may call in this chat, each with a switch. */
export function ToolSwitches({ isOn, onSwitch, problem, anchor, onClose }: ToolSwitchesProps) {
  const { items } = useToolsState((state) => state.tools);
  const groups = groupTools(items);
  return (
    <Panel label="Tools in this chat" anchor={anchor} onClose={onClose} className="open:flex">
      <div className="flex max-h-[inherit] min-h-0 grow flex-col text-ui">
        <h2 className="px-4 pt-3 pb-1 text-caption text-muted">Tools in this chat</h2>
        <div className="min-h-0 overflow-y-auto px-2">
          {groups.map(({ key, title, tools }) => (
            <section key={key} aria-label={title}>
              {groups.length < 2 ? null : (
                <GroupHead title={title} tools={tools} isOn={isOn} onSwitch={onSwitch} />
              )}
              <ul>
                {tools.map((tool) => (
                  <li key={tool.name}>
                    <Row
                      tool={tool}
                      on={isOn(tool.name)}
                      onSwitch={(on) => onSwitch([tool.name], on)}
                    />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
        {problem === undefined ? null : (
          <p role="alert" className="px-4 py-2 text-caption text-danger">
            <ServerWords text={problem} />
          </p>
        )}
        <a
          href="/tools"
          className="flex min-h-10 shrink-0 items-center border-t border-line px-4 text-caption text-muted -outline-offset-2 hover:bg-hover hover:text-fg touch:min-h-11"
        >
          All tools and permissions
        </a>
      </div>
    </Panel>
  );
}

type GroupHeadProps = Pick<ToolSwitchesProps, "isOn" | "onSwitch"> & {
  readonly title: string;
  readonly tools: readonly Tool[];
};

/** Where the tools below come from, and the way to switch all of them. */
function GroupHead({ title, tools, isOn, onSwitch }: GroupHeadProps) {
  const names = tools.filter((tool) => !isBarred(tool)).map(({ name }) => name);
  const on = !names.some(isOn);
  return (
    <div className="flex min-h-8 items-center gap-2 ps-2 pt-1 touch:min-h-11">
      <h3 className="min-w-0 grow truncate text-caption text-faint">{title}</h3>
      {names.length < 2 ? null : (
        <button
          type="button"
          aria-label={`Switch all of ${title} ${on ? "on" : "off"}`}
          onClick={() => onSwitch(names, on)}
          className="min-h-6 shrink-0 rounded-control px-2 text-caption text-muted hover:bg-hover hover:text-fg touch:min-h-11"
        >
          {on ? "All on" : "All off"}
        </button>
      )}
    </div>
  );
}

const isBarred = ({ enabled, permission }: Tool) => !enabled || permission === "deny";

type RowProps = {
  readonly tool: Tool;
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
};

function Row({ tool, on, onSwitch }: RowProps) {
  const { title, enabled, permission } = tool;
  const barred = !enabled ? "switched off" : permission === "deny" ? "denied" : undefined;
  if (barred) {
    return (
      <p className="flex min-h-(--row) items-center gap-2 px-2 text-faint">
        <span className="min-w-0 grow truncate">{title}</span>
        <span className="text-caption">{barred} everywhere</span>
      </p>
    );
  }
  return (
    <Switch
      on={on}
      onSwitch={onSwitch}
      className="min-h-(--row) w-full flex-row-reverse px-2 -outline-offset-2 hover:bg-hover"
    >
      <span className="flex min-w-0 grow items-center gap-2 text-start">
        <span className="min-w-0 truncate">{title}</span>
        {permission === "ask" ? <span className="text-caption text-faint">asks first</span> : null}
      </span>
    </Switch>
  );
}
