import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MessageView, ModelView, ThreadView } from "@/types/chat";
import { StatusLine } from "../StatusLine";

const actions = vi.hoisted(() => ({
  regenerate: vi.fn(),
  continueAnswer: vi.fn(),
  setModel: vi.fn(),
  editQuestionOf: vi.fn(),
  loadModels: vi.fn(),
}));
const views = vi.hoisted(() => ({
  models: [] as readonly ModelView[],
  thread: {} as ThreadView,
  mayWrite: true,
}));
vi.mock("@/hooks/access/useMayWrite", () => ({ useMayWrite: () => views.mayWrite }));
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => actions }));
vi.mock("@/hooks/chat/useThread", () => ({ useThread: () => views.thread }));
vi.mock("@/hooks/chat/useModels", () => ({ useModels: () => views.models }));
vi.mock("@/hooks/chat/useModelName", () => ({ useModelName: () => "Small" }));

const model = (id: string): ModelView => ({ id, name: id, default: false });
const idle: ThreadView = { status: "ready", messageIds: ["a1"], loadingOlder: false };

function ending(code: string, more: Partial<NonNullable<MessageView["error"]>> = {}, last = true) {
  show({ error: { code, message: "the server's own words", requestId: "req-7", ...more } }, last);
}

function show(more: Partial<MessageView>, last = true) {
  const message: MessageView = {
    id: "a1",
    role: "assistant",
    content: "",
    status: "error",
    createdAt: "2026-01-01T00:00:00.000Z",
    siblings: ["a1"],
    model: "small",
    ...more,
  };
  render(<StatusLine conversationId="x" message={message} last={last} />);
}
const button = (name: RegExp) => screen.queryByRole("button", { name });

beforeEach(() => {
  for (const action of Object.values(actions)) action.mockReset();
  views.models = [model("small"), model("big")];
  views.thread = idle;
  views.mayWrite = true;
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the way on after a failure", () => {
  it("is another try, and the raw words are there on demand", () => {
    ending("model_unreachable");
    expect(screen.getByText("Small cannot be reached.")).toBeTruthy();
    fireEvent.click(button(/Try again/) as HTMLElement);
    expect(actions.regenerate).toHaveBeenCalledExactlyOnceWith("a1");
    const code = screen.getByText("model_unreachable").closest("dl");
    expect(code?.hidden).toBe(true);
    fireEvent.click(button(/Details/) as HTMLElement);
    expect(code?.hidden).toBe(false);
    expect(code?.textContent).toContain("req-7");
    expect(code?.textContent).toContain("The server's own words.");
  });

  it("is nothing for a viewer, who is told all the same what happened", () => {
    views.mayWrite = false;
    ending("model_unreachable");
    expect(screen.getByText("Small cannot be reached.")).toBeTruthy();
    expect(button(/Try again/)).toBeNull();
    expect(button(/Details/)).not.toBeNull();
  });

  it("counts the seconds that the model's server asked for, and opens when they are over", () => {
    vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:00.000Z") });
    ending("model_rate_limited", { retryAt: "2026-01-01T00:01:05.000Z" });
    const retry = button(/Try again/) as HTMLElement;
    expect(retry.textContent).toBe("Try againin 1 min 05 s");
    expect(retry.getAttribute("aria-disabled")).toBe("true");
    fireEvent.click(retry);
    expect(actions.regenerate).not.toHaveBeenCalled();
    act(() => vi.advanceTimersByTime(25_000));
    expect(retry.textContent).toBe("Try againin 40 s");
    act(() => vi.advanceTimersByTime(40_000));
    expect(retry.textContent).toBe("Try again");
    expect(retry.getAttribute("aria-disabled")).toBe("false");
    fireEvent.click(retry);
    expect(actions.regenerate).toHaveBeenCalledOnce();
  });

  it("is another model where the same one cannot help, and the chat goes on with that", async () => {
    ending("model_unauthorized");
    expect(button(/Try again/)).toBeNull();
    fireEvent.click(button(/Choose another model/) as HTMLElement);
    fireEvent.click(await screen.findByRole("option", { name: "big" }));
    expect(actions.setModel).toHaveBeenCalledExactlyOnceWith("x", "big");
    expect(actions.regenerate).toHaveBeenCalledExactlyOnceWith("a1", "big");
  });

  it.each([
    ["context_too_long", "error"],
    ["model_rejected", "error"],
    ["refused", "refused"],
  ] as const)("is the question in other words where no model helps: %s", (code, status) => {
    show({ status, error: { code, message: "about 9,000 tokens, the model takes 8,000" } });
    expect(button(/Try again|Choose another model/)).toBeNull();
    fireEvent.click(button(/Edit the message/) as HTMLElement);
    expect(actions.editQuestionOf).toHaveBeenCalledExactlyOnceWith("a1");
  });

  it("tells how long a chat is and how long it may be", () => {
    ending("context_too_long", { message: "about 9,000 tokens, the model takes 8,000" });
    expect(screen.getByText("This chat is too long for Small.")).toBeTruthy();
    expect(screen.getAllByText(/About 9,000 tokens, the model takes 8,000/)).toHaveLength(2);
  });

  it("is another try even so where there is no other model", () => {
    views.models = [model("small")];
    ending("model_unauthorized");
    expect(button(/Choose another model/)).toBeNull();
    expect(button(/Try again/)).toBeTruthy();
  });

  it("is not offered while another answer is written, nor on an answer that others follow", () => {
    views.thread = { ...idle, run: { id: "r", status: "running", startedAt: 0 } };
    ending("model_failed");
    fireEvent.click(button(/Try again/) as HTMLElement);
    expect(actions.regenerate).not.toHaveBeenCalled();
  });

  it.each([
    ["stopped", "Stopped"],
    ["length", "The length limit is reached"],
    ["interrupted", "Interrupted after .* by a restart of the server"],
  ] as const)("goes on with the text that is there: %s", (status, title) => {
    show({ status, content: "Some text", runId: "r7" });
    expect(screen.getByText(new RegExp(`^${title}.$`))).toBeTruthy();
    fireEvent.click(button(/Continue/) as HTMLElement);
    expect(actions.continueAnswer).toHaveBeenCalledExactlyOnceWith("a1");
    expect(button(/Try again/)).toBeNull();
  });

  it("goes on after a failure too, but not without text, and not without its run", () => {
    const error = { code: "model_timeout", message: "m" };
    show({ error, content: "Some text", runId: "r7" });
    expect(button(/Continue/)).toBeTruthy();
    cleanup();
    show({ error, content: "", runId: "r7" });
    expect(button(/Continue/)).toBeNull();
    expect(button(/Try again/)).toBeTruthy();
    cleanup();
    show({ status: "stopped", content: "Some text" });
    expect(button(/Continue|Try again/)).toBeNull();
  });

  it("is told of on the last answer alone", () => {
    ending("model_failed", {}, false);
    expect(button(/Try again/)).toBeNull();
    expect(screen.getByText("Details")).toBeTruthy();
  });
});
