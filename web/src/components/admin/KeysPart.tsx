"use client";

import { useState } from "react";
import { ListStates } from "@/components/access/ListStates";
import { useDeed } from "@/components/access/use-deed";
import { ServerWords } from "@/components/chat/ServerWords";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { useNow } from "@/components/ui/use-now";
import { useAccess } from "@/hooks/access/access-context";
import { usePaged } from "@/hooks/access/usePaged";
import { sayAgo, sayIn } from "@/lib/moments";
import type { ServiceKey } from "@/types/access";
import { KeyForm } from "./KeyForm";
import { Secret } from "./Secret";

/** The keys of programs that ask in their own name. */
export function KeysPart() {
  const { api } = useAccess();
  const keys = usePaged<ServiceKey>(
    () => api.listKeys(),
    ({ id }) => id,
  );
  const { items, put, drop } = keys;
  const now = useNow(60_000);
  const [made, setMade] = useState<ServiceKey | null>(null);
  const [removing, setRemoving] = useState<ServiceKey | null>(null);

  return (
    <>
      <KeyForm
        onMade={(key) => {
          const { key: _, ...listed } = key;
          put(listed);
          setMade(key);
        }}
      />
      {made?.key === undefined ? null : (
        <Secret
          key={made.id}
          title={`The key of ${made.name}`}
          text="Whoever has it can do what its scopes allow. It is shown this once."
          secret={made.key}
          copyLabel="Copy the key"
          onDone={() => setMade(null)}
        />
      )}
      <div>
        <ListStates
          what="keys"
          status={keys.status}
          problem={keys.problem}
          empty={items.length === 0}
          nothing="There is no key. Programs need one to ask in their own name."
          onRetry={() => void keys.reload()}
        />
        <ul aria-label="Service keys" className="flex flex-col empty:hidden">
          {items.map((key) => (
            <li
              key={key.id}
              data-slot="service-key"
              className="flex min-h-14 items-center gap-3 border-line py-2 not-last:border-b"
            >
              <div className="min-w-0 grow">
                <p className="flex min-w-0 items-baseline gap-2">
                  <span className="truncate">{key.name}</span>
                  <code className="shrink-0 font-mono text-caption text-muted">{key.prefix}…</code>
                </p>
                <p className="text-caption text-muted">{factsOf(key, now).join(" · ")}</p>
              </div>
              <Button
                variant="ghost"
                className="-me-3 shrink-0"
                aria-label={`Delete the key of ${key.name}`}
                onClick={() => setRemoving(key)}
              >
                Delete
              </Button>
            </li>
          ))}
        </ul>
      </div>
      {removing === null ? null : (
        <DeleteKey
          name={removing.name}
          work={() => api.deleteKey(removing.id)}
          onClose={() => setRemoving(null)}
          onDeleted={() => {
            drop(removing.id);
            setMade((shown) => (shown?.id === removing.id ? null : shown));
            setRemoving(null);
          }}
        />
      )}
    </>
  );
}

function factsOf({ scopes, expiresAt, lastUsedAt }: ServiceKey, now: number): readonly string[] {
  const end = expiresAt === undefined ? undefined : Date.parse(expiresAt);
  return [
    scopes.length === 0 ? "no scopes" : scopes.join(" "),
    lastUsedAt === undefined ? "never used" : `last used ${sayAgo(Date.parse(lastUsedAt), now)}`,
    end === undefined
      ? "counts until it is deleted"
      : end <= now
        ? "has run out"
        : `runs out ${sayIn(end, now)}`,
  ];
}

type DeleteKeyProps = {
  readonly name: string;
  readonly work: () => Promise<unknown>;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
};

function DeleteKey({ name, work, onClose, onDeleted }: DeleteKeyProps) {
  const deed = useDeed();
  return (
    <Dialog title={`Delete the key of ${name}`} onClose={onClose}>
      <div className="flex flex-col gap-3 px-4 pb-4">
        <p className="text-muted">
          Programs that have it are refused from now on, and their streams end within a second.
        </p>
        <div role="alert" className="text-danger empty:hidden">
          {deed.refusal ? <ServerWords text={deed.refusal} /> : null}
        </div>
        <div className="flex gap-2">
          <Button
            variant="danger"
            data-autofocus
            aria-disabled={deed.busy}
            onClick={async () => {
              if (await deed.attempt("It could not be deleted", work)) onDeleted();
            }}
          >
            {deed.busy ? "Deleting…" : "Delete the key"}
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
