"use client";

import { Failure } from "@/components/Failure";
import "@/styles/globals.css";

/** Stands in for the whole document when even its frame failed. */
export default function GlobalError({ reset }: { readonly reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="grid h-dvh">
          <Failure onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
