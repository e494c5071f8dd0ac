"use client";

import { unfold } from "@/lib/pasted";
import { PastedBlocks } from "./pasted/PastedBlocks";

/** The words of a question as they were written; long texts that were pasted with them are folded. */
export function UserText({ content }: { readonly content: string }) {
  const { text, blocks } = unfold(content);
  return (
    <div className="flex max-w-[85%] min-w-0 flex-col gap-2 rounded-card border border-line bg-raised px-4 py-2 text-read">
      {text ? (
        <p dir="auto" data-slot="said" className="whitespace-pre-wrap wrap-anywhere">
          {text}
        </p>
      ) : null}
      {blocks.length > 0 ? <PastedBlocks blocks={blocks} className="pb-1" /> : null}
    </div>
  );
}
