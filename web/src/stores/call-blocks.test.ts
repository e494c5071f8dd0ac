import type { ChatMessage, LiveToolCall } from "@thalweg/client";
import { expect, it } from "vitest";
import { mergeCall } from "@/components/chat/calls/merge-call";
import type { CallView } from "@/types/tools";
import { blocksOf } from "./call-blocks";

const call = (id: string, more: Partial<LiveToolCall> = {}): LiveToolCall => ({
  id,
  name: "clock",
  args: {},
  status: "done",
  ...more,
});
const message = (parts: ChatMessage["parts"], toolCalls: LiveToolCall[]): ChatMessage => ({
  id: "a1",
  conversationId: "x",
  role: "assistant",
  content: "",
  parts,
  toolCalls,
  createdAt: "2026-01-01T00:00:00.000Z",
  status: "complete",
});

it("has none for an answer without calls, which is a thought and a text", () => {
  expect(blocksOf(message([{ id: "1", type: "text", text: "t" }], []))).toBeUndefined();
});

it("keeps the order, and calls that were made together in one block", () => {
  const blocks = blocksOf(
    message(
      [
        { id: "1", type: "reasoning", text: "hm" },
        { id: "2", type: "text", text: "I look." },
        { id: "3", type: "tool-call", toolCallId: "a" },
        { id: "4", type: "tool-call", toolCallId: "b" },
        { id: "5", type: "step" },
        { id: "6", type: "text", text: " " },
        { id: "7", type: "tool-call", toolCallId: "gone" },
        { id: "8", type: "text", text: "Noon." },
      ],
      [call("a"), call("b")],
    ),
  );
  expect(
    blocks?.map((block) =>
      block.kind === "calls" ? block.calls.map(({ id }) => id).join() : block.text,
    ),
  ).toEqual(["hm", "I look.", "a,b", "Noon."]);
});

const view = (more: Partial<CallView> = {}): CallView => ({
  id: "a",
  name: "clock",
  args: {},
  status: "running",
  log: "",
  ...more,
});

it("takes from the job what the conversation does not tell", () => {
  const approval = { id: "p", expiresAt: "2026-01-01T00:00:00.000Z" };
  const waits = view({ status: "awaiting-approval" });
  expect(mergeCall(waits, undefined)).toBe(waits);
  expect(mergeCall(waits, view({ status: "awaiting-approval", approval })).approval).toBe(approval);
  const cut = view({ status: "done", output: "begin…", log: "2\n" });
  const whole = view({ id: "job", status: "done", output: "begin and end", log: "1\n2\n" });
  expect(mergeCall(cut, whole)).toMatchObject({
    id: "a",
    output: "begin and end",
    log: "1\n2\n",
  });
});

it("believes whichever of the two is further", () => {
  expect(mergeCall(view(), view({ status: "cancelled" })).status).toBe("cancelled");
  expect(mergeCall(view({ status: "done" }), view()).status).toBe("done");
  const waits = view({ status: "awaiting-approval" });
  expect(mergeCall(waits, view()).status).toBe("running");
  expect(mergeCall(view(), waits).status).toBe("running");
});
