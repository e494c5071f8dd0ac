import { timeOfId } from "./ids.ts";
import type { ChatMessage, Done, Part, Run, RunError, Token } from "./wire.ts";

/** The assistant's message of a run before its first token. */
export function blankAnswer(run: Run): ChatMessage {
  return {
    id: run.assistantMessageId,
    conversationId: run.conversationId,
    parentId: run.messageId,
    role: "assistant",
    content: "",
    parts: [],
    createdAt: new Date(timeOfId(run.assistantMessageId)).toISOString(),
    status: "streaming",
    runId: run.id,
    model: run.model,
  };
}

/** An answer that a further run goes on in; how it ended before does not count any more. */
export function goOn(message: ChatMessage, runId: string | undefined): ChatMessage {
  const { error: _, runId: before, ...rest } = message;
  const run = runId ?? before;
  return { ...rest, status: "streaming", ...(run !== undefined && { runId: run }) };
}

/** Adds a token to its part; the part comes into being with its first token. */
export function appendToken(message: ChatMessage, token: Token): ChatMessage {
  const type = token.kind ?? "text";
  const index = message.parts.findLastIndex((part) => part.id === token.partId);
  const part = message.parts[index];
  const parts = message.parts.slice();
  if (part === undefined) parts.push({ id: token.partId, type, text: token.text });
  else if (part.type === "text" || part.type === "reasoning") {
    parts[index] = { ...part, text: part.text + token.text };
  }
  if (type === "reasoning") return { ...message, parts };
  const only = onlyText(parts);
  // The part is the content, unless a page told words that no part of it has.
  if (only?.length === message.content.length + token.text.length) {
    return { ...message, parts, content: only };
  }
  const atEnd = part === undefined || index === message.parts.length - 1;
  const content = atEnd ? message.content + token.text : joinText(parts);
  return { ...message, parts, content };
}

/**
 * The same message with its words in memory once: most answers are one text, which the wire tells
 * both as the content and as the part.
 */
export function shareText(message: ChatMessage): ChatMessage {
  const only = onlyText(message.parts);
  return only === message.content ? { ...message, content: only } : message;
}

/** Marks how the answer ended. The final `message`, where it came before, has said so already. */
export function finishMessage(message: ChatMessage, done: Done): ChatMessage {
  return {
    ...message,
    status: done.status,
    ...(done.usage !== undefined && { usage: done.usage }),
    ...(done.timing !== undefined && { timing: done.timing }),
  };
}

export function failMessage(message: ChatMessage, error: RunError): ChatMessage {
  const { code, message: words, requestId } = error;
  return { ...message, error: { code, message: words, requestId } };
}

/** The model's thinking, joined; undefined if it showed none. */
export function reasoningOf(message: ChatMessage): string | undefined {
  const texts = message.parts.flatMap((part) => (part.type === "reasoning" ? [part.text] : []));
  return texts.length === 0 ? undefined : texts.join("\n\n");
}

/** The text of the only part that is one; undefined if there are several, or none. */
function onlyText(parts: readonly Part[]): string | undefined {
  const [first, second] = parts.filter((part) => part.type === "text");
  return second === undefined ? first?.text : undefined;
}

function joinText(parts: readonly Part[]): string {
  return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}
