"use client";

import { useRef, useState } from "react";
import { IconButton } from "@/components/ui/IconButton";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { useScreen } from "../ScreenContext";
import { CHAT_FILES, importFrom } from "./import-chat";

/** Makes a chat of a file that was exported, and shows it. */
export function ImportButton() {
  const { importChat } = useChatActions();
  const { go } = useScreen();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);

  const take = (file: File) => {
    setBusy(true);
    void importFrom(file, importChat, go).finally(() => setBusy(false));
  };
  return (
    <>
      <IconButton
        icon="import"
        label={busy ? "Importing…" : "Import a chat"}
        aria-disabled={busy}
        onClick={() => {
          if (!busy) input.current?.click();
        }}
      />
      <input
        ref={input}
        type="file"
        accept={CHAT_FILES}
        aria-label="File of a chat"
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file can be chosen again.
          event.target.value = "";
          if (file) take(file);
        }}
      />
    </>
  );
}
