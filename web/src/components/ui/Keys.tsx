import { capsOf } from "@/lib/shortcuts";

/** Keys to press together, each as a cap. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="flex shrink-0 gap-1">
      {capsOf(keys).map((cap) => (
        <kbd
          key={cap}
          className="min-w-5 rounded-[4px] border border-line bg-bg px-1 text-center font-sans text-caption text-muted"
        >
          {cap}
        </kbd>
      ))}
    </span>
  );
}
