"use client";

import { lazy, Suspense } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { patiently } from "@/lib/lazy-part";

/** Fetched with this module, not with the first render; see `ChatApp`. */
const live = patiently(() => import("./AccountLive"))();
const AccountLive = lazy(() => live);

/** The one client entry of the page. */
export function AccountApp() {
  return (
    <ErrorBoundary>
      <Suspense>
        <AccountLive />
      </Suspense>
    </ErrorBoundary>
  );
}
