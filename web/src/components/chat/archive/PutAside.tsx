"use client";

import { type ReactNode, useCallback, useEffect, useState } from "react";
import { Button } from "@/components/ui/Button";
import type { ConversationPageView, ConversationView, MessageError } from "@/types/chat";
import { failureWords } from "../failures/failure-words";
import { ListSkeleton } from "../history/ListSkeleton";

type PutAsideProps = {
  readonly list: (cursor?: string) => Promise<ConversationPageView>;
  /** What is said where there is nothing. */
  readonly empty: string;
  readonly row: (conversation: ConversationView, drop: () => void) => ReactNode;
};

/** Conversations that are out of the list, page by page. */
export function PutAside({ list, empty, row }: PutAsideProps) {
  const [page, setPage] = useState<ConversationPageView | null>(null);
  const [problem, setProblem] = useState<MessageError | null>(null);

  const load = useCallback(
    (cursor?: string) => {
      setProblem(null);
      list(cursor)
        .then(({ conversations, nextCursor }) =>
          setPage((before) => ({
            conversations: [
              ...(cursor === undefined ? [] : (before?.conversations ?? [])),
              ...conversations,
            ],
            ...(nextCursor !== undefined && { nextCursor }),
          })),
        )
        .catch(setProblem);
    },
    [list],
  );
  useEffect(() => load(undefined), [load]);

  const drop = (id: string) =>
    setPage(
      (now) => now && { ...now, conversations: now.conversations.filter((item) => item.id !== id) },
    );
  return (
    <>
      {page === null && !problem ? <ListSkeleton /> : null}
      {problem ? (
        <div role="alert" className="flex flex-col items-start gap-2 px-2 pb-2 text-muted">
          <p>{failureWords(problem.code, "The model", problem.message).title}.</p>
          <Button onClick={() => load(page?.nextCursor)}>Try again</Button>
        </div>
      ) : null}
      {page?.conversations.length === 0 ? <p className="px-2 pb-2 text-muted">{empty}</p> : null}
      <ul>
        {page?.conversations.map((conversation) => (
          <li key={conversation.id} className="flex items-center gap-1">
            {row(conversation, () => drop(conversation.id))}
          </li>
        ))}
      </ul>
      {page?.nextCursor !== undefined && !problem ? (
        <Button variant="ghost" className="w-full" onClick={() => load(page.nextCursor)}>
          Show more
        </Button>
      ) : null}
    </>
  );
}
