import type { Job, StreamEvent, Tool } from "@thalweg/client";
import { fakeServer, json, problem } from "@thalweg/client/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createToolsApi } from "@/lib/tools-api";
import { choicesOfServer } from "./later-choices";
import { createToolsStore } from "./tools.store";
import { createToolsRuntime } from "./tools-runtime";

const AT = "2026-01-01T00:00:00.000Z";
const tool: Tool = {
  name: "countdown",
  title: "Countdown",
  description: "Counts",
  inputSchema: {},
  source: "builtin",
  annotations: {},
  permission: "ask",
  enabled: true,
};
const job = (id: string, more: Partial<Job> = {}): Job => ({
  id,
  name: "countdown",
  args: {},
  status: "running",
  createdAt: AT,
  ...more,
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function setup() {
  const server = fakeServer();
  const streams = server.streams("GET /api/jobs/2/events");
  server.on("GET /api/tools", () => json({ items: [tool] }));
  server.on("GET /api/jobs", () =>
    json({ items: [job("2"), job("1", { status: "done" })], nextCursor: "older" }),
  );
  server.on("GET /api/jobs/2", () => json(job("2")));
  let tell: (event: StreamEvent) => void = () => undefined;
  const runtime = createToolsRuntime(createToolsApi(server.fetch), createToolsStore(), {
    identified: () => Promise.resolve({ id: "owner", role: "owner" }),
    watchFeed: (listener) => {
      tell = listener;
      return () => undefined;
    },
  });
  const asked = (route: string) =>
    server.requests.filter(({ method, url }) => `${method} ${url.split("?")[0]}` === route);
  return { server, streams, runtime, asked, tell: (event: StreamEvent) => tell(event) };
}

let page: ReturnType<typeof setup>;
beforeEach(async () => {
  vi.spyOn(console, "warn").mockReturnValue();
  page = setup();
  page.runtime.start(true);
  await settle();
});
const state = () => page.runtime.store.getState();
const call = (id: string) => state().jobs.get(id)?.call;

describe("lists", () => {
  it("are loaded, and the older calls when they are wanted", async () => {
    expect(state().tools).toMatchObject({ status: "ready", items: [{ name: "countdown" }] });
    expect(state().history).toMatchObject({ ids: ["2", "1"], nextCursor: "older" });
    page.server.on("GET /api/jobs", () => json({ items: [job("0")] }));
    page.runtime.loadMore();
    page.runtime.loadMore();
    await settle();
    expect(state().history).toMatchObject({ ids: ["2", "1", "0"], loadingMore: false });
    expect(state().history.nextCursor).toBeUndefined();
    expect(page.asked("GET /api/jobs")).toHaveLength(2);
  });

  it("stay in sight when they cannot be renewed", async () => {
    page.server.down = true;
    page.runtime.retryNow();
    await settle();
    expect(state().tools).toMatchObject({ status: "ready", problem: { code: "network" } });
    expect(state().history).toMatchObject({ status: "ready", ids: ["2", "1"] });
  });

  it("follow what another device does", async () => {
    page.tell({ type: "tool-choice", data: { name: "countdown", permission: "deny" } });
    expect(state().tools.items[0]?.permission).toBe("deny");
    page.server.on("GET /api/jobs/3", () => json(job("3", { status: "queued" })));
    page.tell({
      type: "job-notice",
      data: { id: "3", name: "countdown", status: "queued" },
    });
    await settle();
    expect(state().history.ids).toEqual(["3", "2", "1"]);
  });

  it("that comes while a job is asked for has it asked for again", async () => {
    const notice = (status: string) =>
      page.tell({
        type: "job-notice",
        data: { id: "4", name: "countdown", status },
      } as unknown as StreamEvent);
    const shown = () => state().jobs.get("4")?.call?.status;
    page.server.on("GET /api/jobs/4", () => json(job("4", { status: "awaiting-approval" })));
    notice("awaiting-approval");
    await settle();
    expect(shown()).toBe("awaiting-approval");
    // It was allowed and asks again, and the answer is of the moment between the two.
    let answer = (_: Response) => {};
    page.server.on("GET /api/jobs/4", () => new Promise<Response>((done) => (answer = done)));
    notice("running");
    await settle();
    notice("awaiting-approval");
    page.server.on("GET /api/jobs/4", () => json(job("4", { status: "awaiting-approval" })));
    answer(json(job("4", { status: "running" })));
    await settle();
    await settle();
    expect(shown()).toBe("awaiting-approval");
  });
});

describe("sources", () => {
  const news = (type: string, data: object) => page.tell({ type, data } as unknown as StreamEvent);
  const server = (more: object) => ({ name: "files", enabled: true, tools: [], ...more });
  const lists = () => page.asked("GET /api/tools").length;

  it("that change other tools have the list asked for again, once they are quiet", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const before = lists();
    news("http-tool", { name: "weather", deleted: true });
    news("mcp-server", server({ status: "connecting" }));
    news("mcp-server", server({ status: "ready", tools: [{ name: "files__read" }] }));
    expect(lists()).toBe(before);
    await vi.advanceTimersByTimeAsync(1000);
    expect(lists()).toBe(before + 1);
    // How a connection does, without other tools, is no reason.
    news("mcp-server", server({ status: "ready", tools: [{ name: "files__read" }], problem: "x" }));
    await vi.advanceTimersByTimeAsync(1000);
    expect(lists()).toBe(before + 1);
    vi.useRealTimers();
  });
});

describe("a call", () => {
  it("is followed from its start to its end", async () => {
    page.runtime.follow("2");
    const stream = await page.streams.at(0);
    stream.send({ type: "job", id: "c1", data: job("2") });
    stream.send({
      type: "job-progress",
      id: "c2",
      data: { id: "2", progress: 0.5, log: "half\n" },
    });
    await settle();
    expect(call("2")).toMatchObject({ progress: 0.5, log: "half\n" });
    stream.send({ type: "job", id: "c3", data: job("2", { status: "done", output: {} }) });
    stream.end();
    await settle();
    expect(call("2")).toMatchObject({ status: "done", log: "half\n" });
    expect(state().jobs.get("2")?.connection).toBeUndefined();
  });

  it("is started once, however often it was asked for without an answer", async () => {
    page.server.down = true;
    await expect(page.runtime.run("countdown", { n: 1 })).rejects.toMatchObject({
      code: "network",
    });
    page.server.down = false;
    page.server.on("POST /api/tools/countdown", () => json({ jobId: "9" }));
    expect(await page.runtime.run("countdown", { n: 1 })).toBe("9");
    await page.runtime.run("countdown", { n: 1 });
    const keys = page
      .asked("POST /api/tools/countdown")
      .map(({ headers }) => headers.get("idempotency-key"));
    // Asked again after the loss, it is the same call; after the answer it is another one.
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[1]);
    expect(state().history.ids[0]).toBe("9");
  });

  it("shows the decision that counts, if somebody was faster", async () => {
    const approval = { id: "a", expiresAt: AT };
    page.server.on("GET /api/jobs/2", () =>
      json(job("2", { status: "awaiting-approval", approval })),
    );
    await page.runtime.load("2");
    page.server.on("POST /api/approvals/a", () => problem(409, "approval_decided"));
    page.server.on("GET /api/jobs/2", () =>
      json(job("2", { status: "denied", approval: { ...approval, decision: "deny", by: "x" } })),
    );
    await page.runtime.decide("2", { decision: "allow" });
    expect(call("2")).toMatchObject({ status: "denied", approval: { by: "x" } });
    expect(state().jobs.get("2")?.problem).toBeUndefined();
  });

  describe("that asks", () => {
    const form = { server: "s", message: "Where to?", schema: {}, order: [] };
    const question = { id: "q", expiresAt: AT, form };
    const asks = job("2", { status: "awaiting-approval", questions: [question] });
    const content = { town: "Brest" };

    beforeEach(async () => {
      page.server.on("GET /api/jobs/2", () => json(asks));
      await page.runtime.load("2");
    });

    it("is answered, and shows the answer", async () => {
      const answered = { ...question, decision: "allow", by: "owner", content } as const;
      page.server.on("POST /api/approvals/q", () => json(answered));
      page.server.on("GET /api/jobs/2", () =>
        json(job("2", { status: "running", questions: [answered] })),
      );
      const faults = await page.runtime.answer("2", "q", { decision: "allow", content });
      expect(faults).toBeUndefined();
      const [sent] = page.asked("POST /api/approvals/q");
      expect(sent?.body).toEqual({ decision: "allow", content });
      expect(call("2")).toMatchObject({ status: "running", questions: [{ content }] });
    });

    it("shows what was answered, though the call cannot be asked for again", async () => {
      const answered = { ...question, decision: "allow", by: "owner", content } as const;
      page.server.on("POST /api/approvals/q", () => json(answered));
      page.server.on("GET /api/jobs/2", () => problem(503, "overloaded"));
      await page.runtime.answer("2", "q", { decision: "allow", content });
      expect(call("2")).toMatchObject({ questions: [{ decision: "allow", content }] });
      expect(state().jobs.get("2")?.problem).toMatchObject({ code: "overloaded" });
    });

    it("gives back what the server finds wrong, and stays as it was", async () => {
      const errors = [{ path: "content.town", message: "too far" }];
      page.server.on("POST /api/approvals/q", () =>
        json({ code: "invalid_fields", status: 422, title: "", errors }, 422),
      );
      const faults = await page.runtime.answer("2", "q", { decision: "allow", content });
      expect(faults).toEqual(errors);
      expect(call("2")).toMatchObject({ status: "awaiting-approval", questions: [question] });
      expect(state().jobs.get("2")?.problem).toBeUndefined();
    });

    it("shows the answer that counts, if somebody was faster", async () => {
      page.server.on("POST /api/approvals/q", () => problem(409, "approval_decided"));
      const denied = { ...question, decision: "deny", by: "x" } as const;
      page.server.on("GET /api/jobs/2", () =>
        json(job("2", { status: "running", questions: [denied] })),
      );
      await page.runtime.answer("2", "q", { decision: "allow", content });
      expect(call("2")).toMatchObject({ questions: [{ decision: "deny", by: "x" }] });
      expect(state().jobs.get("2")?.problem).toBeUndefined();
    });

    it("says what went wrong otherwise", async () => {
      page.server.down = true;
      expect(await page.runtime.answer("2", "q", { decision: "deny" })).toBeUndefined();
      expect(state().jobs.get("2")?.problem).toMatchObject({ code: "network" });
    });
  });

  it("that has ended stays so, though an answer of before its end comes after it", async () => {
    const approval = { id: "a", expiresAt: AT };
    const waits = job("2", { status: "awaiting-approval", approval });
    page.server.on("GET /api/jobs/2", () => json(waits));
    page.runtime.follow("2");
    const stream = await page.streams.at(0);
    page.server.on("POST /api/approvals/a", () => json({ ...approval, decision: "allow" }));
    let answer: (response: Response) => void = () => undefined;
    page.server.on("GET /api/jobs/2", () => new Promise((done) => (answer = done)));
    const decided = page.runtime.decide("2", { decision: "allow" });
    await settle();
    stream.send({ type: "job", id: "c1", data: job("2", { status: "done", output: { sum: 42 } }) });
    stream.end();
    await settle();
    answer(json(job("2")));
    await decided;
    expect(call("2")).toMatchObject({ status: "done", output: { sum: 42 } });
    // The list that is asked for again may have been on its way as long.
    page.runtime.retryNow();
    await settle();
    expect(call("2")).toMatchObject({ status: "done", output: { sum: 42 } });
  });

  it("that cannot be stopped says why", async () => {
    page.server.on("DELETE /api/jobs/2", () => problem(503, "draining"));
    await page.runtime.stop("2");
    expect(state().jobs.get("2")).toMatchObject({
      call: { status: "running" },
      problem: { code: "draining" },
    });
  });

  it("that is not there is told so", async () => {
    page.server.on("GET /api/jobs/7", () => problem(404, "not_found"));
    await page.runtime.load("7");
    expect(state().jobs.get("7")?.status).toBe("missing");
  });
});

