import type { ChatMessage, ToolCall, ToolStatus } from "./wire.ts";

/** A call of a message with what its events told besides; gone with the final message. */
export type LiveToolCall = ToolCall & { readonly progress?: number; readonly log?: string };

/** Takes over what is told of a call; with the first news the call and its part come into being. */
export function hearCall(message: ChatMessage, told: ToolStatus): ChatMessage {
  const calls: readonly LiveToolCall[] = message.toolCalls ?? [];
  const index = calls.findIndex((call) => call.id === told.id);
  const before = calls[index];
  const toolCalls =
    before === undefined
      ? [...calls, heard({ id: told.id, name: told.name, args: {}, status: told.status }, told)]
      : calls.with(index, heard(before, told));
  const known = message.parts.some(
    (part) => part.type === "tool-call" && part.toolCallId === told.id,
  );
  const part = { id: told.partId, type: "tool-call" as const, toolCallId: told.id };
  return { ...message, toolCalls, ...(!known && { parts: [...message.parts, part] }) };
}

function heard(call: LiveToolCall, told: ToolStatus): LiveToolCall {
  const { status, args, progress, log, output, error, jobId, startedAt, endedAt } = told;
  return {
    ...call,
    status,
    ...(args !== undefined && { args }),
    ...(progress !== undefined && { progress }),
    ...(log !== undefined && { log: (call.log ?? "") + log }),
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(jobId !== undefined && { jobId }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}

/** A final message, with the logs that its calls had: the message itself does not tell them. */
export function keepLogs(message: ChatMessage, before: ChatMessage | undefined): ChatMessage {
  const logs = new Map(
    (before?.toolCalls ?? []).map(({ id, log }: LiveToolCall) => [id, log] as const),
  );
  if (message.toolCalls === undefined || logs.size === 0) return message;
  const toolCalls = message.toolCalls.map((call): LiveToolCall => {
    const log = logs.get(call.id);
    return log === undefined ? call : { ...call, log };
  });
  return { ...message, toolCalls };
}
