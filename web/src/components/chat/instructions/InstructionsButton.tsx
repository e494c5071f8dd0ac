"use client";

import { Suspense, useState } from "react";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { useSystem } from "@/hooks/chat/useSystem";
import { lazyPart } from "@/lib/lazy-part";

const InstructionsDialog = lazyPart(() => import("./InstructionsDialog"));

type InstructionsButtonProps = { readonly conversationId: string | null };

/** Opens what the model is told above the messages; marked where there is something. */
export function InstructionsButton({ conversationId }: InstructionsButtonProps) {
  const system = useSystem(conversationId);
  const [open, setOpen] = useState(false);
  const some = system !== "";
  return (
    <>
      <IconButton
        icon="instructions"
        label={some ? "Instructions for the model, in force" : "Instructions for the model"}
        aria-haspopup="dialog"
        data-slot="instructions"
        className={cx("order-2", some && "text-accent")}
        onClick={() => setOpen(true)}
      />
      {open ? (
        <Suspense>
          <InstructionsDialog
            conversationId={conversationId}
            system={system}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
