"use client";

import { useRef } from "react";
import { cx } from "@/components/ui/cx";
import { IconButton } from "@/components/ui/IconButton";
import { unfold } from "@/lib/pasted";
import type { QueuedView } from "@/types/chat";
import { FailedSending } from "../FailedSending";
import { QueueEdit } from "./QueueEdit";
import type { DragHandle } from "./use-reorder";

type QueueRowProps = {
  readonly conversationId: string;
  readonly item: QueuedView;
  readonly index: number;
  /** How many of the rows can change places. */
  readonly count: number;
  readonly handle: DragHandle;
  /** What is being written in its place; undefined while nobody edits it. */
  readonly text: string | undefined;
  readonly onText: (text: string) => void;
  readonly onSave: () => void;
  readonly onCancel: () => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
};

/** One message that waits. Its handle is dragged, or moved with the arrow keys. */
export function QueueRow(props: QueueRowProps) {
  const { conversationId, item, index, count, handle, text } = props;
  const { onText, onSave, onCancel, onMove, onRemove } = props;
  const { id, content, context, local, failure } = item;
  const row = useRef<HTMLLIElement>(null);
  const shown = unfold(content);
  const folded = shown.blocks.length + (context === undefined ? 0 : 1);

  if (text !== undefined) {
    const leave = (how: () => void) => {
      how();
      // The button is back once the field is gone.
      setTimeout(() => row.current?.querySelector<HTMLElement>("[data-slot=edit]")?.focus());
    };
    return (
      <li ref={row} data-queued={id}>
        <QueueEdit
          text={text}
          onText={onText}
          onSave={() => leave(onSave)}
          onCancel={() => leave(onCancel)}
        />
      </li>
    );
  }
  return (
    <li
      ref={row}
      data-queued={id}
      data-local={local}
      className={cx("rounded-control", handle.dragged === id && "bg-hover")}
    >
      <div className="flex items-center">
        {local === undefined ? (
          <IconButton
            icon="drag"
            label={`Move “${gist(content)}”, place ${index + 1} of ${count}`}
            data-slot="drag"
            aria-keyshortcuts="ArrowUp ArrowDown"
            className={cx("touch-none", count > 1 ? "cursor-grab" : "invisible")}
            {...handle.props(id, index)}
          />
        ) : (
          <span className="w-8 touch:w-11" />
        )}
        <p className="line-clamp-2 min-w-0 grow px-1 wrap-anywhere md:line-clamp-1">
          {shown.text.trim() === "" ? "Pasted text" : shown.text}
          {folded > 0 ? <span className="text-faint"> · with pasted text</span> : null}
        </p>
        {local === "sending" ? <p className="px-2 text-caption text-faint">Sending…</p> : null}
        {local === undefined ? (
          <>
            {count > 1 ? (
              <IconButton
                icon="up"
                label="Move up"
                className={cx(index === 0 && "invisible")}
                onClick={() => onMove(index - 1)}
              />
            ) : null}
            <IconButton
              icon="rename"
              label="Edit"
              data-slot="edit"
              onClick={() => onText(content)}
            />
            <IconButton icon="close" label="Remove" onClick={onRemove} />
          </>
        ) : null}
      </div>
      {local === "failed" && failure ? (
        <div className="flex justify-end px-2 pb-2">
          <FailedSending conversationId={conversationId} message={{ id, failure }} />
        </div>
      ) : null}
    </li>
  );
}

/** Enough of a message to tell it from others. */
function gist(content: string): string {
  const line = content.trim().split("\n", 1)[0] ?? "";
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
