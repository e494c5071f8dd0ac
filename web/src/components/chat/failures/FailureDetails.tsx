import { ServerWords } from "../ServerWords";

type FailureDetailsProps = {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string | undefined;
};

/** The raw side of a failure, for whoever looks for its cause; folded until it is asked for. */
export function FailureDetails({ code, message, requestId }: FailureDetailsProps) {
  return (
    <details data-slot="failure-details" className="text-caption text-muted">
      <summary className="inline-flex h-8 list-none items-center rounded-control px-3 text-ui hover:bg-hover hover:text-fg touch:h-11">
        Details
      </summary>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 rounded-control bg-sunken px-3 py-2">
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
    </details>
  );
}