describe("choices of a server's tools", () => {
  const one = (name: string, more: Partial<Tool> = {}): Tool => ({
    ...tool,
    name: `files__${name}`,
    source: "mcp",
    server: "files",
    ...more,
  });
  const others = [tool, one("new"), one("none", { server: "other" })];

  it("are those that are not what is usual", () => {
    const listed = [...others, one("read", { permission: "allow" }), one("rm", { enabled: false })];
    expect([...choicesOfServer(listed, "files")]).toEqual([
      ["files__read", { permission: "allow", enabled: true }],
      ["files__rm", { permission: "ask", enabled: false }],
    ]);
  });

  it("that was put back are made as soon as each tool is there, and again if it was too early", async () => {
    const route = "PATCH /api/tools/files__read";
    page.server.on(route, () => problem(404, "not_found"));
    // A list of before names it still.
    page.server.on("GET /api/tools", () => json({ items: [...others, one("read")] }));
    await page.runtime.renewTools();
    page.runtime.chooseLater(
      new Map([
        ["files__read", { permission: "allow", enabled: true } as const],
        ["files__later", { permission: "deny", enabled: true } as const],
      ]),
    );
    await settle();
    expect(page.asked(route)).toHaveLength(1);
    expect(state().tools.items.find(({ name }) => name === "files__read")?.permission).toBe("ask");
    page.server.on(route, () => json({ permission: "allow", enabled: true }));
    await page.runtime.renewTools();
    await settle();
    expect(page.asked(route)).toHaveLength(2);
    expect(state().tools.items.find(({ name }) => name === "files__read")?.permission).toBe(
      "allow",
    );
    // What was made is not made again, and what a person chose meanwhile counts.
    page.server.on("PATCH /api/tools/files__later", () =>
      json({ permission: "ask", enabled: true }),
    );
    await page.runtime.choose("files__later", { permission: "ask" });
    page.server.on("GET /api/tools", () => json({ items: [...others, one("read"), one("later")] }));
    await page.runtime.renewTools();
    await settle();
    expect(page.asked(route)).toHaveLength(2);
    expect(page.asked("PATCH /api/tools/files__later")).toHaveLength(0);
  });
});

