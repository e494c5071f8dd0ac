"use client";

import { useEffect, useRef, useState } from "react";
import { Icon } from "@/components/Icon";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useDraft } from "@/hooks/chat/useDraft";
import { useQueue } from "@/hooks/chat/useQueue";
import type { QueuedView } from "@/types/chat";
import { COMPOSER_ID } from "../composer-keys";
import { QueueRow } from "./QueueRow";
import { RemovedLine } from "./RemovedLine";
import { useReorder } from "./use-reorder";

type Editing = { readonly id: string; readonly before: string; readonly text: string };
type Removed = { readonly item: QueuedView; readonly position: number };

/** What waits until the answer has ended: to be changed, put into another order, or taken out. */
export default function QueuePanel({ conversationId }: { readonly conversationId: string }) {
  const queue = useQueue(conversationId);
  const { editQueued, moveQueued, removeQueued, putBack } = useChatActions();
  const [draft, setDraft] = useDraft(conversationId);
  const [editing, setEditing] = useState<Editing | null>(null);
  const [removed, setRemoved] = useState<Removed | null>(null);
  const [said, setSaid] = useState("");
  const list = useRef<HTMLUListElement>(null);

  const settled = queue.filter((item) => item.local === undefined).map(({ id }) => id);
  const move = (id: string, to: number) => {
    moveQueued(id, to);
    setSaid(`Place ${to + 1} of ${settled.length}`);
  };
  const { order, handle } = useReorder(list, settled, move);
  const byId = new Map(queue.map((item) => [item.id, item]));
  const coming = queue.filter((item) => item.local !== undefined);
  const rows = [...order.flatMap((id) => byId.get(id) ?? []), ...coming];

  // A message that starts while it is edited goes as it was; the new words are not thrown away.
  const started = editing !== null && !byId.has(editing.id);
  useEffect(() => {
    if (!started || editing === null) return;
    setEditing(null);
    if (editing.text.trim() === "" || editing.text === editing.before) return;
    setDraft(draft.trim() === "" ? editing.text : `${editing.text}\n\n${draft}`);
    setSaid("It was sent as it was. Your changes are in the composer.");
    focusComposer();
  }, [started, editing, draft, setDraft]);

  const save = async ({ id, before, text }: Editing) => {
    setEditing(null);
    if (text === before || text.trim() === "") return;
    if (await editQueued(id, text)) return;
    setDraft(text);
    setSaid("It could not be changed any more. Your changes are in the composer.");
  };
  const remove = (item: QueuedView, position: number) => {
    removeQueued(item.id);
    setRemoved({ item, position });
  };

  return (
    <>
      <p role="status" className="sr-only">
        {said}
      </p>
      {rows.length > 0 || removed ? (
        <section
          aria-label="Waiting messages"
          data-slot="queue"
          className="mb-2 animate-enter rounded-card border border-line bg-raised text-ui shadow-float"
        >
          {rows.length > 0 ? (
            <>
              <h2 className="flex items-center gap-2 px-4 pt-2 text-caption text-muted">
                <Icon name="queue" />
                {rows.length === 1 ? "Waits for its turn" : `${rows.length} wait for their turn`}
              </h2>
              <ul ref={list} className="max-h-[30dvh] overflow-y-auto p-1">
                {rows.map((item, index) => (
                  <QueueRow
                    key={item.id}
                    item={item}
                    index={index}
                    count={order.length}
                    conversationId={conversationId}
                    handle={handle}
                    text={editing?.id === item.id ? editing.text : undefined}
                    onText={(text) =>
                      setEditing((now) => ({
                        id: item.id,
                        before: now?.before ?? item.content,
                        text,
                      }))
                    }
                    onCancel={() => setEditing(null)}
                    onSave={() => editing && save(editing)}
                    onMove={(to) => move(item.id, to)}
                    onRemove={() => remove(item, index)}
                  />
                ))}
              </ul>
            </>
          ) : null}
          {removed ? (
            <RemovedLine
              key={removed.item.id}
              text={removed.item.content}
              onUndo={() => {
                putBack(removed.item, removed.position);
                setRemoved(null);
                focusComposer();
              }}
              onGone={() => setRemoved(null)}
            />
          ) : null}
        </section>
      ) : null}
    </>
  );
}

function focusComposer() {
  document.getElementById(COMPOSER_ID)?.focus();
}
