"use client";

import { lazy, Suspense } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { patiently } from "@/lib/lazy-part";

/*
 * The page is drawn at build time and read before its script is here, so what makes it live comes
 * after the first load. The fetches start with this module, not with the first render.
 */
const live = patiently(() => import("./ChatLive"))();
const ChatLive = lazy(() => live);

/** The chat's one client entry. */
export function ChatApp() {
  return (
    <ErrorBoundary>
      <Suspense>
        <ChatLive />
      </Suspense>
    </ErrorBoundary>
  );
}
