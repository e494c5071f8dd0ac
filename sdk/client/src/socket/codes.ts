/** What to do after a close. */
export type AfterClose = "again" | "refresh" | "never";

/** After these one comes back by oneself: left, broken, restart, later, silent, too many. */
const AGAIN = new Set([1001, 1006, 1012, 1013, 4408, 4429]);

/**
 * Whether to come back after a close with that code.
 *
 * Source: the wire contract, section 6.
 */
export function afterClose(code: number): AfterClose {
  if (AGAIN.has(code)) return "again";
  return code === 4401 ? "refresh" : "never";
}

const WORDS: Readonly<Record<number, string>> = {
  1002: "the connection broke the protocol",
  1007: "a text was not UTF-8",
  1009: "a frame was too long",
  4400: "too many frames could not be read",
  4401: "the credential ended",
  4403: "the connection is not allowed",
  4409: "another connection took the session over",
};

/** The words for a close that is final. */
export function closeWords(code: number): string {
  return WORDS[code] ?? `the connection was closed with ${code}`;
}
