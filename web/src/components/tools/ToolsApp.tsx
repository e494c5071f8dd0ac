"use client";

import { lazy, Suspense } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { patiently } from "@/lib/lazy-part";

/** Fetched with this module, not with the first render; see `ChatApp`. */
const live = patiently(() => import("./ToolsLive"))();
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
