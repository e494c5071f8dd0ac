"use client";

import { Announcer } from "./Announcer";
import { ConnectionLine } from "./ConnectionLine";
import { NoticeLine } from "./transfer/NoticeLine";
import { UndoToast } from "./UndoToast";

type OverlaysProps = { readonly conversationId: string | null };

/**
 * What floats above the composer or is only spoken: the undo and news of the connection. Neither coming nor going of any of it moves the text.
 */
export function Overlays({ conversationId }: OverlaysProps) {
  return (
    <>
      <div className="pointer-events-none absolute inset-x-4 bottom-full z-20 mb-3 flex flex-col items-center gap-2">
        <NoticeLine />
        <UndoToast />
        <ConnectionLine />
      </div>
      <Announcer conversationId={conversationId} />
    </>
  );
}
