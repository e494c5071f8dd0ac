import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import type { MessageView, ThreadView } from "@/types/chat";
import { UserMessage } from "./UserMessage";

const edit = vi.hoisted(() => vi.fn());
const setEditing = vi.hoisted(() => vi.fn());
const views = vi.hoisted(() => ({ thread: {} as ThreadView }));
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => ({ edit, setEditing }) }));
vi.mock("@/hooks/chat/useEditing", async () => {
  const { useState } = await import("react");
  return {
    useEditing: (id: string) => {
      const [editingId, set] = useState<string | null>(null);
      setEditing.mockImplementation(set);
      return editingId === id;
    },
  };
});
vi.mock("@/hooks/chat/useThread", () => ({ useThread: () => views.thread }));
vi.mock("@/hooks/access/useMayWrite", () => ({ useMayWrite: () => true }));

const idle: ThreadView = { status: "ready", messageIds: [], loadingOlder: false };
const question: MessageView = {
  id: "u1",
  role: "user",
  content: "first words",
  status: "complete",
  createdAt: "2026-01-01T00:00:00.000Z",
  siblings: ["u1"],
};

function editing() {
  render(<UserMessage conversationId="x" message={question} />);
  fireEvent.click(screen.getByRole("button", { name: "Edit question" }));
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Question" });
  return { field, write: (value: string) => fireEvent.change(field, { target: { value } }) };
}

beforeEach(() => {
  edit.mockReset();
  views.thread = idle;
});

it("takes the focus with the old words, and Enter sends the new ones", () => {
  const { field, write } = editing();
  expect(document.activeElement).toBe(field);
  expect(field.value).toBe("first words");
  write("other words");
  expect(fireEvent.keyDown(field, { key: "Enter", shiftKey: true })).toBe(true);
  fireEvent.keyDown(field, { key: "Enter" });
  expect(edit).toHaveBeenCalledExactlyOnceWith("u1", "other words");
  expect(screen.queryByRole("textbox")).toBeNull();
});

it("is left by Escape, which stops nothing, and the focus returns", async () => {
  const onKey = vi.fn();
  document.addEventListener("keydown", onKey);
  const { field, write } = editing();
  write("other words");
  fireEvent.keyDown(field, { key: "Escape" });
  expect(edit).not.toHaveBeenCalled();
  expect(onKey).not.toHaveBeenCalled();
  const button = screen.getByRole("button", { name: "Edit question" });
  await waitFor(() => expect(document.activeElement).toBe(button));
  document.removeEventListener("keydown", onKey);
});

it("asks nothing anew for the same words, and does not send a blank", () => {
  const { field, write } = editing();
  write("  ");
  fireEvent.keyDown(field, { key: "Enter" });
  expect(screen.getByRole("textbox")).toBe(field);
  write("first words");
  fireEvent.keyDown(field, { key: "Enter" });
  expect(edit).not.toHaveBeenCalled();
  expect(screen.queryByRole("textbox")).toBeNull();
});

it("says that the running answer will be stopped", () => {
  views.thread = { ...idle, run: { id: "r", status: "running", startedAt: 0 } };
  editing();
  expect(screen.getByRole("button", { name: "Stop and send" })).toBeTruthy();
});
