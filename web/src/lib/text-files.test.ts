import { expect, test } from "vitest";
import { readTextFile } from "./text-files";

const file = (...parts: BlobPart[]) => new File(parts, "a.txt");

test("the text of a file comes as it is, its lines ended one way", async () => {
  await expect(readTextFile(file("été\r\nσ\n"))).resolves.toBe("été\nσ\n");
});

test.each([
  ["not text", file(new Uint8Array([0xff, 0xd8, 0xff]))],
  ["not text", file("a\0b")],
  ["is empty", file("\n ")],
  ["64,001 characters; 64,000 characters are the most", file("é".repeat(64_001))],
  ["too long", file("a".repeat(256_001))],
])("a file that cannot go along says why: %s", async (words, unfit) => {
  await expect(readTextFile(unfit)).rejects.toThrow(words);
});