describe("a choice", () => {
  it("that is told while the list is on its way is not undone by it", async () => {
    let go: () => void = () => undefined;
    const held = new Promise<Response>((done) => (go = () => done(json({ items: [tool] }))));
    page.server.on("GET /api/tools", () => held);
    const renewed = page.runtime.renewTools();
    await settle();
    page.tell({ type: "tool-choice", data: { name: "countdown", permission: "deny" } });
    page.server.on("GET /api/tools", () => json({ items: [{ ...tool, permission: "deny" }] }));
    go();
    await renewed;
    expect(state().tools.items[0]?.permission).toBe("deny");
  });

  it("is shown at once and taken back if it is refused", async () => {
    page.server.on("PATCH /api/tools/countdown", () => problem(503, "storage_full"));
    const chosen = page.runtime.choose("countdown", { permission: "allow" });
    expect(state().tools.items[0]?.permission).toBe("allow");
    await expect(chosen).rejects.toMatchObject({ code: "storage_full" });
    expect(state().tools.items[0]?.permission).toBe("ask");
  });

  it.each([
    ["taken", () => json({ permission: "allow", enabled: true })],
    ["refused", () => problem(503, "storage_full")],
  ])("that is %s late does not undo another one that the feed told of", async (_, answer) => {
    let go: () => void = () => undefined;
    const held = new Promise<Response>((done) => (go = () => done(answer())));
    page.server.on("PATCH /api/tools/countdown", () => held);
    const chosen = page.runtime.choose("countdown", { permission: "allow" });
    await settle();
    page.tell({ type: "tool-choice", data: { name: "countdown", permission: "deny" } });
    go();
    await chosen.catch(() => undefined);
    expect(state().tools.items[0]?.permission).toBe("deny");
  });
});
