"use client";

import { type ReactNode, useEffect, useState } from "react";
import { useFeed } from "@/hooks/chat/feed-context";
import { createPageClient } from "@/lib/fetcher";
import { createSourcesStore } from "@/stores/sources/sources.store";
import { createSourcesRuntime } from "@/stores/sources/sources-runtime";
import { SourcesContext } from "./sources-context";

/** Holds the owner's MCP servers and HTTP tools for everything below. */
export function SourcesProvider({ children }: { readonly children: ReactNode }) {
  const feed = useFeed();
  const [runtime] = useState(() =>
    createSourcesRuntime(createPageClient(), createSourcesStore(), feed),
  );
  useEffect(() => runtime.start(), [runtime]);
  return <SourcesContext value={runtime}>{children}</SourcesContext>;
}
