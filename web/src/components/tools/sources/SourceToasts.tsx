"use client";

import { useEffect } from "react";
import { ServerWords } from "@/components/chat/ServerWords";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { IconButton } from "@/components/ui/IconButton";
import { useSources, useSourcesState } from "@/hooks/sources/sources-context";
import { useTools } from "@/hooks/tools/tools-context";
import { useShortcut } from "@/hooks/useShortcut";
import type { Removed } from "@/types/sources";
import { goTo } from "../address";
import { refusalWords } from "./source-words";

/** Long enough to read, find the button and press it without hurry. */
const SHOWN_MS = 10_000;

/** The way back after a removal, and why something away from a form did not happen. */
export function SourceToasts() {
  const removed = useSourcesState((state) => state.removed);
  const notice = useSourcesState((state) => state.notice);
  const { forgetNotice } = useSources();
  return (
    <>
      <div className="flex max-w-full justify-center">
        {notice ? (
          <div
            role="alert"
            data-slot="source-notice"
            className="pointer-events-auto flex min-w-0 max-w-measure animate-enter items-start gap-3 rounded-card border border-line bg-raised py-2 ps-4 pe-2 shadow-float"
          >
            <Icon name="alert" className="mt-2 text-danger" />
            <p className="min-w-0 py-1.5 wrap-anywhere">
              <span className="text-danger">{notice.what}.</span>{" "}
              <span className="text-muted">
                <ServerWords text={refusalWords(notice.problem)} />
              </span>
            </p>
            <IconButton icon="close" label="Dismiss" onClick={forgetNotice} />
          </div>
        ) : null}
      </div>
      <div role="status" className="flex max-w-full justify-center">
        {removed ? <Toast key={nameOf(removed)} title={titleOf(removed)} /> : null}
      </div>
    </>
  );
}

const nameOf = (one: Removed) => (one.kind === "server" ? one.server.name : one.tool.name);
const titleOf = (one: Removed) =>
  (one.kind === "server" ? one.server.title : one.tool.title) ?? nameOf(one);

function Toast({ title }: { readonly title: string }) {
  const { undo, forgetRemoved, store } = useSources();
  const { choose, chooseLater, renewTools } = useTools();
  useEffect(() => {
    const timer = setTimeout(forgetRemoved, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [forgetRemoved]);
  const back = () => {
    const { removed } = store.getState();
    void undo().then(async (isBack) => {
      if (!isBack || removed === null) return;
      if (removed.kind === "server") {
        // Its tools are listed once it is reached; until then each of them asks.
        if (removed.choices) chooseLater(removed.choices);
        return goTo({ source: removed.server.name });
      }
      await renewTools();
      // What was chosen of it was forgotten with it; it is no harm if that has to be done again.
      if (removed.choice) await choose(removed.tool.name, removed.choice).catch(() => undefined);
      goTo({ tool: removed.tool.name });
    });
  };
  useShortcut("undo", back);
  return (
    <div className="pointer-events-auto flex min-w-0 animate-enter items-center gap-3 rounded-card border border-line bg-raised py-2 ps-4 pe-2 shadow-float">
      <span className="min-w-0 truncate">Removed “{title}”</span>
      <Button variant="link" onClick={back}>
        Undo
      </Button>
    </div>
  );
}
