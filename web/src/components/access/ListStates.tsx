import { ServerWords } from "@/components/chat/ServerWords";
import { Skeleton } from "@/components/Skeleton";
import { Button } from "@/components/ui/Button";
import type { MessageError } from "@/types/chat";
import { refusalWords } from "./access-words";

type ListStatesProps = {
  /** What is listed, as in “The users could not be loaded”. */
  readonly what: string;
  readonly status: "loading" | "ready" | "error";
  readonly problem: MessageError | undefined;
  readonly empty: boolean;
  /** What is said where there is nothing. */
  readonly nothing: string;
  readonly onRetry: () => void;
};

/** What stands in the place of a list, or above one that could not be renewed. */
export function ListStates(props: ListStatesProps) {
  const { what, status, problem, empty, nothing, onRetry } = props;
  if (status === "loading") {
    return (
      <div role="status" aria-label={`Loading the ${what}`} className="flex flex-col gap-3 py-2">
        <Skeleton className="h-10 w-full" />
        <Skeleton className="h-10 w-full" />
        <Skeleton className="h-10 w-2/3" />
      </div>
    );
  }
  if (problem !== undefined) {
    return (
      <div role="alert" className="flex flex-col items-start gap-2 py-2">
        <p className="text-muted">
          The {what} could not be {status === "error" ? "loaded" : "renewed"}.{" "}
          <ServerWords text={refusalWords(problem)} />
        </p>
        <Button onClick={onRetry}>Try again</Button>
      </div>
    );
  }
  return empty ? <p className="py-2 text-muted">{nothing}</p> : null;
}
