import { setDrawer } from "@/stores/shell.store";
import type { ChatActions, MessageError } from "@/types/chat";
import { failureWords } from "../failures/failure-words";
import { notify } from "./notice";

/** The kinds of file that hold an exported chat. */
export const CHAT_FILES = "application/json,.json";

/** Makes a chat of an exported one and shows it; what goes wrong is told above the composer. */
export async function importFrom(
  file: File,
  importChat: ChatActions["importChat"],
  go: (id: string) => void,
): Promise<void> {
  notify(null);
  try {
    go(await importChat(file));
  } catch (problem) {
    // The drawer of a narrow screen covers the composer.
    setDrawer(false);
    notify(wordsFor(file.name, problem as MessageError));
  }
}

function wordsFor(name: string, { code, message }: MessageError) {
  const title = `“${name}” was not imported`;
  const fault = code === "unfit_file" || code === "invalid_fields" || code === "malformed";
  return { title, advice: fault ? message : failureWords(code, "The model", message).title };
}
