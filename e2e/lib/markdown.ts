/** An answer with everything that can be half-written for a while. */
export const EVERYTHING = `A **bold word**, a [link to the manual](https://example.com/manual) and \`code\`.

| part | what it *does* | lines |
| :--- | :------------- | ----: |
| log | **keeps** events | 1,204 |
| page | shows \`them\` | 3,096 |

\`\`\`typescript
const source = new EventSource("/api");
// A comment, and a long line that goes on and on and on, further than the block is wide at all
export function read(text: string): number {
  return text.length + 1;
}
\`\`\`

- [x] a task that is **done**
- [ ] another one

Inline \\(a^2 + b^2 = c^2\\), which costs $5 and $6, and

$$
\\sum_{n=1}^{\\infty} \\frac{1}{n^2} = \\frac{\\pi^2}{6}
$$

The ~~wrong~~ right end.`;

/** A text in pieces of so many letters, as a model sends it. */
export function ticks(text: string, letters: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += letters) pieces.push(text.slice(at, at + letters));
  return pieces;
}
