"use client";

import { type MouseEvent, useCallback, useEffect, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { IconButton } from "@/components/ui/IconButton";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { ConversationPageView, ConversationView, MessageError } from "@/types/chat";
import { failureWords } from "../failures/failure-words";
import { ListSkeleton } from "../history/ListSkeleton";
import { chatHref, useScreen } from "../ScreenContext";

/** What was put aside: to be read, or to be taken back into the list. */
export default function ArchiveDialog({ onClose }: { readonly onClose: () => void }) {
  const { listArchived, setArchived } = useChatActions();
  const { go } = useScreen();
  const [page, setPage] = useState<ConversationPageView | null>(null);
  const [problem, setProblem] = useState<MessageError | null>(null);

  const load = useCallback(
    (cursor?: string) => {
      setProblem(null);
      listArchived(cursor)
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
    [listArchived],
  );
  useEffect(() => load(undefined), [load]);

  const takeBack = (id: string) => {
    setArchived(id, false);
    setPage(
      (now) => now && { ...now, conversations: now.conversations.filter((item) => item.id !== id) },
    );
  };
  const open = (event: MouseEvent, id: string) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onClose();
    go(id);
  };

  return (
    <Dialog title="Archive" onClose={onClose}>
      <div className="min-h-30 overflow-y-auto px-2 pb-3">
        {page === null && !problem ? <ListSkeleton /> : null}
        {problem ? (
          <div role="alert" className="flex flex-col items-start gap-2 px-2 pb-2 text-muted">
            <p>{failureWords(problem.code, "The model", problem.message).title}.</p>
            <Button onClick={() => load(page?.nextCursor)}>Try again</Button>
          </div>
        ) : null}
        {page?.conversations.length === 0 ? (
          <p className="px-2 pb-2 text-muted">
            Nothing is archived. A chat’s menu puts it here, out of the list but still to be found.
          </p>
        ) : null}
        <ul>
          {page?.conversations.map((conversation) => (
            <Row
              key={conversation.id}
              conversation={conversation}
              onOpen={open}
              onTakeBack={takeBack}
            />
          ))}
        </ul>
        {page?.nextCursor !== undefined && !problem ? (
          <Button variant="ghost" className="w-full" onClick={() => load(page.nextCursor)}>
            Show more
          </Button>
        ) : null}
      </div>
    </Dialog>
  );
}

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

type RowProps = {
  readonly conversation: ConversationView;
  readonly onOpen: (event: MouseEvent, id: string) => void;
  readonly onTakeBack: (id: string) => void;
};

function Row({ conversation: { id, title, updatedAt }, onOpen, onTakeBack }: RowProps) {
  const name = title || "New chat";
  return (
    <li className="flex items-center gap-1">
      <a
        href={chatHref(id)}
        onClick={(event) => onOpen(event, id)}
        className="flex h-9 min-w-0 grow items-center gap-3 rounded-control px-2 hover:bg-hover touch:h-11"
      >
        <span className="min-w-0 grow truncate">{name}</span>
        <time dateTime={updatedAt} className="shrink-0 text-caption text-muted tabular-nums">
          {day.format(new Date(updatedAt))}
        </time>
      </a>
      <IconButton
        icon="unarchive"
        label={`Take “${name}” out of the archive`}
        onClick={() => onTakeBack(id)}
      />
    </li>
  );
}
