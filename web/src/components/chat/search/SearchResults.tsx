"use client";

import type { KeyboardEvent, MouseEvent } from "react";
import { Button } from "@/components/ui/Button";
import { cx } from "@/components/ui/cx";
import type { HitView } from "@/types/chat";
import { failureWords } from "../failures/failure-words";
import { ListSkeleton } from "../history/ListSkeleton";
import { chatHref, useScreen } from "../ScreenContext";
import { Marked, markedWords } from "./Marked";
import { useSearch } from "./use-search";

/** What was found, newest first: the chat, and the words around the hit. */
export default function SearchResults({ query }: { readonly query: string }) {
  const [{ status, hits, answered, nextCursor, problem }, more] = useSearch(query);

  if (!answered) return <ListSkeleton />;
  return (
    <div
      className="min-h-0 grow overflow-y-auto px-2 pb-4"
      aria-busy={status === "searching"}
      data-slot="hits"
    >
      <p role="status" className="px-2 pb-1 text-caption text-muted">
        {problem
          ? `${failureWords(problem.code, "The model", problem.message).title}.`
          : hits.length === 0
            ? "Nothing was found."
            : nextCursor !== undefined
              ? `The newest ${hits.length} hits`
              : `${hits.length} ${hits.length === 1 ? "hit" : "hits"}`}
      </p>
      <ul onKeyDown={goByArrows}>
        {hits.map((hit) => (
          <Hit key={`${hit.conversationId} ${hit.messageId ?? ""}`} hit={hit} />
        ))}
      </ul>
      {nextCursor !== undefined ? (
        <Button variant="ghost" className="w-full" onClick={more}>
          Show more
        </Button>
      ) : null}
    </div>
  );
}

const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const date = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
});

/** As short as it can be told: the time of today, the day of this year, else the date. */
function whenWords(at: Date): string {
  const now = new Date();
  if (at.toDateString() === now.toDateString()) return time.format(at);
  return (at.getFullYear() === now.getFullYear() ? day : date).format(at);
}

function Hit({ hit }: { readonly hit: HitView }) {
  const { go, setFound } = useScreen();
  const { conversationId, messageId, title, snippet, marks, role, at } = hit;

  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    setFound(markedWords(snippet, marks));
    go(conversationId, messageId);
  };
  return (
    <li>
      <a
        href={chatHref(conversationId, messageId)}
        onClick={onClick}
        className="flex flex-col gap-0.5 rounded-control px-2 py-2 text-caption text-muted hover:bg-hover"
      >
        <span className="flex items-baseline gap-2">
          <span
            dir="auto"
            className={cx(
              "min-w-0 grow text-ui text-fg",
              // What was found in a title must be in sight.
              messageId === undefined ? "line-clamp-3 wrap-anywhere" : "truncate",
            )}
          >
            {messageId === undefined ? <Marked text={snippet} marks={marks} /> : title}
          </span>
          <time dateTime={at} className="shrink-0 tabular-nums">
            {whenWords(new Date(at))}
          </time>
        </span>
        {messageId === undefined ? null : (
          <span className="line-clamp-3 wrap-anywhere">
            {role === "user" ? "You: " : null}
            <Marked text={snippet} marks={marks} />
          </span>
        )}
      </a>
    </li>
  );
}

/** Up and down go through the hits; up from the first goes back to the field. */
function goByArrows(event: KeyboardEvent<HTMLUListElement>) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  const next = event.key === "ArrowDown" ? links[at + 1] : links[at - 1];
  const field = () =>
    event.currentTarget
      .closest("[data-slot=history]")
      ?.querySelector<HTMLElement>("input[type=search]");
  event.preventDefault();
  (next ?? (event.key === "ArrowUp" ? field() : undefined))?.focus();
}
