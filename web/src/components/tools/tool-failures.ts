import type { MessageError } from "@/types/chat";

const words: Readonly<Record<string, string>> = {
  network: "The server cannot be reached. Run it again: it will not run twice.",
  tool_denied: "This tool is denied or switched off. Allow it above, then run it again.",
  not_found: "This tool is not here any more.",
  too_many_jobs: "2,000 of your calls wait or run. Stop some, or wait until some have ended.",
  overloaded: "The server has too much to do. Try again in a moment.",
  draining: "The server is about to restart. Try again in a moment.",
  storage_full: "The server’s disk is full. Nothing can run until there is room again.",
  too_large: "The arguments are too large.",
};

/** Why a call did not come about, and what to do. */
export function callFailure({ code, message }: MessageError): string {
  return words[code] ?? message;
}
