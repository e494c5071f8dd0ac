"use client";

import { lazy, Suspense } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";

/** Fetched with this module, not with the first render; see `ChatApp`. */
const live = import("./ToolsLive");
const ToolsLive = lazy(() => live);

/** The one client entry of the tools page. */
export function ToolsApp() {
  return (
    <ErrorBoundary>
      <Suspense>
        <ToolsLive />
      </Suspense>
    </ErrorBoundary>
  );
}
