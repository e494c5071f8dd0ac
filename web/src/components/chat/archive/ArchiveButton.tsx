"use client";

import { Suspense, useState } from "react";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { lazyPart } from "@/lib/lazy-part";
import { ImportButton } from "../transfer/ImportButton";

const ArchiveDialog = lazyPart(() => import("./ArchiveDialog"));

/** The way to what was put aside, at the foot of the list. */
export function ArchiveButton() {
  const [open, setOpen] = useState(false);
  return (
    <div className="mt-auto flex shrink-0 items-center border-t border-line p-2">
      <Button
        variant="ghost"
        aria-haspopup="dialog"
        className="grow justify-start px-2"
        onClick={() => setOpen(true)}
      >
        <Icon name="archive" />
        Archive
      </Button>
      <ImportButton />
      {open ? (
        <Suspense>
          <ArchiveDialog onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
