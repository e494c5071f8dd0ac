import type { ChatActions, MessageError } from "@/types/chat";
import { failureWords } from "../failures/failure-words";
import { notify } from "./notice";

/** Saves a chat as a file; what goes wrong is told above the composer. */
export function exportAs(
  exportChat: ChatActions["exportChat"],
  chat: { readonly id: string; readonly title: string },
  format: "md" | "json",
): void {
  notify(null);
  exportChat(chat.id, format).catch(({ code, message }: MessageError) =>
    notify({
      title: `“${chat.title || "New chat"}” was not exported`,
      advice: failureWords(code, "The model", message).title,
    }),
  );
}
