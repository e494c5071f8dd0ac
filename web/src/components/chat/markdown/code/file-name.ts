import { languageOf } from "./languages";

/** Names that are the file's type, so that they stand alone. */
const whole: Readonly<Record<string, string>> = { dockerfile: "Dockerfile", mk: "Makefile" };

/**
 * A name for a block of source that is saved: the one that stands behind its fence
 * (`rust src/main.rs`, `ts title="a.ts"`), else one of its language.
 */
export function fileName(info: string): string {
  const [language = "", ...rest] = info.trim().split(/\s+/);
  const titled = /(?:title|file|filename)=["']?([^"'\s{}]+)/.exec(info)?.[1];
  const given = titled ?? rest.find((word) => /^[\w@./\\-]*\.\w{1,10}$/.test(word));
  // Only its last part: a page cannot choose the folder, and a model should not.
  const name = given?.split(/[\\/]/).pop();
  if (name && !/^\.+$/.test(name)) return name;
  const ending = languageOf(language)?.ending ?? "txt";
  return whole[ending] ?? `code.${ending}`;
}
