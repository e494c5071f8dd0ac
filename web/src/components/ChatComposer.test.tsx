import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { useDraftElsewhere } from "@/hooks/chat/useDraftElsewhere";
import type { ConnectionView, QueuedView, ThreadView } from "@/types/chat";
import { ChatComposer } from "./ChatComposer";

const actions = vi.hoisted(() => ({
  send: vi.fn<(text: string, options: object) => string>(),
  stop: vi.fn(),
}));
const go = vi.hoisted(() => vi.fn());
const views = vi.hoisted(() => ({
  thread: {} as ThreadView,
  connection: {} as ConnectionView,
  queue: [] as readonly QueuedView[],
  sendKey: "enter",
  mayWrite: true,
  elsewhere: undefined as ReturnType<typeof useDraftElsewhere>,
}));

vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => actions }));
vi.mock("@/hooks/chat/useThread", () => ({ useThread: () => views.thread }));
vi.mock("@/hooks/chat/useQueue", () => ({ useQueue: () => views.queue }));
vi.mock("@/hooks/access/useMayWrite", () => ({ useMayWrite: () => views.mayWrite }));
vi.mock("@/hooks/useSetting", () => ({ useSetting: () => views.sendKey }));
vi.mock("@/components/chat/queue/QueuePanel", () => ({ default: () => null }));
vi.mock("@/hooks/chat/useConnection", () => ({ useConnection: () => views.connection }));
vi.mock("@/components/chat/templates/ComposerTemplates", () => ({
  ComposerTemplates: () => <form aria-label="of a dialog" />,
}));
vi.mock("@/components/chat/models/ComposerModel", () => ({ ComposerModel: () => null }));
vi.mock("@/hooks/chat/useDraft", () => ({ useDraft: () => useState("") }));
vi.mock("@/hooks/chat/useDraftElsewhere", () => ({ useDraftElsewhere: () => views.elsewhere }));
vi.mock("@/components/chat/ScreenContext", () => ({ useScreen: () => ({ go }) }));

const idle: ThreadView = { status: "ready", messageIds: [], loadingOlder: false };
const running: ThreadView = { ...idle, run: { id: "r", status: "running", startedAt: 0 } };

function composer() {
  const onSent = vi.fn();
  render(<ChatComposer conversationId={null} onSent={onSent} />);
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
  const write = (value: string) => fireEvent.change(field, { target: { value } });
  return { field, write, onSent };
}

beforeEach(() => {
  actions.send.mockReset().mockReturnValue("new-1");
  actions.stop.mockReset();
  go.mockReset();
  views.thread = idle;
  views.connection = { state: "live", since: 0 };
  views.queue = [];
  views.sendKey = "enter";
  views.mayWrite = true;
  views.elsewhere = undefined;
});

