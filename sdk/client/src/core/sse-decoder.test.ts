import { describe, expect, test } from "vitest";
import { SseDecoder, type SseItem, SseTooLargeError } from "./sse-decoder.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function decode(...chunks: readonly (string | Uint8Array)[]): SseItem[] {
  const decoder = new SseDecoder();
  return chunks.flatMap((chunk) => decoder.push(typeof chunk === "string" ? bytes(chunk) : chunk));
}

const event = (type: string, data: string, id?: string): SseItem => ({
  kind: "event",
  event: { type, data, ...(id !== undefined && { id }) },
});

const SAMPLE = [
  "\uFEFFretry: 1500\r\n",
  ": ping\n",
  'id: c1\revent: token\rdata: {"text":"Grüße 🌊"}\r\r',
  "data: one\r\ndata: two\r\n\r\n",
  "id: c2\ndata\n\n",
  "event: lonely\n\n",
  "data:no space\ndata:  two spaces\n\n",
].join("");

const EXPECTED: readonly SseItem[] = [
  { kind: "retry", ms: 1500 },
  { kind: "comment" },
  event("token", '{"text":"Grüße 🌊"}', "c1"),
  event("message", "one\ntwo"),
  event("message", "", "c2"),
  event("message", "no space\n two spaces"),
];

describe("decoding", () => {
  test("reads every form of line end, field and comment", () => {
    expect(decode(SAMPLE)).toEqual(EXPECTED);
  });

  test("gives the same items wherever the bytes are cut in two", () => {
    const all = bytes(SAMPLE);
    for (let at = 0; at <= all.length; at++) {
      expect(decode(all.slice(0, at), all.slice(at)), `cut at ${at}`).toEqual(EXPECTED);
    }
  });

  test("gives the same items in pieces of any size", () => {
    const all = bytes(SAMPLE);
    for (const size of [1, 2, 3, 5, 7, 11]) {
      const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
        all.slice(index * size, (index + 1) * size),
      );
      expect(decode(...pieces), `pieces of ${size}`).toEqual(EXPECTED);
    }
  });

  test("holds back an event until its blank line came", () => {
    expect(decode("data: half\n")).toEqual([]);
    expect(decode("data: half\n", "\n")).toEqual([event("message", "half")]);
  });

  test("takes a lone line feed after a cut carriage return as a blank line only if it is one", () => {
    expect(decode("data: a\r", "\n", "\r\n")).toEqual([event("message", "a")]);
    expect(decode("data: a\r", "data: b\r\r")).toEqual([event("message", "a\nb")]);
  });

  test("an id belongs to its own event and to no later one", () => {
    expect(decode("id: c1\ndata: a\n\ndata: b\n\n")).toEqual([
      event("message", "a", "c1"),
      event("message", "b"),
    ]);
  });

  test("ignores an id with a NUL, a retry that is no number, and unknown fields", () => {
    expect(decode("id: a\0b\nretry: 1s\nretry: -1\nfoo: bar\ndata: x\n\n")).toEqual([
      event("message", "x"),
    ]);
  });

  test("replaces malformed UTF-8 and goes on", () => {
    const broken = new Uint8Array([...bytes("data: a"), 0xff, ...bytes("b\n\ndata: c\n\n")]);
    expect(decode(broken)).toEqual([event("message", "a\uFFFDb"), event("message", "c")]);
  });
});

describe("the limit on an event's size", () => {
  test("is met by one long line, many lines, and a line without end", () => {
    const limited = () => new SseDecoder(10);
    expect(() => limited().push(bytes(`data: ${"x".repeat(20)}\n\n`))).toThrow(SseTooLargeError);
    expect(() => limited().push(bytes("data: x\n".repeat(20)))).toThrow(SseTooLargeError);
    expect(() => limited().push(bytes("x".repeat(20)))).toThrow(SseTooLargeError);
  });

  test("is for each event, not for the stream", () => {
    const decoder = new SseDecoder(10);
    const items = decoder.push(bytes("data: 1234\n\n".repeat(50)));
    expect(items).toHaveLength(50);
  });
});
