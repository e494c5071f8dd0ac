import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ConnectionView, ThreadView } from "@/types/chat";
import { ChatComposer } from "./ChatComposer";

const actions = vi.hoisted(() => ({ send: vi.fn<(text: string) => string>(), stop: vi.fn() }));
const go = vi.hoisted(() => vi.fn());
const views = vi.hoisted(() => ({
  thread: {} as ThreadView,
  connection: {} as ConnectionView,
}));

vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => actions }));
vi.mock("@/hooks/chat/useThread", () => ({ useThread: () => views.thread }));
vi.mock("@/hooks/chat/useConnection", () => ({ useConnection: () => views.connection }));
vi.mock("@/components/chat/templates/ComposerTemplates", () => ({
  ComposerTemplates: () => <form aria-label="of a dialog" />,
}));
vi.mock("@/components/chat/models/ComposerModel", () => ({ ComposerModel: () => null }));
vi.mock("@/hooks/chat/useDraft", () => ({ useDraft: () => useState("") }));
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
});

describe("ChatComposer", () => {
  it("sends with Enter, clears, keeps the focus and goes to the new chat", () => {
    const { field, write, onSent } = composer();
    write("hello");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(actions.send).toHaveBeenCalledExactlyOnceWith("hello");
    expect(field.value).toBe("");
    expect(document.activeElement).toBe(field);
    expect(onSent).toHaveBeenCalledOnce();
    expect(go).toHaveBeenCalledExactlyOnceWith("new-1");
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

  it("says why it does not send, and keeps the text", () => {
    views.thread = running;
    const { field, write } = composer();
    write("next question");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(actions.send).not.toHaveBeenCalled();
    expect(field.value).toBe("next question");
    expect(screen.getByText(/when the answer is finished/)).toBeTruthy();
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
