"use client";

import { Failure } from "@/components/Failure";

export default function PageError({ reset }: { readonly reset: () => void }) {
  return (
    <main className="grid h-dvh">
      <Failure onRetry={reset} />
    </main>
  );
}
