import type { ReactNode } from "react";

/** Says that something was done; its line is there from the start. */
export function Done({
  shown,
  children,
}: {
  readonly shown: boolean;
  readonly children: ReactNode;
}) {
  return (
    <p role="status" className="min-h-5 text-muted">
      {shown ? children : null}
    </p>
  );
}
