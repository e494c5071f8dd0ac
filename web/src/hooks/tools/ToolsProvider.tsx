"use client";

import { type ReactNode, useEffect, useState } from "react";
import { useFeed } from "@/hooks/chat/feed-context";
import { createToolsApi } from "@/lib/tools-api";
import { createToolsStore } from "@/stores/tools/tools.store";
import { createToolsRuntime } from "@/stores/tools/tools-runtime";
import { ToolsContext } from "./tools-context";

type ToolsProviderProps = {
  /** Whether the tools and all calls are shown, or single ones within a chat. */
  readonly lists: boolean;
  readonly children: ReactNode;
};

/** Holds the tools and their calls for everything below. */
export function ToolsProvider({ lists, children }: ToolsProviderProps) {
  const feed = useFeed();
  const [runtime] = useState(() => createToolsRuntime(createToolsApi(), createToolsStore(), feed));
  useEffect(() => runtime.start(lists), [runtime, lists]);
  return <ToolsContext value={runtime}>{children}</ToolsContext>;
}
