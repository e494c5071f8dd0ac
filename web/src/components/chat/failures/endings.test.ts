import type { ErrorCode } from "@thalweg/client";
import { describe, expect, it } from "vitest";
import type { MessageView } from "@/types/chat";
import { endingOf } from "./endings";
import { failureWords } from "./failure-words";

const answer = (more: Partial<MessageView>): MessageView => ({
  id: "a1",
  role: "assistant",
  content: "some text",
  status: "complete",
  createdAt: "2026-01-01T00:00:00.000Z",
  siblings: ["a1"],
  ...more,
});

/** Every code with which a run can end or be refused. */
const codes: readonly [ErrorCode, string | undefined, RegExp][] = [
  ["model_unreachable", "again", /^Small cannot be reached$/],
  ["model_timeout", "again", /took too long/],
  ["model_rate_limited", "again", /takes no more for now/],
  ["model_overloaded", "again", /overloaded/],
  ["model_unauthorized", "other-model", /key for Small is not accepted/],
  ["model_rejected", "edit", /does not take this request/],
  ["model_gone", "other-model", /does not exist/],
  ["model_garbled", "again", /cannot be read/],
  ["model_empty", "again", /empty answer/],
  ["model_failed", "again", /^Small failed$/],
  ["context_too_long", "edit", /too long for Small/],
  ["tool_unavailable", "again", /tool that is not there/],
  ["unknown_model", "other-model", /not there any more/],
  ["interrupted", "again", /broke off/],
  ["internal", "again", /server failed/],
];

describe("failureWords", () => {
  it.each(codes)("tells %s in words, with one way on", (code, action, title) => {
    const words = failureWords(code, "Small", "the server's own words");
    expect(words.title).toMatch(title);
    expect(words.action).toBe(action);
    expect(words.advice).toBeTruthy();
    expect(JSON.stringify(words)).not.toContain(code);
  });

  it("takes the server's words where it has none of its own", () => {
    expect(failureWords("model_failed", "Small", "it is tired").advice).toBe("it is tired");
    expect(failureWords("of_a_later_version", "Small", "something new")).toEqual({
      title: "That did not work",
      action: "again",
      advice: "something new",
    });
    expect(failureWords("constructor", "Small").title).toBe("That did not work");
  });
});

describe("endingOf", () => {
  it("has nothing to say of what is written or simply complete", () => {
    expect(endingOf(answer({}), "Small")).toBeNull();
    expect(endingOf(answer({ status: "streaming" }), "Small")).toBeNull();
  });

  it.each([
    ["stopped", "Stopped", true],
    ["length", "The length limit is reached", true],
    ["refused", "Small declined to answer this", false],
    [
      "interrupted",
      expect.stringMatching(/^Interrupted after .+ by a restart of the server$/),
      true,
    ],
  ] as const)("tells %s, and whether it can go on", (status, title, continuable) => {
    expect(endingOf(answer({ status }), "Small")).toMatchObject({ title, continuable });
    expect(endingOf(answer({ status, content: " " }), "Small")?.continuable).toBe(false);
  });

  it("tells an empty answer that no code marks", () => {
    expect(endingOf(answer({ content: "" }), "Small")?.title).toBe("Small gave an empty answer");
  });

  it("tells a model that broke off from a server that was restarted", () => {
    const error = { code: "interrupted", message: "the model's answer broke off" };
    expect(endingOf(answer({ status: "interrupted", error }), "Small")).toMatchObject({
      title: expect.stringMatching(/^The answer broke off after /),
      advice: "Everything that had arrived is kept.",
    });
  });

  it("tells when it was cut off, by the run that wrote it last", () => {
    const runId = "019aa000-0000-7000-8000-000000000000";
    const at = 0x019aa0000000 + 90_000;
    const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
    const cut = answer({ status: "interrupted", runId, timing: { totalMs: 90_000 } });
    expect(endingOf(cut, "Small")?.title).toBe(
      `Interrupted at ${when.format(at)} by a restart of the server`,
    );
  });

  it("tells a failure by its code", () => {
    const error = { code: "model_timeout", message: "m" };
    expect(endingOf(answer({ status: "error", error }), "Small")).toMatchObject({
      title: "Small took too long",
      tone: "danger",
      action: "again",
      continuable: true,
    });
  });
});
