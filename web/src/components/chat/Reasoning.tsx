import { Icon } from "@/components/Icon";

/** What the model thought before it spoke: folded, and never mixed with the answer. */
export function Reasoning({ text }: { readonly text: string }) {
  return (
    <details data-slot="reasoning" className="group/reasoning text-ui text-muted">
      <summary className="inline-flex h-8 list-none items-center gap-1 rounded-control pe-2 hover:text-fg touch:h-11">
        <Icon
          name="next"
          className="transition-transform duration-120 ease-out group-open/reasoning:rotate-90"
        />
        Reasoning
      </summary>
      <div className="mt-1 border-s-2 border-line ps-4 whitespace-pre-wrap wrap-anywhere">
        {text}
      </div>
    </details>
  );
}
