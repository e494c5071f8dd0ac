import type { Server } from "./server.ts";

/** The question of a turn, counted from 1. */
export const question = (turn: number) => `Question ${turn} about the sea`;

/** An answer with paragraphs of uneven length, a list and, in every fifth, code. */
export function answer(turn: number): string {
  const lines = [`Answer ${turn} begins here.`];
  for (let at = 0; at <= turn % 4; at += 1) {
    lines.push(`Paragraph ${at} of answer ${turn}. ${"The tide comes and goes. ".repeat(6 + at)}`);
  }
  if (turn % 3 === 0) lines.push("- first\n- second\n- third");
  if (turn % 5 === 0) lines.push("```js\nconst tide = 1;\nconsole.log(tide);\n```");
  lines.push(`Answer ${turn} ends here.`);
  return lines.join("\n\n");
}

/** Only unlike within one file: what is brought in gets ids of its own. */
const uuid = (number: number) => `01890000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;

/** Makes a conversation of so many questions and answers; gives its id. */
export async function importTurns(
  server: Server,
  turns: number,
  say: (turn: number) => string = answer,
): Promise<string> {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const messages = [];
  for (let turn = 1; turn <= turns; turn += 1) {
    const rest = { conversationId: uuid(0), createdAt: at, status: "complete" };
    const user = question(turn);
    messages.push({
      ...rest,
      id: uuid(2 * turn),
      ...(turn > 1 && { parentId: uuid(2 * turn - 1) }),
      role: "user",
      content: user,
      parts: [{ type: "text", id: "p1", text: user }],
    });
    const text = say(turn);
    messages.push({
      ...rest,
      id: uuid(2 * turn + 1),
      parentId: uuid(2 * turn),
      role: "assistant",
      content: text,
      parts: [{ type: "text", id: "p1", text }],
    });
  }
  const conversation = {
    id: uuid(0),
    title: `${turns} turns`,
    pinned: false,
    archived: false,
    createdAt: at,
    updatedAt: at,
    leafId: uuid(2 * turns + 1),
  };
  const file = { format: "thalweg.conversation", version: 1, conversation, messages };
  const made = await server.post<{ id: string }>("/api/conversations/import", file);
  return made.id;
}
