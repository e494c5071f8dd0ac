import type { HttpTool, McpServer } from "@thalweg/client";
import { describe, expect, it, test } from "vitest";
import { otherFaults, withoutRoot } from "./faults";
import {
  draftOfTool,
  HTTP_PATHS,
  type HttpDraft,
  missingPlaces,
  toolFaults,
  toolOfDraft,
} from "./http-draft";
import { isOpenSecret, pairDraft, pairFaults, readPairs, sentIndex, VARIABLE_NAME } from "./pairs";
import { argumentDraft, argumentsOfSchema, parseSchema, schemaOfArguments } from "./schema-draft";
import {
  draftOfServer,
  type ServerDraft,
  serverFaults,
  serverOfDraft,
  splitCommand,
} from "./server-draft";

const AT = "2026-01-01T00:00:00.000Z";
const paths = (faults: readonly { readonly path: string }[]) => faults.map(({ path }) => path);

describe("an MCP server", () => {
  const draft = (more: Partial<ServerDraft> = {}): ServerDraft => ({
    ...draftOfServer(),
    name: "files",
    command: "npx",
    ...more,
  });

  it("comes back from its form as it was, whichever way it is reached", () => {
    const state = {
      enabled: true,
      status: "ready" as const,
      tools: [],
      createdAt: AT,
      updatedAt: AT,
    };
    const program: McpServer = {
      ...state,
      name: "files",
      title: "Files",
      timeoutMs: 90_000,
      transport: {
        type: "stdio",
        command: "npx",
        args: ["-y", "a folder"],
        env: [{ name: "TOKEN", value: "{{secret:GIT}}" }],
        cwd: "/srv",
      },
    };
    const address: McpServer = {
      ...state,
      name: "far",
      timeoutMs: 60_000,
      transport: {
        type: "http",
        url: "https://example.com/mcp",
        headers: [{ name: "Authorization", value: "Bearer {{secret:FAR}}" }],
        allowPrivate: true,
      },
    };
    for (const server of [program, address]) {
      const { name, title, transport, timeoutMs } = server;
      const sent = serverOfDraft(draftOfServer(server));
      expect(sent).toEqual({ name, transport, timeoutMs, ...(title !== undefined && { title }) });
      expect(serverFaults(draftOfServer(server))).toEqual([]);
    }
  });

  test.each([
    [{ name: "Files" }, "name"],
    [{ name: "-files" }, "name"],
    [{ name: "" }, "name"],
    [{ command: " " }, "transport.command"],
    [{ seconds: "0" }, "timeoutMs"],
    [{ seconds: "an hour" }, "timeoutMs"],
    [{ seconds: "3601" }, "timeoutMs"],
    [{ env: [pairDraft({ name: "1X", value: "" })] }, "transport.env.0.name"],
    [
      {
        env: [
          pairDraft({ name: "A", value: "1" }),
          pairDraft(),
          pairDraft({ name: " A ", value: "2" }),
        ],
      },
      "transport.env.1.name",
    ],
    [{ kind: "http", url: "ftp://example.com" }, "transport.url"],
    [{ kind: "http", url: "" }, "transport.url"],
    [
      { kind: "http", url: "http://x", headers: [pairDraft({ name: "no name", value: "" })] },
      "transport.headers.0.name",
    ],
  ] as const)("%j is told at %s", (more, path) => {
    expect(paths(serverFaults(draft(more)))).toEqual([path]);
  });

  it("does not look at the fields of the way that was not chosen", () => {
    expect(serverFaults(draft({ url: "nothing" }))).toEqual([]);
    expect(serverFaults(draft({ kind: "http", url: "http://localhost:1", command: "" }))).toEqual(
      [],
    );
  });

  it("is split at the spaces of a command line, as far as these are not quoted", () => {
    expect(splitCommand(`npx -y "@scope/a b" 'it is' /home`)).toEqual({
      command: "npx",
      args: "-y\n@scope/a b\nit is\n/home",
    });
  });
});

describe("names and values", () => {
  const lines = [
    pairDraft(),
    pairDraft({ name: "A", value: "1" }),
    pairDraft({ name: "", value: "x" }),
  ];

  it("leave empty lines out, and know where a line is sent", () => {
    expect(readPairs(lines)).toEqual([
      { name: "A", value: "1" },
      { name: "", value: "x" },
    ]);
    expect(lines.map(({ key }) => sentIndex(lines, key))).toEqual([-1, 0, 1]);
    expect(paths(pairFaults(lines, "env", VARIABLE_NAME, "no name"))).toEqual(["env.1.name"]);
  });

  it("tell a place that no secret can have", () => {
    const faultOf = (value: string) =>
      paths(pairFaults([pairDraft({ name: "A", value })], "env", VARIABLE_NAME, ""));
    expect(faultOf("Bearer {{secret:GIT_TOKEN}}")).toEqual([]);
    expect(faultOf("{{secret:git}}")).toEqual(["env.0.value"]);
    expect(faultOf("{{ secret:GIT }}")).toEqual(["env.0.value"]);
    expect(faultOf("{{secret:GIT}")).toEqual(["env.0.value"]);
  });

  it("warn of what ought to be secret", () => {
    expect(isOpenSecret({ name: "Authorization", value: "Bearer abc" })).toBe(true);
    expect(isOpenSecret({ name: "X-Api-Key", value: "{{secret:KEY}}" })).toBe(false);
    expect(isOpenSecret({ name: "Accept", value: "text/plain" })).toBe(false);
  });
});

