"use client";

import { Button } from "@/components/ui/Button";
import { roomFor } from "../composer-keys";
import { useEditField } from "../use-edit-field";

type QueueEditProps = {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onSave: () => void;
  readonly onCancel: () => void;
};

/** A waiting message in other words: the key that sends saves, Escape leaves it as it was. */
export function QueueEdit({ text, onText, onSave, onCancel }: QueueEditProps) {
  const room = roomFor(text);
  const savable = text.trim() !== "" && !room.over;

  const save = () => {
    if (savable) onSave();
  };
  const { field, onKeyDown } = useEditField(text, { save, cancel: onCancel });

  return (
    <form
      aria-label="Edit the waiting message"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      className="rounded-control bg-sunken"
    >
      <textarea
        ref={field}
        rows={1}
        value={text}
        aria-label="Waiting message"
        aria-invalid={room.over}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
        className="block max-h-[20dvh] w-full resize-none bg-transparent px-3 pt-2 pb-1 text-ui outline-none touch:text-read"
      />
      <div className="flex items-center justify-end gap-2 px-2 pb-2">
        <span role="status" className="grow ps-1 text-caption text-danger">
          {room.over ? room.words : null}
        </span>
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
        <Button variant="primary" type="submit" aria-disabled={!savable}>
          Save
        </Button>
      </div>
    </form>
  );
}
