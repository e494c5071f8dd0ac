import { Skeleton } from "@/components/Skeleton";

/** A thread's boxes while its messages are on their way. */
export function ThreadSkeleton() {
  return (
    <div
      role="status"
      aria-label="Loading the chat"
      className="min-h-0 grow overflow-hidden px-4 md:px-6"
    >
      <div className="mx-auto flex max-w-measure flex-col gap-6 pt-6 text-read md:pt-8">
        <Skeleton className="h-11 w-3/5 self-end rounded-card" />
        <div className="flex flex-col gap-3">
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-11/12" />
          <Skeleton className="h-4 w-4/5" />
          <Skeleton className="h-4 w-2/5" />
        </div>
      </div>
    </div>
  );
}
