/** One event of a stream. `id` is present only if this very event carried one. */
export type SseEvent = { readonly type: string; readonly data: string; readonly id?: string };

/** What a stream can say: an event, a comment (a sign of life), or a delay for reconnecting. */
export type SseItem =
  | { readonly kind: "event"; readonly event: SseEvent }
  | { readonly kind: "comment" }
  | { readonly kind: "retry"; readonly ms: number };

/** One event is larger than the decoder accepts. */
export class SseTooLargeError extends Error {
  override readonly name = "SseTooLargeError";
}

/** 8 Mi characters: eight times the largest snapshot that a server sends. */
export const DEFAULT_MAX_EVENT_CHARS = 8 * 1024 * 1024;

/**
 * Decodes an event stream from bytes that may be cut anywhere.
 *
 * Lines end with LF, CR or CRLF; a leading byte order mark is dropped; malformed UTF-8 becomes
 * U+FFFD. An event that was not finished by a blank line when the bytes end is never given out.
 *
 * Source: WHATWG HTML, "Server-sent events", "Interpreting an event stream".
 */
export class SseDecoder {
  readonly #utf8 = new TextDecoder("utf-8");
  readonly #maxChars: number;
  /** The unfinished last line. */
  #line = "";
  /** The last read ended in CR, so that a LF at the start of the next one belongs to it. */
  #skipLf = false;
  #type = "";
  #data: string[] = [];
  #id: string | undefined;
  #chars = 0;

  constructor(maxEventChars: number = DEFAULT_MAX_EVENT_CHARS) {
    this.#maxChars = maxEventChars;
  }

  /**
   * Takes the next bytes and returns what they completed, in order; often nothing.
   *
   * @throws {SseTooLargeError} if one event exceeds the limit; the decoder is then of no more use.
   */
  push(bytes: Uint8Array): SseItem[] {
    let text = this.#utf8.decode(bytes, { stream: true });
    if (text === "") return [];
    if (this.#skipLf && text.startsWith("\n")) text = text.slice(1);
    this.#skipLf = text === "" ? false : text.endsWith("\r");

    const items: SseItem[] = [];
    const ending = /\r\n|\n|\r/g;
    let start = 0;
    for (let match = ending.exec(text); match !== null; match = ending.exec(text)) {
      this.#finishLine(this.#line + text.slice(start, match.index), items);
      this.#line = "";
      start = ending.lastIndex;
    }
    this.#line += text.slice(start);
    this.#check(this.#line.length);
    return items;
  }

  #finishLine(line: string, items: SseItem[]): void {
    if (line === "") {
      this.#dispatch(items);
      return;
    }
    this.#check(line.length);
    const colon = line.indexOf(":");
    if (colon === 0) {
      items.push({ kind: "comment" });
      return;
    }
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    this.#field(field, value, items);
  }

  #field(field: string, value: string, items: SseItem[]): void {
    switch (field) {
      case "data":
        this.#data.push(value);
        this.#chars += value.length + 1;
        break;
      case "event":
        this.#type = value;
        break;
      case "id":
        if (!value.includes("\0")) this.#id = value;
        break;
      case "retry":
        if (/^\d+$/.test(value)) items.push({ kind: "retry", ms: Number(value) });
        break;
    }
  }

  #dispatch(items: SseItem[]): void {
    if (this.#data.length > 0) {
      const data = this.#data.join("\n");
      const type = this.#type === "" ? "message" : this.#type;
      const event = { type, data, ...(this.#id !== undefined && { id: this.#id }) };
      items.push({ kind: "event", event });
    }
    this.#type = "";
    this.#data = [];
    this.#id = undefined;
    this.#chars = 0;
  }

  #check(more: number): void {
    if (this.#chars + more > this.#maxChars) {
      throw new SseTooLargeError(`an event exceeds ${this.#maxChars} characters`);
    }
  }
}
