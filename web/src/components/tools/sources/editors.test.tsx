import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { createClient } from "@thalweg/client";
import { fakeServer, json, problem } from "@thalweg/client/testing";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FeedHandle } from "@/hooks/chat/feed-context";
import { SourcesContext } from "@/hooks/sources/sources-context";
import { ToolsContext } from "@/hooks/tools/tools-context";
import { createToolsApi } from "@/lib/tools-api";
import { createSourcesStore } from "@/stores/sources/sources.store";
import { createSourcesRuntime } from "@/stores/sources/sources-runtime";
import { createToolsStore } from "@/stores/tools/tools.store";
import { createToolsRuntime } from "@/stores/tools/tools-runtime";
import HttpToolEditor from "./HttpToolEditor";
import ServerEditor from "./ServerEditor";

const AT = "2026-01-01T00:00:00.000Z";
const feed: FeedHandle = {
  identified: () => Promise.resolve({ id: "owner", role: "owner" }),
  watchFeed: () => () => undefined,
};
const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 30)));

let server = fakeServer();
const asked = (method: string, path: string) =>
  server.requests.filter((one) => one.method === method && one.url === path);

function show(children: ReactNode) {
  const tools = createToolsRuntime(createToolsApi(server.fetch), createToolsStore(), feed);
  const sources = createSourcesRuntime(
    createClient({ fetch: server.fetch }),
    createSourcesStore(),
    feed,
  );
  render(
    <ToolsContext value={tools}>
      <SourcesContext value={sources}>{children}</SourcesContext>
    </ToolsContext>,
  );
}

const field = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name });
const fill = (name: string, value: string) => fireEvent.change(field(name), { target: { value } });
const press = async (name: string) => {
  fireEvent.click(screen.getByRole("button", { name }));
  await settle();
};
const faults = () =>
  [...document.querySelectorAll("[data-slot=fault]")].map(({ textContent }) => textContent);

beforeEach(() => {
  server = fakeServer();
  server.on("GET /api/tools", () => json({ items: [] }));
  window.history.replaceState(null, "", "/tools?do=add-server");
});
afterEach(() => window.history.replaceState(null, "", "/"));

describe("a server that is added", () => {
  it("is not sent while something is wrong, and the first such field has the focus", async () => {
    show(<ServerEditor />);
    await press("Add the server");
    expect(faults()).toHaveLength(2);
    expect(document.activeElement).toBe(field("Command"));
    fill("Command", "npx");
    expect(faults()).toHaveLength(1);
    expect(server.requests).toEqual([]);
    fill("Command", "");
  });

  it("keeps what was written where the owner's link is asked for, and over a look elsewhere", async () => {
    server.on("POST /api/mcp-servers", () => problem(403, "owner_link_required", "the link"));
    show(<ServerEditor />);
    fill("Command", "npx");
    fill("Name", "files");
    await press("Add the server");
    const notice = screen.getByRole("alert").textContent;
    expect(notice).toContain("owner’s link");
    expect(notice).toContain("thalweg serve");
    expect(field("Command").value).toBe("npx");
    cleanup();
    show(<ServerEditor />);
    expect(field("Command").value).toBe("npx");
    const made = { name: "files", transport: { type: "stdio", command: "npx" }, enabled: true };
    server.on("POST /api/mcp-servers", () =>
      json({ ...made, status: "connecting", tools: [], createdAt: AT, updatedAt: AT }, 201),
    );
    await press("Add the server");
    expect(asked("POST", "/api/mcp-servers").at(-1)?.body).toEqual({
      name: "files",
      transport: { type: "stdio", command: "npx" },
      timeoutMs: 60_000,
    });
    expect(window.location.search).toBe("?source=files");
    cleanup();
    show(<ServerEditor />);
    expect(field("Command").value).toBe("");
  });

  it("shows what the server finds wrong at its fields, the rest at its foot", async () => {
    server.on("POST /api/mcp-servers", () =>
      json(
        {
          code: "invalid_fields",
          errors: [
            { path: "transport.env.0.value", message: "there is no secret `GIT`" },
            { path: "somewhere", message: "and this" },
          ],
        },
        422,
      ),
    );
    show(<ServerEditor />);
    fill("Command", "npx");
    fill("Name", "files");
    await press("Add a variable");
    fill("Name of variable 1", "TOKEN");
    fill("Value of variable 1", "{{secret:GIT}}");
    await press("Add the server");
    expect(faults()).toEqual(["there is no secret `GIT`"]);
    expect(field("Value of variable 1").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByRole("alert").textContent).toContain("And this");
    await press("Cancel");
  });

  it("tells what a test gave, whose faults are the form's", async () => {
    show(<ServerEditor />);
    fill("Command", "npx");
    fill("Name", "files");
    server.on("POST /api/mcp-servers/test", () =>
      json({ ok: false, error: "it ended with code 1", log: "no such package" }),
    );
    await press("Test the connection");
    expect(screen.getByRole("region", { name: "What the test gave" }).textContent).toContain(
      "It ended with code 1.",
    );
    expect(document.body.textContent).toContain("no such package");
    server.on("POST /api/mcp-servers/test", () =>
      json({ code: "x", errors: [{ path: "server.name", message: "taken" }] }, 422),
    );
    await press("Test the connection");
    expect(faults()).toEqual(["Taken."]);
    expect(field("Name").getAttribute("aria-invalid")).toBe("true");
    // That a name is taken is no fault of a form to the server, but here it is one of its field.
    server.on("POST /api/mcp-servers", () => json({ code: "name_taken", detail: "Taken" }, 409));
    fill("Name", "letters");
    expect(faults()).toEqual([]);
    await press("Add the server");
    expect(faults()).toEqual(["Taken."]);
    expect(field("Name").getAttribute("aria-invalid")).toBe("true");
    await press("Cancel");
  });
});