describe("an HTTP tool", () => {
  const tool: HttpTool = {
    name: "weather",
    title: "Weather",
    description: "Tells the weather.",
    method: "POST",
    url: "https://example.com/{city}?days={days}",
    headers: [{ name: "Accept", value: "application/json" }],
    body: "form",
    resultPath: "/now",
    timeoutMs: 5000,
    allowPrivate: true,
    inputSchema: {
      type: "object",
      properties: {
        city: { type: "string", description: "Where" },
        days: { type: "integer" },
        tags: { type: "array", items: { type: "string" } },
        unit: { type: "string", enum: ["c", "f"] },
      },
      required: ["city", "days"],
      additionalProperties: false,
    },
    createdAt: AT,
    updatedAt: AT,
  };
  const draft = (more: Partial<HttpDraft> = {}): HttpDraft => ({ ...draftOfTool(tool), ...more });

  it("comes back from its form as it was", () => {
    const { createdAt: _, updatedAt: __, ...definition } = tool;
    expect(draftOfTool(tool).rawSchema).toBeNull();
    expect(toolOfDraft(draftOfTool(tool))).toEqual(definition);
    expect(toolFaults(draftOfTool(tool))).toEqual([]);
  });

  it("has no body where there is none", () => {
    expect(toolOfDraft(draft({ method: "GET" }))).not.toHaveProperty("body");
  });

  test.each([
    [{ name: "the weather" }, "name"],
    [{ description: " " }, "description"],
    [{ url: "example.com" }, "url"],
    [{ url: "https://{city}.example.com/" }, "url"],
    [{ url: "https://example.com/{town}" }, "url"],
    [
      {
        arguments: [
          argumentDraft({ name: "city" }),
          argumentDraft({ name: "days", required: false }),
        ],
      },
      "url",
    ],
    [{ resultPath: "now" }, "resultPath"],
    [{ seconds: "301" }, "timeoutMs"],
    [{ headers: [pairDraft({ name: "no name", value: "" })] }, "headers.0.name"],
    [{ rawSchema: "{" }, "inputSchema"],
    [{ rawSchema: '{"type":"string"}' }, "inputSchema"],
    [{ url: "https://example.com", arguments: [argumentDraft()] }, "inputSchema.arguments.0"],
    [
      {
        url: "https://example.com",
        arguments: [argumentDraft({ name: "unit", kind: "choice", choices: " , " })],
      },
      "inputSchema.arguments.0",
    ],
  ] as const)("%j is told at %s", (more, path) => {
    expect(paths(toolFaults(draft(more)))).toEqual([path]);
  });

  it("knows which places of its address have no argument", () => {
    expect(missingPlaces(draft({ arguments: [] }))).toEqual(["city", "days"]);
    expect(missingPlaces(draft({ rawSchema: '{"properties":{"city":{}}}' }))).toEqual(["days"]);
  });
});

describe("a schema", () => {
  it("that says more than the lines can is left alone", () => {
    const more = [
      {
        type: "object",
        properties: { a: { type: "string", minLength: 1 } },
        additionalProperties: false,
      },
      { type: "object", properties: { a: { type: "object" } }, additionalProperties: false },
      { type: "object", properties: { a: { type: "string" } } },
      { type: "object", properties: {}, oneOf: [] },
      { type: "object", properties: {}, required: ["a"], additionalProperties: false },
    ];
    for (const schema of more) expect(argumentsOfSchema(schema)).toBeUndefined();
    expect(argumentsOfSchema({ type: "object", properties: {} })).toEqual([]);
  });

  it("of two arguments by one name tells the second", () => {
    const twice = [argumentDraft({ name: "a" }), argumentDraft({ name: "a" })];
    expect(schemaOfArguments(twice).properties).toEqual({ a: { type: "string" } });
    expect(
      paths(
        toolFaults({
          ...draftOfTool(),
          name: "x",
          description: "x",
          url: "http://x",
          arguments: twice,
        }),
      ),
    ).toEqual(["inputSchema.arguments.1"]);
  });

  it("as text tells what is wrong with it", () => {
    expect(parseSchema("[]").problem).toContain("object");
    expect(parseSchema('{"properties":[]}').problem).toContain("properties");
    expect(parseSchema('{"type":"object"}').schema).toEqual({ type: "object" });
  });
});

describe("faults", () => {
  it("of a try are those of the form, and what has no field is not lost", () => {
    const faults = withoutRoot(
      [
        { path: "tool.url", message: "" },
        { path: "tool.inputSchema.properties.a", message: "" },
        { path: "args.city", message: "" },
      ],
      "tool",
    );
    expect(paths(faults)).toEqual(["url", "inputSchema.properties.a", "args.city"]);
    expect(paths(otherFaults(faults, HTTP_PATHS))).toEqual(["args.city"]);
  });
});
