import type { FieldError } from "@thalweg/client";
import type { ReactNode } from "react";
import { ServerWords } from "@/components/chat/ServerWords";

/** What is wrong with a field, and what helps to fill it in. */
export function Notes({
  id,
  help,
  faults,
}: {
  readonly id: string;
  readonly help: string | undefined;
  readonly faults: readonly FieldError[];
}): ReactNode {
  return (
    <div id={`${id}-notes`} className="flex flex-col gap-0.5 text-caption">
      {faults.map(({ message }) => (
        <p key={message} data-slot="fault" className="text-danger">
          <ServerWords text={message} />
        </p>
      ))}
      {help ? (
        <p className="text-muted">
          <ServerWords text={help} />
        </p>
      ) : null}
    </div>
  );
}
