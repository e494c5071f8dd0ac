import { act, render, renderHook, screen } from "@testing-library/react";
import { createClient, loadThread } from "@thalweg/client";
import { fakeServer } from "@thalweg/client/testing";
import { Profiler } from "react";
import { afterEach, expect, test } from "vitest";
import { createAccessApi } from "@/lib/access-api";
import { createAccess } from "@/stores/access/access";
import { createChatStore, newEntry, setEntry, updateEntry } from "@/stores/chat.store";
import { createChatActions } from "@/stores/chat-actions";
import { createChatRuntime } from "@/stores/chat-runtime";
import { ChatContext } from "./chat-context";
import { useMessage } from "./useMessage";
import { useRealAddress } from "./useRealAddress";
import { useThread } from "./useThread";

afterEach(() => window.history.replaceState(null, "", "/"));

const message = (id: string, content = id) => ({
  id,
  conversationId: "x",
  role: "user" as const,
  content,
  parts: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  status: "complete" as const,
});

function setup() {
  const store = createChatStore();
  const { fetch } = fakeServer();
  const access = createAccess({ api: createAccessApi(fetch) });
  const runtime = createChatRuntime(createClient({ fetch }), store, access);
  const handle = { store, actions: createChatActions(runtime) };
  setEntry(store, "x", newEntry("x", "ready"));
  updateEntry(store, "x", (entry) => ({
    ...entry,
    thread: loadThread(entry.thread, {
      messages: [message("m2"), message("m1")],
      cursor: "c1",
    }),
  }));
  return { store, handle };
}

function Message({ id }: { readonly id: string }) {
  return <p>{useMessage("x", id)?.content}</p>;
}

function Length() {
  return <p>{useThread("x").messageIds.length} messages</p>;
}

test("a changed message renders itself again, not its neighbour and not the thread", () => {
  const { store, handle } = setup();
  const renders: string[] = [];
  const record = (id: string) => void renders.push(id);
  render(
    <ChatContext value={handle}>
      <Profiler id="thread" onRender={record}>
        <Length />
      </Profiler>
      <Profiler id="m1" onRender={record}>
        <Message id="m1" />
      </Profiler>
      <Profiler id="m2" onRender={record}>
        <Message id="m2" />
      </Profiler>
    </ChatContext>,
  );
  expect(renders.toSorted()).toEqual(["m1", "m2", "thread"]);
  act(() =>
    updateEntry(store, "x", (entry) => {
      const messages = new Map(entry.thread.messages).set("m2", message("m2", "longer"));
      return { ...entry, thread: { ...entry.thread, messages } };
    }),
  );
  expect(screen.getByText("longer")).toBeDefined();
  expect(renders.slice(3)).toEqual(["m2"]);
});

test("the address takes the server's id once there is one", () => {
  const { store } = setup();
  setEntry(store, "new-1", newEntry("new-1", "ready"));
  window.history.replaceState(null, "", "/chat?id=new-1");
  renderHook(() => useRealAddress(store));
  expect(window.location.search).toBe("?id=new-1");
  act(() => store.setState({ aliases: new Map([["new-1", "real"]]) }));
  expect(window.location.search).toBe("?id=real");
});

test("an id of this tab's making that a reload left in the address leads to a new chat", () => {
  const { store } = setup();
  window.history.replaceState(null, "", "/chat?id=new-9");
  renderHook(() => useRealAddress(store));
  expect(window.location.search).toBe("");
});
