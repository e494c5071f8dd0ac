import { type ReactNode, useRef, useState } from "react";
import { Icon } from "@/components/Icon";
import { IconButton } from "@/components/ui/IconButton";
import { Panel } from "@/components/ui/Panel";
import { useIsOwner } from "@/hooks/sources/sources-context";
import { useCommand } from "@/hooks/useCommand";
import { type Address, goTo } from "../address";

/** The ways to more tools, for the owner alone. */
export function AddSource() {
  const owner = useIsOwner();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const add = (form: NonNullable<Address["form"]>) => {
    setOpen(false);
    goTo({ form });
  };
  useCommand(
    {
      id: "add-server",
      label: "Add an MCP server",
      icon: "add",
      words: "tools source model context protocol connect",
      order: -9,
      run: () => add("add-server"),
    },
    owner,
  );
  useCommand(
    {
      id: "add-http",
      label: "Add an HTTP tool",
      icon: "add",
      words: "tools source request api rest",
      order: -8,
      run: () => add("add-http"),
    },
    owner,
  );
  if (!owner) return null;
  return (
    <>
      <IconButton
        ref={button}
        icon="add"
        label="Add tools"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      />
      {open ? (
        <Panel label="Add tools" anchor={button.current} onClose={() => setOpen(false)}>
          <div className="flex flex-col p-2 text-ui">
            <Way title="MCP server" onPick={() => add("add-server")}>
              A program or an address that offers several tools.
            </Way>
            <Way title="HTTP tool" onPick={() => add("add-http")}>
              One request to a service, with places to fill in.
            </Way>
          </div>
        </Panel>
      ) : null}
    </>
  );
}

type WayProps = {
  readonly title: string;
  readonly onPick: () => void;
  readonly children: ReactNode;
};

function Way({ title, onPick, children }: WayProps) {
  return (
    <button
      type="button"
      aria-label={title}
      onClick={onPick}
      className="flex min-h-11 items-start gap-3 rounded-control px-3 py-2 text-start -outline-offset-2 hover:bg-hover"
    >
      <Icon name="add" className="mt-0.5 text-muted" />
      <span className="flex min-w-0 flex-col">
        <span>{title}</span>
        <span className="text-caption text-muted">{children}</span>
      </span>
    </button>
  );
}
