"use client";

import { useRef, useState } from "react";
import { IconButton } from "@/components/ui/IconButton";
import { useChatActions } from "@/hooks/chat/useChatActions";
import { setDrawer } from "@/stores/shell.store";
import type { MessageError } from "@/types/chat";
import { failureWords } from "../failures/failure-words";
import { useScreen } from "../ScreenContext";
import { notify } from "./notice";

/** Makes a chat of a file that was exported, and shows it. */
export function ImportButton() {
  const { importChat } = useChatActions();
  const { go } = useScreen();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);

  const take = (file: File) => {
    setBusy(true);
    notify(null);
    importChat(file)
      .then((id) => go(id))
      .catch((problem: MessageError) => {
        // It is told beside the composer, which the drawer of a narrow screen covers.
        setDrawer(false);
        notify(wordsFor(file.name, problem));
      })
      .finally(() => setBusy(false));
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
        accept="application/json,.json"
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

function wordsFor(name: string, { code, message }: MessageError) {
  const title = `“${name}” was not imported`;
  const fault = code === "unfit_file" || code === "invalid_fields" || code === "malformed";
  return { title, advice: fault ? message : failureWords(code, "The model", message).title };
}
