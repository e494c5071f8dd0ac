import { useState } from "react";
import { Icon } from "@/components/Icon";
import { Button } from "@/components/ui/Button";
import { Code } from "./PairsField";

type SourceActionsProps = {
  readonly title: string;
  readonly onEdit: () => void;
  /** Resolves once it is gone, or was refused. */
  readonly onRemove: () => Promise<void>;
};

/** Changes or removes what the owner added. */
export function SourceActions({ title, onEdit, onRemove }: SourceActionsProps) {
  const [removing, setRemoving] = useState(false);
  return (
    <div className="flex gap-2">
      <Button aria-label={`Edit ${title}`} onClick={onEdit}>
        <Icon name="rename" />
        Edit
      </Button>
      <Button
        variant="ghost"
        aria-label={`Remove ${title}`}
        aria-disabled={removing}
        onClick={() => {
          if (removing) return;
          setRemoving(true);
          void onRemove().finally(() => setRemoving(false));
        }}
      >
        <Icon name="delete" />
        Remove
      </Button>
    </div>
  );
}

/** In the place of these on what stands in the configuration. */
export function FixedNote() {
  return (
    <p data-slot="fixed" className="text-caption text-muted">
      Set in <Code>thalweg.toml</Code>, and changed there.
    </p>
  );
}
