import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import type { MessageView, ThreadView } from "@/types/chat";
import { MessageActions } from "./MessageActions";
import { UserMessage } from "./UserMessage";

const actions = vi.hoisted(() => ({ regenerate: vi.fn(), fork: vi.fn(), setEditing: vi.fn() }));
const views = vi.hoisted(() => ({ mayWrite: true }));
const idle: ThreadView = { status: "ready", messageIds: ["u1", "a1"], loadingOlder: false };
vi.mock("@/hooks/access/useMayWrite", () => ({ useMayWrite: () => views.mayWrite }));
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => actions }));
vi.mock("@/hooks/chat/useThread", () => ({ useThread: () => idle }));
vi.mock("@/hooks/chat/useModels", () => ({ useModels: () => [{ id: "a" }, { id: "b" }] }));
vi.mock("@/hooks/chat/useModelName", () => ({ useModelName: () => "Small" }));
vi.mock("@/hooks/chat/useEditing", () => ({ useEditing: () => false }));
vi.mock("./ScreenContext", () => ({ useScreen: () => ({ go: vi.fn() }) }));

const message = (role: "user" | "assistant"): MessageView => ({
  id: role === "user" ? "u1" : "a1",
  role,
  content: "words",
  status: "complete",
  createdAt: "2026-01-01T00:00:00.000Z",
  siblings: [role === "user" ? "u1" : "a1"],
});

function show(): void {
  render(<UserMessage conversationId="x" message={message("user")} />);
  render(<MessageActions conversationId="x" message={message("assistant")} last />);
}
const button = (name: RegExp) => screen.getByRole("button", { name });
const press = () => {
  for (const name of [/^Edit question/, /^Regenerate/, /^Go on in a new chat/]) {
    fireEvent.click(button(name));
  }
};

beforeEach(() => {
  views.mayWrite = true;
  for (const action of Object.values(actions)) action.mockReset();
});

it("whoever may write edits, asks again and goes on elsewhere", () => {
  show();
  press();
  expect(actions.setEditing).toHaveBeenCalledExactlyOnceWith("u1");
  expect(actions.regenerate).toHaveBeenCalledExactlyOnceWith("a1");
  expect(actions.fork).toHaveBeenCalledExactlyOnceWith("a1");
  expect(button(/Answer again with another model/)).toBeTruthy();
});

it("a viewer sees why not, and nothing happens", () => {
  views.mayWrite = false;
  show();
  for (const name of [/^Edit question/, /^Regenerate/, /^Go on in a new chat/]) {
    const shown = button(name);
    expect(shown.getAttribute("aria-disabled")).toBe("true");
    expect(shown.getAttribute("aria-label")).toMatch(/you may read here, not write/);
  }
  press();
  for (const action of Object.values(actions)) expect(action).not.toHaveBeenCalled();
  expect(screen.queryByRole("button", { name: /another model/ })).toBeNull();
  expect(button(/Copy question/)).toBeTruthy();
});
