"use client";

import { lazy, Suspense } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { patiently } from "@/lib/lazy-part";

/** Fetched with this module, not with the first render; see `ChatApp`. */
const live = patiently(() => import("./AdminLive"))();
const AdminLive = lazy(() => live);

/** The one client entry of the page. */
export function AdminApp() {
  return (
    <ErrorBoundary>
      <Suspense>
        <AdminLive />
      </Suspense>
    </ErrorBoundary>
  );
}
