"use client";

import { Suspense, useEffect } from "react";
import { ErrorBoundary } from "@/components/ErrorBoundary";
import { useAccessState } from "@/hooks/access/access-context";
import { lazyPart } from "@/lib/lazy-part";
import { selectGated, selectHasAccounts } from "@/stores/access/access.store";

const load = () => import("./AccessDialog");
const AccessDialog = lazyPart(load);

/** Shows what lies over the page about signing in; fetched ahead where people can sign in. */
export function AccessGate() {
  const gated = useAccessState(selectGated);
  const leaving = useAccessState((state) => state.leaving);
  const accounts = useAccessState(selectHasAccounts);

  useEffect(() => {
    // A session may end when the network is bad, and the way back must be here by then.
    if (accounts) load().catch(() => undefined);
  }, [accounts]);

  return (
    <>
      {leaving ? <div data-slot="leaving" className="fixed inset-0 z-50 bg-bg" /> : null}
      {gated ? (
        <ErrorBoundary>
          <Suspense>
            <AccessDialog />
          </Suspense>
        </ErrorBoundary>
      ) : null}
    </>
  );
}
