import { act, render, screen } from "@testing-library/react";
import { json } from "@thalweg/client/testing";
import { Profiler, type ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ChatComposer } from "@/components/ChatComposer";
import { AccessContext } from "@/hooks/access/access-context";
import { ChatContext } from "@/hooks/chat/chat-context";
import { ToolsContext } from "@/hooks/tools/tools-context";
import { createAccessApi } from "@/lib/access-api";
import { createToolsApi } from "@/lib/tools-api";
import {
  type Chat,
  conversationEvent,
  frame,
  message,
  openX,
  run,
  settle,
  setupChat,
} from "@/stores/chat-fixture";
import { calculator } from "@/stores/tools/tool-fixture";
import { createToolsStore } from "@/stores/tools/tools.store";
import { createToolsRuntime } from "@/stores/tools/tools-runtime";
import { ChatHeader } from "../ChatHeader";
import { HistoryPanel } from "../history/HistoryPanel";
import { ScreenProvider } from "../ScreenContext";
import Thread from "../Thread";

/** What was drawn since the count was begun. */
const drawn = vi.hoisted((): string[] => []);

/** How far beyond the edges the list mounts rows. */
const list = vi.hoisted(() => ({ buffer: 0 }));

type ListProps = {
  readonly data: object[];
  readonly bufferSize: number;
  readonly children: (row: object) => ReactNode;
};

vi.mock("virtua", () => ({
  Virtualizer: ({ data, bufferSize, children }: ListProps) => {
    list.buffer = bufferSize;
    drawn.push("list");
    return <div>{data.map(children)}</div>;
  },
}));
vi.mock("@/components/ChatMessage", async (original) => {
  const { ChatMessage: Real } = await original<typeof import("@/components/ChatMessage")>();
  const ChatMessage = (props: Parameters<typeof Real>[0]) => {
    drawn.push("row");
    return (
      <Part id={props.messageId}>
        <Real {...props} />
      </Part>
    );
  };
  return { ChatMessage };
});

function Part({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  return (
    <Profiler id={id} onRender={(name) => void drawn.push(name)}>
      {children}
    </Profiler>
  );
}

/**
 * What comes late of the opening is on the page. Quiet alone tells nothing: React may hold a part
 * that came late back for a third of a second.
 */
async function allQuiet(): Promise<void> {
  await screen.findByRole("button", { name: "1 tool in this chat" });
  for (let quiet = 0; quiet < 5; quiet += 1) {
    const before = drawn.length;
    await act(async () => {
      await settle();
      await frame();
    });
    if (drawn.length !== before) quiet = 0;
  }
}

let chat: Chat;
beforeEach(() => {
  chat = setupChat();
  chat.server.on("GET /api/tools", () => json({ items: [calculator()] }));
});
afterEach(() => chat.runtime.stop());

test("a streamed token draws its own message and nothing else on the page", async () => {
  const { store, actions, runtime, access } = chat;
  const feed = { identified: runtime.feed.identified, watchFeed: runtime.watchFeed };
  const api = createToolsApi(chat.server.fetch);
  const tools = createToolsRuntime(api, createToolsStore(), feed);
  const handle = { ...access, api: createAccessApi(chat.server.fetch) };
  render(
    <AccessContext value={handle}>
      <ChatContext value={{ store, actions }}>
        <ToolsContext value={tools}>
          <ScreenProvider conversationId="x">
            <Part id="history">
              <HistoryPanel />
            </Part>
            <Part id="header">
              <ChatHeader conversationId="x" />
            </Part>
            <Thread conversationId="x" sent={0} soughtId={null} />
            <Part id="composer">
              <ChatComposer conversationId="x" onSent={() => {}} />
            </Part>
          </ScreenProvider>
        </ToolsContext>
      </ChatContext>
    </AccessContext>,
  );
  const turn = conversationEvent();
  const token = (id: string, text: string) => turn("token", id, { id: "a2", partId: "p", text });
  await act(async () => {
    await openX(chat);
    chat
      .latest()
      .send(
        turn("message", "c21", message("u2", "user", { parentId: "a1" })),
        turn("run", "c22", { ...run, status: "running" }),
        token("c23", "First "),
      );
    await settle();
    await frame();
  });
  await screen.findByText("First");
  expect(drawn).toContain("list");
  expect(list.buffer).toBeGreaterThan(0);
  await allQuiet();
  drawn.length = 0;
  await act(async () => {
    chat.latest().send(token("c24", "second "), token("c25", "third"));
    await settle();
    await frame();
  });
  // The text flows at an even pace, so that it is drawn in a few frames.
  await screen.findByText("First second third");
  expect(new Set(drawn)).toEqual(new Set(["a2"]));
  expect(drawn.length).toBeLessThan(30);
});
