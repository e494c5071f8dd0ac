"use client";

import {
  type ComponentProps,
  type CSSProperties,
  type Ref,
  Suspense,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { LatestButton } from "@/components/chat/thread/LatestButton";
import { type Place, readPlace, writePlace } from "@/components/chat/thread/places";
import type { Row } from "@/components/chat/thread/rows";
import { ThreadHead } from "@/components/chat/thread/ThreadHead";
import { ThreadRow } from "@/components/chat/thread/ThreadRow";
import { LIST_START_PX, ThreadScroller } from "@/components/chat/thread/thread-scroller";
import { useBuffer } from "@/components/chat/thread/use-buffer";
import { useLetGo } from "@/components/chat/thread/use-let-go";
import { usePinnedRows } from "@/components/chat/thread/use-pinned-rows";
import { useQuestions } from "@/components/chat/thread/use-questions";
import { useRows } from "@/components/chat/thread/use-rows";
import { useThreadCommands } from "@/components/chat/thread/use-thread-commands";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { lazyPart } from "@/lib/lazy-part";
import type { ThreadView } from "@/types/chat";

type StreamContainerProps = {
  readonly conversationId: string;
  readonly thread: ThreadView;
  /** A change means: follow again. */
  readonly followTick: number;
  /** A message to bring into sight, once; the thread then stands still there. */
  readonly shownId?: string | undefined;
};

/** Only who looks for something needs it. */
const FindBar = lazyPart(() => import("@/components/chat/find/FindBar"));

/** A guess at a row's height until it is measured; near enough to mount the right ones at once. */
const ROW_PX = 320;

/**
 * The scroll of a growing thread. Only what is near the reader is mounted; it follows the end while
 * the reader is there, and holds what is read in its place otherwise.
 */
export function StreamContainer(props: StreamContainerProps) {
  const { conversationId, thread, followTick, shownId } = props;
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const [place] = useState(() => readPlace(conversationId));
  const { rows, shifted, room } = useRows(conversationId, thread.messageIds, place?.room);
  const scroller = useScroller(conversationId, thread, room);
  const buffer = useBuffer(rows.length);
  const pinned = usePinnedRows(box, rows, thread.run !== undefined);

  useLayoutEffect(() => {
    if (!box.current || !list.current) return;
    return scroller.attach(box.current, list.current);
  }, [scroller]);
  useLayoutEffect(() => scroller.setRows(rows), [scroller, rows]);
  const writing = thread.run !== undefined;
  useLayoutEffect(() => scroller.setWriting(writing), [scroller, writing]);
  useLayoutEffect(() => scroller.open(place?.at), [scroller, place]);
  useLayoutEffect(() => {
    if (followTick > 0) scroller.follow();
  }, [scroller, followTick]);
  useLayoutEffect(() => {
    if (shownId !== undefined) scroller.seek(shownId);
  }, [scroller, shownId]);

  const goToQuestion = useQuestions(scroller, thread);
  const find = useFindKeys(scroller, goToQuestion);
  useLetGo({ box, list, rows, scroller, busy: writing || find.asked > 0, shownId });
  const lastId = rows.at(-1)?.id;
  return (
    <div className="relative flex min-h-0 grow flex-col">
      <div
        ref={box}
        role="log"
        aria-live="off"
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the thread is scrolled by keyboard.
        tabIndex={0}
        data-slot="thread"
        className="@container-size relative min-h-0 grow overflow-y-auto overscroll-contain px-4 -outline-offset-2 [scrollbar-gutter:stable_both-edges] md:px-6"
      >
        <ThreadHead {...thread} />
        <div className="h-10" />
        <Virtualizer
          ref={list}
          as={List}
          data={rows}
          shift={shifted}
          startMargin={LIST_START_PX}
          itemSize={ROW_PX}
          bufferSize={buffer}
          keepMounted={pinned}
          onResize={scroller.layout}
        >
          {(row: Row) => (
            <ThreadRow
              key={row.id}
              conversationId={conversationId}
              row={row}
              first={row === rows[0]}
              last={row.id === lastId}
              roomy={row.id === lastId && row.id === room}
            />
          )}
        </Virtualizer>
      </div>
      <LatestButton scroller={scroller} onQuestion={goToQuestion} />
      {find.asked > 0 && box.current ? (
        <Suspense>
          <FindBar
            conversationId={conversationId}
            thread={thread}
            scroller={scroller}
            box={box.current}
            asked={find.asked}
            onClose={find.close}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

function useScroller(conversationId: string, thread: ThreadView, room: string | undefined) {
  const { loadOlder } = useChatActions();
  const onNearTop = () => {
    if (thread.olderCursor === undefined || thread.loadingOlder || thread.olderFailed) return;
    void loadOlder();
  };
  const onPlace = (at: Place["at"]) =>
    writePlace(conversationId, { ...(at && { at }), ...(room !== undefined && { room }) });
  const current = useRef({ onNearTop, onPlace });
  useLayoutEffect(() => {
    current.current = { onNearTop, onPlace };
  });
  const [scroller] = useState(
    () =>
      new ThreadScroller({
        onNearTop: () => current.current.onNearTop(),
        onPlace: (at) => current.current.onPlace(at),
      }),
  );
  return scroller;
}

/** The keys of the thread, and how often its find was asked for since it was closed. */
function useFindKeys(scroller: ThreadScroller, onQuestion: (direction: -1 | 1) => void) {
  const [asked, setAsked] = useState(0);
  const before = useRef<Element | null>(null);
  useThreadCommands({
    onQuestion,
    onLatest: scroller.follow,
    onFind: () => {
      // Who asks a second time wants the browser's own.
      if (document.activeElement?.closest("[data-slot=find]")) return false;
      if (asked === 0) before.current = document.activeElement;
      setAsked(asked + 1);
      return true;
    },
  });
  const close = () => {
    setAsked(0);
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
  };
  return { asked, close };
}

type ListProps = Omit<ComponentProps<"div">, "style"> & {
  readonly style: CSSProperties;
  readonly ref?: Ref<HTMLDivElement>;
};

/** The list's own element; a text that streams scrolls all the time, and can be selected all the same. */
function List({ style, ...rest }: ListProps) {
  const { pointerEvents: _, ...kept } = style;
  return <div style={kept} {...rest} />;
}
