"use client";

import {
  type ClipboardEvent,
  type KeyboardEvent,
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";
import { blockedBy } from "@/components/chat/composer/blocked";
import { ComposerButtons } from "@/components/chat/composer/ComposerButtons";
import { DraftElsewhere } from "@/components/chat/composer/DraftElsewhere";
import { useEscape } from "@/components/chat/composer/use-escape";
import { useFiles } from "@/components/chat/composer/use-files";
import { COMPOSER_ID, meaningOf, roomFor } from "@/components/chat/composer-keys";
import { ComposerModel } from "@/components/chat/models/ComposerModel";
import { PastedBlocks } from "@/components/chat/pasted/PastedBlocks";
import { useScreen } from "@/components/chat/ScreenContext";
import { ComposerTemplates } from "@/components/chat/templates/ComposerTemplates";
import { useGrowth } from "@/components/chat/use-growth";
import { cx } from "@/components/ui/cx";
import { useMayWrite } from "@/hooks/access/useMayWrite";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useConnection } from "@/hooks/chat/useConnection";
import { useDraft } from "@/hooks/chat/useDraft";
import { useQueue } from "@/hooks/chat/useQueue";
import { useThread } from "@/hooks/chat/useThread";
import { useSetting } from "@/hooks/useSetting";
import { readDraft } from "@/lib/drafts";
import { lazyPart } from "@/lib/lazy-part";
import { fold, isLong, unfold } from "@/lib/pasted";

const ComposerTools = lazyPart(() => import("@/components/chat/tools/ComposerTools"));
const QueuePanel = lazyPart(() => import("@/components/chat/queue/QueuePanel"));

type ChatComposerProps = {
  readonly conversationId: string | null;
  readonly onSent: () => void;
};

/**
 * Where one writes: Enter sends, Shift+Enter breaks the line, Escape stops a running answer. While
 * one is written, what is sent waits for its end or stops it.
 */
export function ChatComposer({ conversationId, onSent }: ChatComposerProps) {
  const [draft, setDraft] = useDraft(conversationId);
  const { send, stop } = useChatActions();
  const { go } = useScreen();
  const { run, status } = useThread(conversationId);
  const queue = useQueue(conversationId);
  const { state } = useConnection();
  const sendKey = useSetting("sendKey");
  const field = useRef<HTMLTextAreaElement>(null);
  const [element, setElement] = useState<HTMLTextAreaElement | null>(null);
  const keep = useCallback((now: HTMLTextAreaElement | null) => {
    field.current = now;
    setElement(now);
  }, []);

  const { text, blocks } = unfold(draft);
  const setText = (next: string) => setDraft(fold({ text: next, blocks }));
  const setBlocks = (next: readonly string[]) => setDraft(fold({ text, blocks: next }));
  const running = run !== undefined;
  const busy = running || queue.length > 0;
  const room = roomFor(draft);
  const allowed = useMayWrite();
  const missing = status === "not-found";
  const reason = blockedBy({ missing, state, waiting: queue.length, allowed });
  const written = text.trim() !== "" || blocks.length > 0;
  const sendable = !reason && !room.over && written;
  // Once there was something to show it stays, so that it can tell what became of it.
  const [queueSeen, setQueueSeen] = useState(false);
  if (queue.length > 0 && !queueSeen) setQueueSeen(true);

  const fileOver = useFiles((texts) => {
    // Files take their time to be read, and one may have written on meanwhile.
    const now = unfold(readDraft(conversationId));
    setDraft(fold({ ...now, blocks: [...now.blocks, ...texts] }));
    field.current?.focus();
  });

  useGrowth(field, text);
  useEscape(running, stop);
  // A new place to write is ready to be written in; touch screens would raise their keyboard.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is the cause.
  useEffect(() => {
    if (window.matchMedia("(pointer: fine)").matches) field.current?.focus();
  }, [conversationId]);

  const submit = (now: boolean) => {
    field.current?.focus();
    if (!sendable) return;
    const id = send(draft, { now: now && busy });
    setDraft("");
    onSent();
    if (id !== conversationId) go(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const meaning = meaningOf(event.nativeEvent, sendKey);
    if (meaning === null) return;
    event.preventDefault();
    submit(meaning === "now");
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text/plain").replaceAll("\r\n", "\n");
    if (!isLong(pasted)) return;
    event.preventDefault();
    setBlocks([...blocks, pasted]);
  };

  return (
    <div className="relative mx-auto max-w-measure text-read">
      {/* Beside the form, not in it: its dialogs have forms of their own, whose sending is not the composer's. */}
      <ComposerTemplates field={element} text={text} setText={setText} />
      {queueSeen && conversationId !== null ? (
        <Suspense>
          <QueuePanel key={conversationId} conversationId={conversationId} />
        </Suspense>
      ) : null}
      <DraftElsewhere conversationId={conversationId} />
      <form
        aria-label="Composer"
        data-over={fileOver}
        className={cx(
          "rounded-card border bg-raised text-read shadow-float focus-within:border-accent/50",
          fileOver ? "border-accent bg-accent-soft" : "border-line",
        )}
        onSubmit={(event) => {
          event.preventDefault();
          submit(false);
        }}
      >
        {blocks.length > 0 ? (
          <PastedBlocks
            blocks={blocks}
            className="max-h-[40dvh] overflow-y-auto px-3 pt-3"
            onRemove={(index) => {
              setBlocks(blocks.toSpliced(index, 1));
              field.current?.focus();
            }}
            onUnfold={(index) => {
              const { [index]: block = "" } = blocks;
              const whole = text === "" ? block : `${text}\n\n${block}`;
              setDraft(fold({ text: whole, blocks: blocks.toSpliced(index, 1) }));
              field.current?.focus();
            }}
          />
        ) : null}
        <textarea
          ref={keep}
          id={COMPOSER_ID}
          rows={1}
          value={text}
          aria-label="Message"
          aria-describedby="composer-note"
          aria-invalid={room.over}
          placeholder={fileOver ? "Drop to add the text" : placeholderFor(conversationId, busy)}
          enterKeyHint={sendKey === "enter" ? "send" : "enter"}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          className="block max-h-[40dvh] w-full resize-none bg-transparent px-4 pt-3 pb-1 text-read outline-none placeholder:text-faint"
        />
        <div className="flex min-h-10 items-center gap-3 pe-2 pb-2 ps-4 touch:min-h-13">
          <ComposerModel conversationId={conversationId} />
          <Suspense>
            <ComposerTools conversationId={conversationId} />
          </Suspense>
          <p
            id="composer-note"
            aria-live="polite"
            className={cx(
              "min-w-0 grow text-end text-caption tabular-nums",
              room.over ? "text-danger" : "text-faint",
            )}
          >
            {room.words ?? (written || state !== "live" || !allowed ? reason : null)}
          </p>
          <ComposerButtons
            running={running}
            busy={busy}
            written={written}
            sendable={sendable}
            onSendNow={() => submit(true)}
            onStop={stop}
          />
        </div>
      </form>
    </div>
  );
}

function placeholderFor(conversationId: string | null, busy: boolean): string {
  if (conversationId === null) return "Ask anything";
  return busy ? "Reply, or queue the next question…" : "Reply";
}
