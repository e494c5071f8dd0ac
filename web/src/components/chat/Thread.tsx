"use client";

import { StreamContainer } from "@/components/StreamContainer";
import { Button } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useThread } from "@/hooks/chat/useThread";
import type { ThreadView } from "@/types/chat";
import { FailureDetails } from "./failures/FailureDetails";
import { failureWords } from "./failures/failure-words";
import { useScreen } from "./ScreenContext";
import { useSoughtMessage } from "./search/use-sought-message";
import { ThreadSkeleton } from "./ThreadSkeleton";
import { ThreadTail } from "./thread/ThreadTail";
import { usePlaceLoaded } from "./thread/use-place";

type ThreadProps = {
  readonly conversationId: string;
  /** Rises with each message sent from here, which is a wish to see what follows. */
  readonly sent: number;
  /** A message to be shown, as the address names it. */
  readonly soughtId: string | null;
};

/** One conversation from its oldest loaded message to the words being written. */
export default function Thread({ conversationId, sent, soughtId }: ThreadProps) {
  const thread = useThread(conversationId);
  if (thread.status === "loading") return <ThreadSkeleton />;
  if (thread.status !== "ready") return <ThreadProblem thread={thread} />;
  return (
    <ReadyThread conversationId={conversationId} thread={thread} sent={sent} soughtId={soughtId} />
  );
}

type ReadyThreadProps = ThreadProps & { readonly thread: ThreadView };

function ReadyThread({ conversationId, thread, sent, soughtId }: ReadyThreadProps) {
  const shownId = useSoughtMessage(conversationId, thread, soughtId);
  const placed = usePlaceLoaded(conversationId, thread);
  if (thread.messageIds.length === 0) {
    return <EmptyThread conversationId={conversationId} running={thread.run !== undefined} />;
  }
  if (!placed) return <ThreadSkeleton />;
  return (
    <StreamContainer
      conversationId={conversationId}
      thread={thread}
      followTick={sent}
      shownId={shownId}
    />
  );
}

type EmptyThreadProps = { readonly conversationId: string; readonly running: boolean };

function EmptyThread({ conversationId, running }: EmptyThreadProps) {
  return (
    <div className="mx-auto flex w-full max-w-measure grow flex-col gap-4 px-4 py-12 text-read md:px-6">
      {running ? null : <p className="text-center text-muted">Nothing has been said here yet.</p>}
      <ThreadTail conversationId={conversationId} />
    </div>
  );
}

function ThreadProblem({ thread }: { readonly thread: ThreadView }) {
  const { go } = useScreen();
  const { retryNow } = useChatActions();
  const missing = thread.status === "not-found";
  const code = thread.problem?.code ?? "network";
  return (
    <div className="m-auto flex max-w-100 flex-col items-center gap-4 px-6 py-12 text-center">
      <h2 className="text-title font-strong">
        {missing ? "There is no such chat" : "The chat could not be loaded"}
      </h2>
      <p className="text-muted">
        {missing
          ? "It was deleted, or it belongs to someone else."
          : `${failureWords(code, "The model", thread.problem?.message).title}.`}
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        {missing ? null : (
          <Button variant="primary" onClick={retryNow}>
            Try again
          </Button>
        )}
        <Button variant={missing ? "primary" : "quiet"} onClick={() => go(null)}>
          New chat
        </Button>
        {thread.problem && !missing ? <FailureDetails {...thread.problem} /> : null}
      </div>
    </div>
  );
}
