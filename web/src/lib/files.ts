/** The largest file that the server takes. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Why a file cannot be brought in, in words for a person. */
export class UnfitFile extends Error {}

/** Reads a file that is meant to be an exported conversation. Whether it fits is the server's word. */
export async function readExport(file: File): Promise<Record<string, unknown>> {
  if (file.size > MAX_BYTES) {
    throw new UnfitFile("it is larger than 32 MB, which is the most that can be imported");
  }
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch {
    throw new UnfitFile("it is not JSON; export a chat as JSON to get a file that can be imported");
  }
  const known = typeof value === "object" && value !== null;
  if (!known || (value as { format?: unknown }).format !== "thalweg.conversation") {
    throw new UnfitFile("it is not an exported chat");
  }
  return value as Record<string, unknown>;
}

/** Hands a file to the person, as a link with `download` does. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The name that `Content-Disposition` gives a file (RFC 6266); undefined if it gives none. */
export function fileName(disposition: string | null): string | undefined {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? "")?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      // Then the plain name has to do.
    }
  }
  return /filename="?([^";]+)"?/i.exec(disposition ?? "")?.[1];
}
