import type { ReactNode } from "react";
import { Icon } from "@/components/Icon";

type ReasoningProps = {
  readonly text: string;
  /** The summary: what the text is, or that it is being thought. */
  readonly children: ReactNode;
};

/** What the model thought before it spoke: folded, and never mixed with the answer. */
export function Reasoning({ text, children }: ReasoningProps) {
  return (
    <details data-slot="reasoning" className="group/reasoning text-ui text-muted">
      <summary className="inline-flex h-8 list-none items-center gap-1 rounded-control pe-2 hover:text-fg touch:h-11">
        <Icon
          name="next"
          className="transition-transform duration-120 ease-out group-open/reasoning:rotate-90"
        />
        {children}
      </summary>
      <div className="mt-1 border-s-2 border-line ps-4 whitespace-pre-wrap wrap-anywhere">
        {text}
      </div>
    </details>
  );
}
