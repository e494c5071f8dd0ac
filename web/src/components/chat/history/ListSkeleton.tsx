import { Skeleton } from "@/components/Skeleton";

const widths = ["w-3/4", "w-1/2", "w-2/3", "w-3/5", "w-1/3"] as const;

/** The list's lines while it is on its way. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading chats" className="flex flex-col px-4 pt-1">
      {widths.map((width) => (
        <div key={width} className="flex h-9 items-center">
          <Skeleton className={`h-3 ${width}`} />
        </div>
      ))}
    </div>
  );
}
