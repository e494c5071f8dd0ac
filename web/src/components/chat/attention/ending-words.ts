import type { MessageView } from "@/types/chat";

/** What is said of an answer that has ended, to whoever does not see it; empty while it is written. */
export const ENDING_WORDS: Readonly<Record<MessageView["status"], string>> = {
  streaming: "",
  complete: "Answer complete",
  stopped: "Answer stopped",
  length: "Answer ended at the length limit",
  refused: "The model declined to answer",
  error: "Answer ended with an error",
  interrupted: "Answer interrupted",
};
