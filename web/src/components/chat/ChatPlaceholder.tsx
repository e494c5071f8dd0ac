import { ListSkeleton } from "./history/ListSkeleton";
import { Welcome } from "./Welcome";

/**
 * What the exported page shows until its script is here: the boxes of the real screen, and the first
 * words of a new chat unless the address names one.
 */
export function ChatPlaceholder() {
  return (
    <>
      <aside className="w-70 shrink-0 border-e border-line max-lg:hidden folded:hidden">
        <div className="h-14" />
        <ListSkeleton />
      </aside>
      <main aria-busy="true" className="flex min-w-0 grow flex-col">
        <div className="h-[calc(56px+env(safe-area-inset-top))] shrink-0 border-b border-line" />
        <div className="min-h-0 grow overflow-hidden px-4 md:px-6 opened:invisible">
          <Welcome />
        </div>
        <div className="px-4 pb-4 md:px-6 md:pb-6">
          <div className="mx-auto h-21 max-w-measure rounded-card border border-line bg-raised text-read shadow-float touch:h-24" />
        </div>
      </main>
    </>
  );
}
