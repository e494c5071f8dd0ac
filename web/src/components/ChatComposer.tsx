"use client";

import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { COMPOSER_ID, roomFor, sends } from "@/components/chat/composer-keys";
import { ComposerModel } from "@/components/chat/models/ComposerModel";
import { useScreen } from "@/components/chat/ScreenContext";
import { ComposerTemplates } from "@/components/chat/templates/ComposerTemplates";
import { useGrowth } from "@/components/chat/use-growth";
import { Icon } from "@/components/Icon";
import { cx } from "@/components/ui/cx";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useConnection } from "@/hooks/chat/useConnection";
import { useDraft } from "@/hooks/chat/useDraft";
import { useThread } from "@/hooks/chat/useThread";

type ChatComposerProps = {
  readonly conversationId: string | null;
  readonly onSent: () => void;
};

/** Where one writes: Enter sends, Shift+Enter breaks the line, Escape stops a running answer. */
export function ChatComposer({ conversationId, onSent }: ChatComposerProps) {
  const [text, setText] = useDraft(conversationId);
  const { send, stop } = useChatActions();
  const { go } = useScreen();
  const { run, status } = useThread(conversationId);
  const { state } = useConnection();
  const field = useRef<HTMLTextAreaElement>(null);
  const [element, setElement] = useState<HTMLTextAreaElement | null>(null);
  const keep = useCallback((now: HTMLTextAreaElement | null) => {
    field.current = now;
    setElement(now);
  }, []);

  const running = run !== undefined;
  const room = roomFor(text);
  const reason = blockedBy({
    running: running && text.trim() !== "",
    missing: status === "not-found",
    state,
  });
  const sendable = !running && !reason && !room.over && text.trim() !== "";

  useGrowth(field, text);
  useEscape(running, stop);
  // A new place to write is ready to be written in; touch screens would raise their keyboard.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is the cause.
  useEffect(() => {
    if (window.matchMedia("(pointer: fine)").matches) field.current?.focus();
  }, [conversationId]);

  const submit = () => {
    field.current?.focus();
    if (!sendable) return;
    const id = send(text);
    setText("");
    onSent();
    if (id !== conversationId) go(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, shiftKey, altKey, ctrlKey, metaKey, keyCode } = event;
    const { isComposing } = event.nativeEvent;
    if (!sends({ key, shiftKey, altKey, ctrlKey, metaKey, keyCode, isComposing })) return;
    event.preventDefault();
    submit();
  };

  return (
    <div className="relative mx-auto max-w-measure text-read">
      {/* Beside the form, not in it: its dialogs have forms of their own, whose sending is not the composer's. */}
      <ComposerTemplates field={element} text={text} setText={setText} />
      <form
        aria-label="Composer"
        className="rounded-card border border-line bg-raised text-read shadow-float focus-within:border-accent/50"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <textarea
          ref={keep}
          id={COMPOSER_ID}
          rows={1}
          value={text}
          aria-label="Message"
          aria-describedby="composer-note"
          aria-invalid={room.over}
          placeholder={conversationId === null ? "Ask anything" : "Reply"}
          enterKeyHint="send"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="block max-h-[40dvh] w-full resize-none bg-transparent px-4 pt-3 pb-1 text-read outline-none placeholder:text-faint"
        />
        <div className="flex min-h-10 items-center gap-3 pe-2 pb-2 ps-4 touch:min-h-13">
          <ComposerModel conversationId={conversationId} />
          <p
            id="composer-note"
            aria-live="polite"
            className={cx(
              "min-w-0 grow text-end text-caption tabular-nums",
              room.over ? "text-danger" : "text-faint",
            )}
          >
            {room.words ?? reason}
          </p>
          <ActionButton running={running} sendable={sendable} onStop={stop} />
        </div>
      </form>
    </div>
  );
}

type ActionButtonProps = {
  readonly running: boolean;
  readonly sendable: boolean;
  readonly onStop: () => void;
};

/** One button in one place; `aria-disabled` keeps it in the tab order and its reason readable. */
function ActionButton({ running, sendable, onStop }: ActionButtonProps) {
  const label = running ? "Stop" : "Send";
  return (
    <button
      type={running ? "button" : "submit"}
      aria-label={label}
      aria-disabled={!running && !sendable}
      data-tip={label}
      data-tip-keys={running ? "Esc" : "Enter"}
      onClick={running ? onStop : undefined}
      className={cx(
        "inline-flex size-8 shrink-0 items-center justify-center rounded-control transition-colors duration-120 ease-out touch:size-11",
        running ? "bg-fg text-bg" : sendable ? "bg-accent text-accent-fg" : "bg-hover text-faint",
      )}
    >
      {running ? <Icon name="stop" className="size-3 fill-current" /> : <Icon name="send" />}
    </button>
  );
}

type Block = {
  readonly running: boolean;
  readonly missing: boolean;
  readonly state: ReturnType<typeof useConnection>["state"];
};

function blockedBy({ running, missing, state }: Block): string | null {
  if (missing) return "This chat is gone. Start a new one to write.";
  if (state === "offline") return "Sending waits for the network. What you write is kept.";
  if (state === "expired")
    return "The session has expired. Reload the page; what you write is kept.";
  if (running) return "Send when the answer is finished, or stop it first.";
  return null;
}

/** Escape stops from anywhere on the page, unless something nearer took it (a menu, a dialog). */
function useEscape(running: boolean, stop: () => void) {
  useEffect(() => {
    if (!running) return;
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("dialog[open], [role=menu]")) return;
      stop();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [running, stop]);
}