describe("an HTTP tool that is added", () => {
  const write = () => {
    fill("URL", "https://example.com/{city}");
    fill("Name", "weather");
    fill("Description", "Tells the weather.");
  };

  it("takes its arguments from its address", async () => {
    show(<HttpToolEditor />);
    write();
    await press("Add the tool");
    expect(faults()[0]).toContain("no argument city");
    await press("From the address: city");
    expect(faults()).toEqual([]);
    server.on("POST /api/http-tools", ({ body }) =>
      json({ ...(body as object), createdAt: AT, updatedAt: AT }, 201),
    );
    await press("Add the tool");
    expect(asked("POST", "/api/http-tools")[0]?.body).toMatchObject({
      method: "GET",
      url: "https://example.com/{city}",
      inputSchema: { properties: { city: { type: "string" } }, required: ["city"] },
    });
    expect(window.location.search).toBe("?tool=weather");
  });

  it("is tried without being kept, also by Enter in a field of the try", async () => {
    server.on("POST /api/http-tools/test", () =>
      json({ ok: true, durationMs: 12, output: { sky: "clear" } }),
    );
    show(<HttpToolEditor />);
    write();
    await press("From the address: city");
    const kind = screen.getByRole("combobox", { name: "Kind of city" });
    fireEvent.change(kind, { target: { value: "integer" } });
    await press("Try it");
    fill("City", "7");
    // False: the browser does not send the form around it, which would save the tool.
    expect(fireEvent.keyDown(field("City"), { key: "Enter" })).toBe(false);
    await settle();
    expect(asked("POST", "/api/http-tools/test")[0]?.body).toMatchObject({
      tool: { name: "weather" },
      args: { city: 7 },
    });
    expect(asked("POST", "/api/http-tools")).toEqual([]);
    expect(document.querySelector("[data-slot=tried]")?.textContent).toContain("clear");
    await press("Cancel");
  });

  it("keeps a schema that the lines cannot show as JSON, and tells what is wrong with it", async () => {
    show(<HttpToolEditor />);
    write();
    await press("Write it as JSON Schema");
    fill("Arguments as JSON Schema", "{");
    await press("Add the tool");
    expect(faults()[0]).toContain("This is not JSON");
    fill("Arguments as JSON Schema", '{"type":"object","properties":{"city":{"minLength":2}}}');
    expect(
      screen.getByRole<HTMLButtonElement>("button", { name: "Back to the form" }).disabled,
    ).toBe(true);
    await press("Cancel");
  });
});
