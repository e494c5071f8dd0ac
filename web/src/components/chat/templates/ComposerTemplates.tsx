"use client";

import { Suspense, useState } from "react";
import { useTemplates } from "@/hooks/chat/useTemplates";
import { lazyPart } from "@/lib/lazy-part";
import type { TemplateView } from "@/types/chat";
import { fill, holds, placesOf } from "./template-text";

const TemplateMenu = lazyPart(() => import("./TemplateMenu"));
const ManageDialog = lazyPart(() => import("./ManageDialog"));
const FillDialog = lazyPart(async () => ({ default: (await import("./FillDialog")).FillDialog }));

type ComposerTemplatesProps = {
  readonly field: HTMLTextAreaElement | null;
  readonly text: string;
  readonly setText: (text: string) => void;
};

/** What a slash at the beginning of the composer opens: the templates, and what they ask for. */
export function ComposerTemplates({ field, text, setText }: ComposerTemplatesProps) {
  const templates = useTemplates();
  const [dismissed, setDismissed] = useState(false);
  const [filling, setFilling] = useState<TemplateView | null>(null);
  const [managing, setManaging] = useState(false);
  const query = /^\/([^\n]{0,80})$/.exec(text)?.[1];
  if (dismissed && query === undefined) setDismissed(false);
  // A path or a sentence may begin with a slash too, and is then sent like any other.
  const meant =
    query === "" || (query !== undefined && templates?.some(({ name }) => holds(name, query)));
  const open = meant && !dismissed && !managing && !filling && field;

  const insert = (filled: string) => {
    setText(filled);
    // After the dialog has handed the focus back.
    setTimeout(() => field?.focus());
  };
  return (
    <Suspense>
      {open ? (
        <TemplateMenu
          field={field}
          query={query}
          onChoose={(template) => {
            if (placesOf(template.text).length > 0) setFilling(template);
            else insert(fill(template.text, {}));
          }}
          onManage={() => setManaging(true)}
          onClose={() => setDismissed(true)}
        />
      ) : null}
      {filling ? (
        <FillDialog template={filling} onFilled={insert} onClose={() => setFilling(null)} />
      ) : null}
      {managing ? <ManageDialog onClose={() => setManaging(false)} /> : null}
    </Suspense>
  );
}
