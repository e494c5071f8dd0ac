import { act, fireEvent, render, screen, within } from "@testing-library/react";
import type { Job } from "@thalweg/client";
import { fakeServer, json, problem } from "@thalweg/client/testing";
import { beforeEach, expect, test } from "vitest";
import { ToolsContext } from "@/hooks/tools/tools-context";
import { createToolsApi } from "@/lib/tools-api";
import { calculator } from "@/stores/tools/tool-fixture";
import { createToolsStore } from "@/stores/tools/tools.store";
import { createToolsRuntime } from "@/stores/tools/tools-runtime";
import type { MessageCall } from "@/types/chat";
import { ChatCall } from "./ChatCall";
import { handRunsStore } from "./hand-runs";

const AT = "2026-01-01T00:00:00.000Z";
const job = (id: string, more: Partial<Job> = {}): Job => ({
  id,
  name: "calculator",
  args: { expression: "6*7" },
  status: "running",
  createdAt: AT,
  ...more,
});
const call = (more: Partial<MessageCall> = {}): MessageCall => ({
  id: "call1",
  name: "calculator",
  args: { expression: "6*7" },
  status: "error",
  error: "it broke",
  log: "",
  ...more,
});

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 5)));

function setup(shown: MessageCall, known = calculator()) {
  const server = fakeServer();
  const streams = server.streams("GET /api/jobs/9/events");
  server.on("GET /api/tools", () => json({ items: [known] }));
  server.on("GET /api/jobs/9", () => json(job("9")));
  server.on("POST /api/tools/calculator", () => json({ jobId: "9" }, 202));
  const runtime = createToolsRuntime(createToolsApi(server.fetch), createToolsStore(), {
    identified: () => Promise.resolve({ id: "owner", role: "owner" }),
    watchFeed: () => () => undefined,
  });
  render(
    <ToolsContext value={runtime}>
      <ChatCall call={shown} />
    </ToolsContext>,
  );
  return { server, streams };
}

async function unfold() {
  await settle();
  fireEvent.click(screen.getByRole("button", { name: /^Calculator/ }));
  await settle();
}
const again = () => screen.queryByRole("button", { name: "Run again" });

beforeEach(() => handRunsStore.setState(new Map(), true));

test.each(["error", "denied", "cancelled", "interrupted"] as const)(
  "a call that ended as %s can be run again with the same arguments",
  async (status) => {
    const { server, streams } = setup(call({ status }));
    await unfold();
    fireEvent.click(again() as HTMLElement);
    await settle();
    const asked = server.requests.filter(({ method }) => method === "POST");
    expect(asked.map(({ url, body }) => [url, body])).toEqual([
      ["/api/tools/calculator", { args: { expression: "6*7" } }],
    ]);
    const hand = screen.getByRole("group", { name: "Run by hand" });
    expect(hand.textContent).toContain("It is not part of the answer");
    expect(again()?.getAttribute("aria-disabled")).toBe("true");
    const stream = await streams.at(0);
    stream.send({
      type: "job",
      id: "c1",
      data: job("9", { status: "done", output: { result: 42 } }),
    });
    stream.end();
    await settle();
    expect(within(hand).getByRole("article").getAttribute("data-status")).toBe("done");
    expect(hand.textContent).toContain("42");
    // The answer's own call is what it was.
    expect(screen.getAllByRole("article")[0]?.getAttribute("data-status")).toBe(status);
    expect(again()?.getAttribute("aria-disabled")).toBe("false");
    fireEvent.click(within(hand).getByRole("button", { name: "Put away" }));
    expect(screen.queryByRole("group", { name: "Run by hand" })).toBeNull();
  },
);

test("a call that is done is not offered again", async () => {
  setup(call({ status: "done", output: 42 }));
  await unfold();
  expect(again()).toBeNull();
});

test("a tool that is denied cannot be run again", async () => {
  setup(call(), calculator({ permission: "deny" }));
  await unfold();
  expect(again()).toBeNull();
});

test("what keeps it from running again is told in words", async () => {
  const { server } = setup(call());
  server.on("POST /api/tools/calculator", () => problem(503, "storage_full"));
  await unfold();
  fireEvent.click(again() as HTMLElement);
  await settle();
  expect(screen.getByRole("alert").textContent).toContain("disk is full");
  expect(screen.queryByRole("group", { name: "Run by hand" })).toBeNull();
});
