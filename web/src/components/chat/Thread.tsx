"use client";

import { ChatMessage } from "@/components/ChatMessage";
import { Icon } from "@/components/Icon";
import { StreamContainer } from "@/components/StreamContainer";
import { Button } from "@/components/ui/Button";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useModelChoice } from "@/hooks/chat/useModelChoice";
import { useThread } from "@/hooks/chat/useThread";
import type { ThreadView } from "@/types/chat";
import { FailureDetails } from "./failures/FailureDetails";
import { failureWords } from "./failures/failure-words";
import { useScreen } from "./ScreenContext";
import { ServerWords } from "./ServerWords";
import { Stage } from "./Stage";
import { useSoughtMessage } from "./search/use-sought-message";
import { ThreadSkeleton } from "./ThreadSkeleton";

type ThreadProps = {
  readonly conversationId: string;
  /** The same for the conversation's whole life here, also when the server has named it. */
  readonly threadKey: string;
  /** Rises with each message sent from here, which is a wish to see what follows. */
  readonly sent: number;
  /** A message to be shown, as the address names it. */
  readonly soughtId: string | null;
};

/** One conversation from its oldest loaded message to the words being written. */
export default function Thread({ conversationId, threadKey, sent, soughtId }: ThreadProps) {
  const thread = useThread(conversationId);
  if (thread.status === "loading") return <ThreadSkeleton />;
  if (thread.status !== "ready") return <ThreadProblem thread={thread} />;
  return (
    <ReadyThread
      conversationId={conversationId}
      threadKey={threadKey}
      thread={thread}
      sent={sent}
      soughtId={soughtId}
    />
  );
}

type ReadyThreadProps = ThreadProps & { readonly thread: ThreadView };

function ReadyThread(props: ReadyThreadProps) {
  const { conversationId, threadKey, thread, sent, soughtId } = props;
  const { loadOlder } = useChatActions();
  const shownId = useSoughtMessage(conversationId, thread, soughtId);
  const { messageIds, run } = thread;
  const last = messageIds.at(-1);
  const answerIsShown =
    run?.assistantMessageId !== undefined && messageIds.includes(run.assistantMessageId);

  return (
    <StreamContainer
      memoryKey={threadKey}
      firstId={messageIds[0]}
      followTick={sent}
      shownId={shownId}
    >
      {thread.olderCursor !== undefined ? (
        <Button
          variant="ghost"
          className="self-center text-caption"
          aria-disabled={thread.loadingOlder}
          onClick={loadOlder}
        >
          {thread.loadingOlder ? "Loading earlier messages…" : "Show earlier messages"}
        </Button>
      ) : null}
      {messageIds.map((id) => (
        <ChatMessage
          key={id}
          conversationId={conversationId}
          messageId={id}
          last={id === last && (!run || answerIsShown)}
        />
      ))}
      {run && !answerIsShown ? (
        <p className="text-read">
          <Stage conversationId={conversationId} />
        </p>
      ) : null}
      {thread.problem ? (
        <ActionProblem conversationId={conversationId} problem={thread.problem} />
      ) : null}
      {messageIds.length === 0 && !run ? (
        <p className="py-12 text-center text-muted">Nothing has been said here yet.</p>
      ) : null}
    </StreamContainer>
  );
}

type ActionProblemProps = {
  readonly conversationId: string;
  readonly problem: NonNullable<ThreadView["problem"]>;
};

/** Why the last action on this thread had no effect. */
function ActionProblem({ conversationId, problem }: ActionProblemProps) {
  const { model } = useModelChoice(conversationId);
  const words = failureWords(problem.code, model?.name ?? "The model", problem.message);
  return (
    <div role="alert" className="flex flex-col gap-1 text-ui">
      <p className="flex items-start gap-2">
        <Icon name="alert" className="mt-0.5 text-danger" />
        <span>
          <span className="text-danger">{words.title}.</span>{" "}
          {words.advice ? (
            <span className="text-muted">
              <ServerWords text={words.advice} />
            </span>
          ) : null}
        </span>
      </p>
      <div className="flex flex-wrap gap-2 ps-6">
        <FailureDetails {...problem} />
      </div>
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
