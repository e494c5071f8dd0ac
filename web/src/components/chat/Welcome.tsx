import type { ReactNode } from "react";
import { Mark } from "@/components/layout/Mark";

/**
 * What this is, and below it `children`. It stands at the same place whatever comes below, as the
 * exported page shows it before anything else is known.
 */
export function Welcome({ children }: { readonly children?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-measure flex-col gap-6 py-6 text-read md:gap-8 md:pt-[clamp(32px,calc(50vh-280px),240px)] md:pb-8">
      <div className="flex flex-col gap-2">
        <Mark className="mb-2 text-accent" />
        <h2 className="text-hero font-strong">Thalweg</h2>
        <p className="text-muted">
          A chat whose answers survive a refresh, a lost network and a restart of the server.
        </p>
      </div>
      {children}
    </div>
  );
}
