"use client";

import type { McpServer } from "@thalweg/client";
import { useState } from "react";
import { ServerWords } from "@/components/chat/ServerWords";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { Switch } from "@/components/ui/Switch";
import { useNow } from "@/components/ui/use-now";
import { useSources } from "@/hooks/sources/sources-context";
import { useTools } from "@/hooks/tools/tools-context";
import { choicesOfServer } from "@/stores/tools/later-choices";
import { goTo } from "../address";
import { ServerDot } from "./ServerDot";
import { ServerFacts } from "./ServerFacts";
import { ServerTools } from "./ServerTools";
import { FixedNote, SourceActions } from "./SourceActions";
import { serverLook } from "./source-words";

/** One MCP server: how it does, what can be done about that, and the tools that it offers. */
export function ServerDetail({ server }: { readonly server: McpServer }) {
  const { setEnabled, remove } = useSources();
  const { store } = useTools();
  const { name, title = name, enabled, fixed = false } = server;
  const choices = () => choicesOfServer(store.getState().tools.items, name);
  return (
    <div
      data-slot="server-detail"
      data-status={server.status}
      className="mx-auto flex w-full max-w-180 flex-col gap-6 px-4 py-6 md:px-6"
    >
      <Health server={server} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Switch
          on={enabled}
          onSwitch={(on) => void setEnabled(name, on)}
          className="h-8 pe-1 touch:h-11"
        >
          Switched on
        </Switch>
        <span className="grow" />
        {fixed ? (
          <FixedNote />
        ) : (
          <SourceActions
            title={title}
            onEdit={() => goTo({ source: name, form: "edit" })}
            onRemove={() =>
              remove({ kind: "server", server, choices: choices() }).then((gone) => {
                if (gone) goTo({}, "replace");
              })
            }
          />
        )}
      </div>
      <ServerTools server={server} />
      <ServerFacts server={server} />
    </div>
  );
}

function Health({ server }: { readonly server: McpServer }) {
  const { restart } = useSources();
  const [asking, setAsking] = useState(false);
  const { name, status, problem } = server;
  const now = useNow(1000, status === "waiting");
  const { words, tone } = serverLook(server, now);
  const down = status === "failed" || status === "waiting";
  const again = () => {
    if (asking) return;
    setAsking(true);
    void restart(name).finally(() => setAsking(false));
  };
  return (
    <section aria-label="How it does" className="flex flex-col gap-2">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
        <ServerDot tone={tone} />
        <p data-slot="server-words" className="min-w-0 grow tabular-nums">
          {words}
        </p>
        {status === "disabled" ? null : (
          <Button aria-disabled={asking || status === "connecting"} onClick={again}>
            <Icon name="retry" />
            {down ? "Try now" : "Restart"}
          </Button>
        )}
      </div>
      {/* The countdown is not spoken, its beginning and its end are. */}
      <p role="status" className="sr-only">
        {status === "waiting" ? "Cannot be reached; it will be tried again" : words}
      </p>
      {problem ? (
        <p
          data-slot="server-problem"
          className={`flex gap-2 ${status === "failed" ? "text-danger" : "text-muted"}`}
        >
          <Icon name="alert" className="mt-0.5" />
          <span dir="auto" className="min-w-0 wrap-anywhere">
            <ServerWords text={problem} />
          </span>
        </p>
      ) : null}
    </section>
  );
}
