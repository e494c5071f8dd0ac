const RTL = /[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const STRONG = /\p{L}/u;

/**
 * The direction of a text of several blocks, from its first letter outside code: what `dir="auto"`
 * does, but for a list or a quote whose parts have a direction of their own and are skipped there.
 */
export function directionOf(text: string): "rtl" | "ltr" {
  const first = STRONG.exec(text.replace(/`[^`]*`|https?:\/\/\S+/g, ""))?.[0];
  return first && RTL.test(first) ? "rtl" : "ltr";
}
