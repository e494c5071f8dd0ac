"use client";

import { Button } from "@/components/ui/Button";

/** The end of an unexpected failure: what is safe, and two ways on. */
export function Failure({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <div
      role="alert"
      className="m-auto flex max-w-100 flex-col items-center gap-4 px-6 py-12 text-center"
    >
      <h2 className="text-title font-strong">This part of the page failed</h2>
      <p className="text-muted">
        Your draft and your conversations are safe: answers are written by the server and go on
        without this page.
      </p>
      <div className="flex gap-2">
        <Button variant="primary" onClick={onRetry}>
          Try again
        </Button>
        <Button onClick={() => window.location.reload()}>Reload the page</Button>
      </div>
    </div>
  );
}
