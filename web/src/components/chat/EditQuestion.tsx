"use client";

import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useThread } from "@/hooks/chat/useThread";
import { fold, unfold } from "@/lib/pasted";
import type { MessageView } from "@/types/chat";
import { roomFor } from "./composer-keys";
import { PastedBlocks } from "./pasted/PastedBlocks";
import { useEditField } from "./use-edit-field";

type EditQuestionProps = {
  readonly conversationId: string;
  readonly message: MessageView;
  readonly onDone: () => void;
};

/** A question in its place, to be asked in other words: Enter sends, Escape leaves it as it was. */
export function EditQuestion({ conversationId, message, onDone }: EditQuestionProps) {
  const { edit } = useChatActions();
  const { run } = useThread(conversationId);
  const [written, setWritten] = useState(message.content);
  const { text, blocks } = unfold(written);
  const setText = (next: string) => setWritten(fold({ text: next, blocks }));
  const room = roomFor(written);
  const sendable = written.trim() !== "" && !room.over;

  const submit = () => {
    if (!sendable) return;
    // What says the same as before is no other question.
    if (written !== message.content) edit(message.id, written);
    onDone();
  };
  const { field, onKeyDown } = useEditField(text, { save: submit, cancel: onDone });

  return (
    <form
      aria-label="Edit the question"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="w-full rounded-card border border-line bg-raised focus-within:border-accent/50"
    >
      {blocks.length > 0 ? (
        <PastedBlocks
          blocks={blocks}
          className="px-3 pt-3"
          onRemove={(index) => setWritten(fold({ text, blocks: blocks.toSpliced(index, 1) }))}
        />
      ) : null}
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label="Question"
        aria-invalid={room.over}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="block max-h-[50dvh] w-full resize-none bg-transparent px-4 pt-2 pb-1 text-read outline-none"
      />
      <div className="flex items-center justify-end gap-2 px-2 pb-2">
        <span role="status" className="grow ps-2 text-caption text-danger">
          {room.over ? room.words : null}
        </span>
        <Button variant="ghost" onClick={onDone}>
          Cancel
        </Button>
        <Button variant="primary" type="submit" aria-disabled={!sendable}>
          {run ? "Stop and send" : "Send"}
        </Button>
      </div>
    </form>
  );
}
