import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import type { QueuedView } from "@/types/chat";
import QueuePanel from "./QueuePanel";

const actions = vi.hoisted(() => ({
  editQueued: vi.fn<(id: string, content: string) => Promise<boolean>>(),
  moveQueued: vi.fn<(id: string, position: number) => void>(),
  removeQueued: vi.fn<(id: string) => void>(),
  putBack: vi.fn<(item: QueuedView, position: number) => void>(),
}));
const draft = vi.hoisted(() => ({ text: "", set: vi.fn() }));
const views = vi.hoisted(() => ({ show: (_: readonly QueuedView[]) => {} }));
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => actions }));
vi.mock("@/hooks/chat/useDraft", () => ({ useDraft: () => [draft.text, draft.set] }));
vi.mock("@/hooks/chat/useQueue", () => ({
  useQueue: () => {
    const [queue, setQueue] = useState<readonly QueuedView[]>(three);
    views.show = setQueue;
    return queue;
  },
}));

const item = (id: string): QueuedView => ({ id, content: `text of ${id}` });
const three = ["a", "b", "c"].map(item);
const rows = () =>
  screen.getAllByRole("listitem").map((row) => row.querySelector("p")?.textContent);
const row = (id: string) => screen.getByText(`text of ${id}`).closest("li") as HTMLElement;
const press = (id: string, name: string | RegExp) =>
  fireEvent.click(within(row(id)).getByRole("button", { name }));

beforeEach(() => {
  for (const action of Object.values(actions)) action.mockReset();
  actions.editQueued.mockResolvedValue(true);
  actions.moveQueued.mockImplementation((id, to) => {
    const others = three.filter((other) => other.id !== id);
    act(() => views.show(others.toSpliced(to, 0, item(id))));
  });
  draft.set.mockReset();
  draft.text = "";
  render(<QueuePanel conversationId="x" />);
});

it("moves a message by the arrow keys, keeps the focus on it and says its place", () => {
  const handle = within(row("a")).getByRole("button", { name: "Move “text of a”, place 1 of 3" });
  handle.focus();
  fireEvent.keyDown(handle, { key: "ArrowUp" });
  expect(actions.moveQueued).not.toHaveBeenCalled();
  fireEvent.keyDown(handle, { key: "ArrowDown" });
  expect(actions.moveQueued).toHaveBeenCalledExactlyOnceWith("a", 1);
  expect(rows()).toEqual(["text of b", "text of a", "text of c"]);
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Move “text of a”, place 2 of 3");
  expect(screen.getAllByRole("status")[0]?.textContent).toBe("Place 2 of 3");
});

it("moves a message up with one press", () => {
  press("c", "Move up");
  expect(actions.moveQueued).toHaveBeenCalledExactlyOnceWith("c", 1);
  press("b", "Move up");
  expect(actions.moveQueued).toHaveBeenLastCalledWith("b", 1);
});

it("moves a message that is dragged, and leaves all as it was after Escape", () => {
  const at = (y: number) => ({ top: y, height: 30 }) as DOMRect;
  for (const [index, id] of ["a", "b", "c"].entries()) {
    vi.spyOn(row(id), "getBoundingClientRect").mockReturnValue(at(index * 30));
  }
  const grab = () =>
    fireEvent.pointerDown(within(row("a")).getByRole("button", { name: /Move “text of a”/ }), {
      button: 0,
    });
  grab();
  fireEvent.pointerMove(window, { clientY: 80 });
  expect(rows()).toEqual(["text of b", "text of c", "text of a"]);
  fireEvent.keyDown(window, { key: "Escape" });
  expect(rows()).toEqual(["text of a", "text of b", "text of c"]);
  grab();
  fireEvent.pointerMove(window, { clientY: 50 });
  fireEvent.pointerUp(window);
  expect(actions.moveQueued).toHaveBeenCalledExactlyOnceWith("a", 1);
});

it("edits a message in its place; Escape leaves it as it was and stops nothing", () => {
  const pressed = vi.fn();
  document.addEventListener("keydown", pressed);
  press("b", "Edit");
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Waiting message" });
  expect(document.activeElement).toBe(field);
  fireEvent.change(field, { target: { value: "other" } });
  fireEvent.keyDown(field, { key: "Escape" });
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(pressed).not.toHaveBeenCalled();
  expect(actions.editQueued).not.toHaveBeenCalled();
  document.removeEventListener("keydown", pressed);

  press("b", "Edit");
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "other" } });
  fireEvent.keyDown(screen.getByRole("textbox"), { key: "Enter" });
  expect(actions.editQueued).toHaveBeenCalledExactlyOnceWith("b", "other");
});

it("keeps the new words of a message that starts while it is edited", () => {
  press("a", "Edit");
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "new words" } });
  act(() => views.show(three.slice(1)));
  expect(draft.set).toHaveBeenCalledExactlyOnceWith("new words");
  expect(screen.getByText(/Your changes are in the composer/)).toBeTruthy();
});

it("keeps the new words of a change that came too late", async () => {
  actions.editQueued.mockResolvedValue(false);
  press("a", "Edit");
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "new words" } });
  await act(async () => fireEvent.click(screen.getByRole("button", { name: "Save" })));
  expect(draft.set).toHaveBeenCalledExactlyOnceWith("new words");
});

it("removes a message and puts it back where it was", () => {
  actions.removeQueued.mockImplementation(() => act(() => views.show([item("a"), item("c")])));
  press("b", "Remove");
  expect(actions.removeQueued).toHaveBeenCalledExactlyOnceWith("b");
  const undo = screen.getByRole("button", { name: "Undo" });
  expect(document.activeElement).toBe(undo);
  fireEvent.click(undo);
  expect(actions.putBack).toHaveBeenCalledExactlyOnceWith(item("b"), 1);
  expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
});
