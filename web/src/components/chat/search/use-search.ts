"use client";

import { useEffect, useRef, useState } from "react";
import { useChatActions } from "@/hooks/chat/useChatActions";
import type { HitView, MessageError } from "@/types/chat";

export type Search = {
  readonly status: "searching" | "ready" | "failed";
  /** Of the last query that was answered; they stay in sight while the next is looked for. */
  readonly hits: readonly HitView[];
  /** A first answer has come. */
  readonly answered: boolean;
  readonly nextCursor?: string;
  readonly problem?: MessageError;
};

/** As long as fingers rest between two letters of a word. */
const REST_MS = 150;

const NOTHING: Search = { status: "ready", hits: [], answered: true };

/** What is found for a query, and how to have more of it; nothing is asked for an empty one. */
export function useSearch(query: string): readonly [search: Search, more: () => void] {
  const { search } = useChatActions();
  const [state, setState] = useState<Search>({
    status: "searching",
    hits: [],
    answered: false,
  });
  const loading = useRef(false);

  useEffect(() => {
    if (query === "") {
      setState(NOTHING);
      return;
    }
    const control = new AbortController();
    setState((before) => ({ ...before, status: "searching" }));
    const timer = setTimeout(() => {
      search(query, { signal: control.signal })
        .then((page) => {
          if (!control.signal.aborted) setState({ status: "ready", answered: true, ...page });
        })
        .catch((problem: MessageError) => {
          if (!control.signal.aborted)
            setState({ status: "failed", hits: [], answered: true, problem });
        });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [query, search]);

  const more = () => {
    const { nextCursor: cursor } = state;
    if (cursor === undefined || loading.current) return;
    loading.current = true;
    search(query, { cursor })
      .then(({ hits, nextCursor }) =>
        setState((now) =>
          // Another query may have been asked meanwhile.
          now.nextCursor === cursor
            ? {
                status: "ready",
                answered: true,
                hits: [...now.hits, ...hits],
                ...(nextCursor !== undefined && { nextCursor }),
              }
            : now,
        ),
      )
      .catch((problem: MessageError) => setState((now) => ({ ...now, status: "failed", problem })))
      .finally(() => {
        loading.current = false;
      });
  };
  return [state, more];
}
