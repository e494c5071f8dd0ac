import type { ChatMessage, LiveToolCall } from "@thalweg/client";
import type { BlockView, MessageCall } from "@/types/chat";

/**
 * What an answer is made of, in its order; undefined where no tool was called, for then it is a
 * thought and a text. Calls that follow each other were made together.
 */
export function blocksOf(message: ChatMessage): readonly BlockView[] | undefined {
  if (!message.parts.some(({ type }) => type === "tool-call")) return undefined;
  const calls = new Map((message.toolCalls ?? []).map((call) => [call.id, call] as const));
  const blocks: BlockView[] = [];
  for (const part of message.parts) {
    const last = blocks.at(-1);
    if (part.type === "step") continue;
    if (part.type === "tool-call") {
      const call = calls.get(part.toolCallId);
      if (call === undefined) continue;
      const view = callView(call);
      if (last?.kind !== "calls") blocks.push({ kind: "calls", id: part.id, calls: [view] });
      else blocks[blocks.length - 1] = { ...last, calls: [...last.calls, view] };
    } else if (part.text.trim() !== "") {
      if (last?.kind === part.type) {
        blocks[blocks.length - 1] = { ...last, text: `${last.text}${part.text}` };
      } else blocks.push({ kind: part.type, id: part.id, text: part.text });
    }
  }
  return blocks;
}

function callView(call: LiveToolCall): MessageCall {
  const { id, name, args, status, progress, log, error, jobId, startedAt, endedAt } = call;
  return {
    id,
    name,
    args: args ?? {},
    status,
    log: log ?? "",
    ...(progress !== undefined && { progress }),
    ...("output" in call && { output: call.output }),
    ...(error !== undefined && { error }),
    ...(jobId !== undefined && { jobId }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}
