"use client";

import { type ReactNode, useEffect, useState } from "react";
import { useFeed } from "@/hooks/chat/feed-context";
import { createToolsApi } from "@/lib/tools-api";
import { createToolsStore } from "@/stores/tools/tools.store";
import { createToolsRuntime } from "@/stores/tools/tools-runtime";
import { ToolsContext } from "./tools-context";

/** Holds the tools and their calls for everything below. */
export function ToolsProvider({ children }: { readonly children: ReactNode }) {
  const feed = useFeed();
  const [runtime] = useState(() => createToolsRuntime(createToolsApi(), createToolsStore(), feed));
  useEffect(() => runtime.start(), [runtime]);
  return <ToolsContext value={runtime}>{children}</ToolsContext>;
}
