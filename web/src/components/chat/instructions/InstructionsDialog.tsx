"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import { Dialog } from "@/components/ui/Dialog";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { roomFor } from "../composer-keys";

type InstructionsDialogProps = {
  readonly conversationId: string | null;
  readonly system: string;
  readonly onClose: () => void;
};

/** What the model is told above all messages, to be written, changed or emptied. */
export default function InstructionsDialog(props: InstructionsDialogProps) {
  const { conversationId, system, onClose } = props;
  const { setSystem } = useChatActions();
  const [text, setText] = useState(system);
  const noteId = useId();
  // They have the same limit as a prompt.
  const room = roomFor(text);

  const save = () => {
    if (room.over) return;
    if (text.trim() !== system.trim()) setSystem(conversationId, text.trim());
    onClose();
  };
  return (
    <Dialog title="Instructions for the model" onClose={onClose}>
      <form
        className="flex min-h-0 flex-col gap-3 px-4 pb-4"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <p id={noteId} className="text-muted">
          The model of this chat is told this above everything that is said here, from its next
          answer on.
        </p>
        <textarea
          value={text}
          rows={8}
          aria-label="Instructions"
          aria-describedby={noteId}
          aria-invalid={room.over}
          placeholder="Answer in German. Keep it short."
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) save();
          }}
          className="min-h-40 w-full resize-none rounded-control border border-line bg-sunken px-3 py-2 text-ui outline-none placeholder:text-faint focus-visible:border-accent/50 touch:text-read"
        />
        <div className="flex items-center gap-2">
          <span
            role="status"
            className={cx("grow text-caption", room.over ? "text-danger" : "text-muted")}
          >
            {room.words}
          </span>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" aria-disabled={room.over}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
