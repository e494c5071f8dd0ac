const SENTENCE = "The tide comes in and goes out again, and the harbour waits for it. ";

/** So many tokens of an answer as a model writes it: paragraphs, lists, a table, and code. */
export function* tokens(count: number): Generator<string> {
  let left = count;
  for (let section = 1; left > 0; section += 1) {
    for (const token of of(section)) {
      if (left === 0) return;
      left -= 1;
      yield token;
    }
  }
}

/** About 400 tokens; words and the spaces before them, as tokenisers cut. */
function of(section: number): readonly string[] {
  const code = Array.from({ length: 20 }, (_, at) => `const tide${at} = rise(${at}) + ${section};`);
  const rows = Array.from({ length: 4 }, (_, at) => `| Harbour ${at} | **${at} m** | \`ok\` |`);
  const text = [
    `## Section ${section}`,
    SENTENCE.repeat(4),
    `A *second* paragraph with [a link](https://example.com) and \`code\`. ${SENTENCE.repeat(3)}`,
    "- first of all\n- then **this**\n- and last of all",
    `\`\`\`js\n${code.join("\n")}\n\`\`\``,
    `| Place | Tide | State |\n| --- | --- | --- |\n${rows.join("\n")}`,
    SENTENCE.repeat(4),
  ].join("\n\n");
  return `${text}\n\n`.match(/\s*\S{1,8}|\s+$/g) ?? [];
}