describe("ChatComposer", () => {
  it("sends with Enter, clears, keeps the focus and goes to the new chat", () => {
    const { field, write, onSent } = composer();
    write("hello");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(actions.send).toHaveBeenCalledExactlyOnceWith("hello", { now: false });
    expect(field.value).toBe("");
    expect(document.activeElement).toBe(field);
    expect(onSent).toHaveBeenCalledOnce();
    expect(go).toHaveBeenCalledExactlyOnceWith("new-1");
  });

  it("shows what another device wrote, until somebody chose, and goes on in the field", () => {
    const [swap, keep] = [vi.fn(), vi.fn()];
    views.elsewhere = { text: "from the phone", revision: "r1", swap, keep };
    const { field } = composer();
    const line = screen.getAllByRole("status").find((of) => of.textContent?.includes("phone"));
    expect(line?.textContent).toContain("On another device: from the phone");
    fireEvent.click(screen.getByRole("button", { name: "Use that" }));
    expect([swap.mock.calls.length, keep.mock.calls.length]).toEqual([1, 0]);
    expect(document.activeElement).toBe(field);
    field.blur();
    fireEvent.click(screen.getByRole("button", { name: "Keep this" }));
    expect([swap.mock.calls.length, keep.mock.calls.length]).toEqual([1, 1]);
    expect(document.activeElement).toBe(field);
  });

  it("offers the way back to what stood there before", () => {
    const [swap, keep] = [vi.fn(), vi.fn()];
    views.elsewhere = { text: "at the desk", swap, keep };
    composer();
    expect(screen.getByText("Before:", { exact: false })).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Put it back" }));
    fireEvent.click(screen.getByRole("button", { name: "Let it go" }));
    expect([swap.mock.calls.length, keep.mock.calls.length]).toEqual([1, 1]);
  });

  it("breaks the line with Shift+Enter and leaves Enter to an input method", () => {
    const { field, write } = composer();
    write("にほん");
    // `fireEvent` tells whether the browser would go on to do what the key does.
    expect(fireEvent.keyDown(field, { key: "Enter", shiftKey: true })).toBe(true);
    expect(fireEvent.keyDown(field, { key: "Enter", keyCode: 229 })).toBe(true);
    expect(actions.send).not.toHaveBeenCalled();
    expect(field.value).toBe("にほん");
  });

  it("sends nothing of a viewer's, says so from the start, and keeps what was written", () => {
    views.mayWrite = false;
    const { field, write } = composer();
    expect(document.getElementById("composer-note")?.textContent).toContain("read here, not write");
    write("hello");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(actions.send).not.toHaveBeenCalled();
    expect(field.value).toBe("hello");
  });

  it("sends nothing when a form of its templates is sent", () => {
    const { write } = composer();
    write("/tra");
    fireEvent.submit(screen.getByRole("form", { name: "of a dialog" }));
    expect(actions.send).not.toHaveBeenCalled();
  });

  it("sends no blank text", () => {
    const { field, write } = composer();
    write("  \n ");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(actions.send).not.toHaveBeenCalled();
  });

  it("keeps a text that is too long, and says by how much", () => {
    const { field, write } = composer();
    write("a".repeat(32_001));
    fireEvent.keyDown(field, { key: "Enter" });
    expect(actions.send).not.toHaveBeenCalled();
    expect(field.value).toHaveLength(32_001);
    expect(screen.getByText("1 character too long")).toBeTruthy();
  });

  it("stops a running answer by its button and by Escape from anywhere", () => {
    views.thread = running;
    composer();
    expect(screen.queryByRole("button", { name: "Send" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Stop" }));
    fireEvent.keyDown(document.body, { key: "Escape" });
    expect(actions.stop).toHaveBeenCalledTimes(2);
  });

  it("leaves Escape alone when nothing runs", () => {
    composer();
    fireEvent.keyDown(document.body, { key: "Escape" });
    expect(actions.stop).not.toHaveBeenCalled();
  });

  it("takes the second half of a double click on Send for no wish to stop", () => {
    views.thread = running;
    composer();
    fireEvent.click(screen.getByRole("button", { name: "Stop" }), { detail: 2 });
    expect(actions.stop).not.toHaveBeenCalled();
  });

  it("queues with Enter while an answer is written, and sends now where that is chosen", () => {
    views.thread = running;
    const { field, write } = composer();
    expect(screen.queryByRole("button", { name: "Queue" })).toBeNull();
    write("one");
    fireEvent.keyDown(field, { key: "Enter" });
    write("two");
    fireEvent.click(screen.getByRole("button", { name: "Queue" }));
    write("three");
    fireEvent.click(screen.getByRole("button", { name: "Send now" }));
    write("four");
    fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
    expect(actions.send.mock.calls).toEqual([
      ["one", { now: false }],
      ["two", { now: false }],
      ["three", { now: true }],
      ["four", { now: true }],
    ]);
    expect(field.value).toBe("");
    expect(screen.getByRole("button", { name: "Stop" })).toBeTruthy();
  });

  it("says that no more fit into the queue, and keeps the text", () => {
    views.thread = running;
    views.queue = Array.from({ length: 20 }, (_, index) => ({ id: `${index}`, content: "x" }));
    const { field, write } = composer();
    write("one more");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(actions.send).not.toHaveBeenCalled();
    expect(field.value).toBe("one more");
    expect(screen.getByText(/20 messages wait/)).toBeTruthy();
  });

  it("leaves Enter to the line break where Ctrl+Enter was chosen to send", () => {
    views.sendKey = "mod-enter";
    const { field, write } = composer();
    write("hello");
    expect(fireEvent.keyDown(field, { key: "Enter" })).toBe(true);
    expect(actions.send).not.toHaveBeenCalled();
    fireEvent.keyDown(field, { key: "Enter", metaKey: true });
    expect(actions.send).toHaveBeenCalledOnce();
  });

  it("folds a long paste, which can be read, put into the text and taken out", () => {
    const { field, write } = composer();
    write("What is this?");
    const long = Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n");
    const paste = (text: string) =>
      fireEvent.paste(field, { clipboardData: { getData: () => text } });
    expect(paste("short")).toBe(true);
    expect(paste(long)).toBe(false);
    expect(field.value).toBe("What is this?");
    fireEvent.click(screen.getByRole("button", { name: /Pasted text, 30 lines/ }));
    expect(screen.getByRole("region", { name: "Pasted text" }).textContent).toBe(long);
    fireEvent.keyDown(field, { key: "Enter" });
    const sent = `What is this?\n\n\`\`\`pasted\n${long}\n\`\`\``;
    expect(actions.send).toHaveBeenCalledExactlyOnceWith(sent, { now: false });
    expect(screen.queryByRole("list", { name: "Pasted texts" })).toBeNull();

    write("And");
    paste(long);
    fireEvent.click(screen.getByRole("button", { name: "Remove pasted text" }));
    expect(screen.queryByRole("list", { name: "Pasted texts" })).toBeNull();
    paste(long);
    fireEvent.click(screen.getByRole("button", { name: /Pasted text/ }));
    fireEvent.click(screen.getByRole("button", { name: "Put into the text" }));
    expect(field.value).toBe(`And\n\n${long}`);
  });

  it("does not send while offline", () => {
    views.connection = { state: "offline", since: 0 };
    const { field, write } = composer();
    write("hello");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(actions.send).not.toHaveBeenCalled();
    expect(screen.getByText(/waits for the network/)).toBeTruthy();
  });
});
