"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/Button";
import { ServerWords } from "../ServerWords";

type FailureDetailsProps = {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string | undefined;
};

/**
 * The raw side of a failure, for whoever looks for its cause; folded until it is asked for. Its
 * two elements belong into a row that wraps.
 */
export function FailureDetails({ code, message, requestId }: FailureDetailsProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <Button
        variant="ghost"
        data-slot="failure-details"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        Details
      </Button>
      <dl
        id={id}
        hidden={!open}
        className="grid basis-full grid-cols-[auto_1fr] gap-x-4 gap-y-1 rounded-control bg-sunken px-3 py-2 text-caption text-muted [&[hidden]]:hidden"
      >
        <dt>Code</dt>
        <dd className="font-mono wrap-anywhere">{code}</dd>
        {requestId ? (
          <>
            <dt>Request</dt>
            <dd className="font-mono wrap-anywhere">{requestId}</dd>
          </>
        ) : null}
        <dt>Server</dt>
        <dd className="wrap-anywhere">
          <ServerWords text={message} />
        </dd>
      </dl>
    </>
  );
}
