import { describe, expect, it } from "vitest";
import { faultsOf } from "./check";
import { draftOf, emptyGroup, type GroupDraft, groupDraftOf, readDraft } from "./drafts";
import { formOf, type Schema } from "./fields";

const object = (properties: Schema, more: Schema = {}) =>
  formOf({ type: "object", properties, additionalProperties: false, ...more });
const kinds = (schema: Schema) =>
  Object.fromEntries(object(schema).fields.map(({ name, field }) => [name, field.kind]));
const read = (form: ReturnType<typeof object>, draft: GroupDraft) => {
  const { value, faults } = readDraft(form, draft);
  return { value, faults: [...faults, ...faultsOf(form, value)].map(({ path }) => path) };
};

describe("the form of a schema", () => {
  it("has a kind of field for each kind of value, and JSON for the rest", () => {
    expect(
      kinds({
        text: { type: "string" },
        number: { type: "number" },
        integer: { type: "integer" },
        boolean: { type: "boolean" },
        choice: { enum: ["a", 2, null] },
        list: { type: "array", items: { type: "integer" } },
        group: { type: "object", properties: { inner: { type: "string" } } },
        matrix: { type: "array", items: { type: "array", items: { type: "number" } } },
        objects: { type: "array", items: { type: "object", properties: {} } },
        titled: { type: "string", oneOf: [{ const: "a", title: "A" }, { const: "b" }] },
        several: { type: "array", uniqueItems: true, items: { enum: ["a", "b"] } },
        either: { oneOf: [{ type: "string" }, { type: "number" }] },
        narrowed: { type: "string", not: { const: "a" } },
        nullable: { type: ["string", "null"] },
        map: { type: "object", additionalProperties: { type: "string" } },
        anything: {},
        broken: true,
      }),
    ).toEqual({
      text: "text",
      number: "number",
      integer: "integer",
      boolean: "boolean",
      choice: "choice",
      list: "list",
      group: "group",
      matrix: "json",
      objects: "json",
      titled: "choice",
      several: "choices",
      either: "json",
      narrowed: "json",
      nullable: "json",
      map: "json",
      anything: "json",
      broken: "json",
    });
  });

  it("asks first for what must be given, and names a field by its title or its name", () => {
    const form = object(
      { timeZone: { type: "string" }, file_name: { type: "string", title: "File" } },
      { required: ["file_name"] },
    );
    expect(form.fields.map(({ field }) => [field.label, field.required])).toEqual([
      ["File", true],
      ["Time zone", false],
    ]);
  });

  it("follows references within the document, and gives up on circles", () => {
    const form = formOf({
      type: "object",
      $defs: {
        name: { type: "string", minLength: 1 },
        node: { type: "object", properties: { next: { $ref: "#/$defs/node" } } },
        loop: { $ref: "#/$defs/loop" },
      },
      properties: {
        name: { $ref: "#/$defs/name", title: "Who" },
        node: { $ref: "#/$defs/node" },
        loop: { $ref: "#/$defs/loop" },
        away: { $ref: "https://elsewhere.example/schema" },
      },
    });
    const field = (name: string) => form.fields.find((one) => one.name === name)?.field;
    expect(field("name")).toMatchObject({ kind: "text", label: "Who" });
    expect(field("node")?.kind).toBe("group");
    expect(field("loop")?.kind).toBe("json");
    expect(field("away")?.kind).toBe("json");
    expect(formOf({}).fields).toEqual([]);
  });
});

describe("a choice", () => {
  const form = object({
    named: { type: "string", enum: ["x", "y"], enumNames: ["Ex"] },
    several: {
      type: "array",
      uniqueItems: true,
      items: { anyOf: [{ const: "a", title: "A" }, { const: "b", title: "B" }, { const: "c" }] },
      minItems: 1,
      maxItems: 2,
      default: ["c"],
    },
  });

  it("is called by its titles", () => {
    const titles = form.fields.map(({ field }) => ("titles" in field ? field.titles : []));
    expect(titles).toEqual([
      ["Ex", "y"],
      ["A", "B", "c"],
    ]);
  });

  it("of several is read in the order of the schema, however it was ticked", () => {
    expect(emptyGroup(form)).toEqual({ named: "", several: ["2"] });
    expect(read(form, { named: "1", several: ["2", "0"] })).toEqual({
      value: { named: "y", several: ["a", "c"] },
      faults: [],
    });
    expect(read(form, { named: "", several: ["2", "0", "1"] }).faults).toEqual(["args.several"]);
    // What need not be given is left out, not given as none.
    expect(read(form, { named: "", several: [] })).toEqual({ value: {}, faults: [] });
  });
});

describe("a text of a format", () => {
  it.each([
    ["email", "a@b.example", "a.b.example"],
    ["uri", "https://b.example/", "b.example"],
    ["date", "2026-12-31", "31.12.2026"],
    ["date-time", "2026-12-31T10:00:00+01:00", "2026-12-31T10:00"],
  ])("is %s or a fault", (format, good, bad) => {
    const form = object({ x: { type: "string", format } });
    expect(read(form, { x: good })).toEqual({ value: { x: good }, faults: [] });
    expect(read(form, { x: bad }).faults).toEqual(["args.x"]);
  });
});

describe("what stands in a form", () => {
  const form = object(
    {
      seconds: { type: "integer", minimum: 1, maximum: 10 },
      note: { type: "string" },
      loud: { type: "boolean" },
      unit: { enum: ["s", "min"], default: "min" },
      tags: { type: "array", items: { type: "string", minLength: 1 }, maxItems: 2 },
      place: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
      rest: {},
    },
    { required: ["seconds"] },
  );

  it("is nothing but the defaults at first, and what is not given is left out", () => {
    expect(read(form, emptyGroup(form))).toEqual({
      value: { unit: "min" },
      faults: ["args.seconds"],
    });
  });

  it("is read with its types", () => {
    const draft = {
      seconds: " 3 ",
      note: "",
      loud: "true",
      unit: "0",
      tags: ["a", "b"],
      place: { city: "Brest" },
      rest: "[1, null]",
    };
    const value = {
      seconds: 3,
      loud: true,
      unit: "s",
      tags: ["a", "b"],
      place: { city: "Brest" },
      rest: [1, null],
    };
    expect(read(form, draft)).toEqual({ value, faults: [] });
    expect(readDraft(form, groupDraftOf(form, value) ?? {}).value).toEqual(value);
  });

  it.each([
    [{ seconds: "three" }, "args.seconds"],
    [{ seconds: "1.5" }, "args.seconds"],
    [{ seconds: "11" }, "args.seconds"],
    [{ seconds: "1", tags: ["a", ""] }, "args.tags.1"],
    [{ seconds: "1", tags: ["a", "b", "c"] }, "args.tags"],
    [{ seconds: "1", rest: "{" }, "args.rest"],
  ])("names the place of a fault in %j", (draft, path) => {
    expect(read(form, { ...emptyGroup(form), ...draft }).faults).toContain(path);
  });

  it("has no place for what it has no field for", () => {
    expect(groupDraftOf(form, { seconds: 1, other: 2 })).toBeUndefined();
    expect(groupDraftOf(form, { seconds: "1" })).toBeUndefined();
    expect(groupDraftOf(form, [])).toBeUndefined();
    expect(faultsOf(form, { seconds: 1, other: 2 })).toEqual([
      { path: "args", message: "There is no `other` here." },
    ]);
  });

  it("gives an empty text only where a text must be given and may be empty", () => {
    const texts = object(
      { must: { type: "string" }, full: { type: "string", minLength: 1 } },
      { required: ["must", "full"] },
    );
    expect(read(texts, { must: "", full: "" })).toEqual({
      value: { must: "" },
      faults: ["args.full"],
    });
  });

  it("shows a choice by its place", () => {
    const choice = object({ c: { enum: [true, null, "x"] } }).fields[0]?.field;
    if (!choice) throw new Error("there is no field");
    expect(draftOf(choice, null)).toBe("1");
    expect(draftOf(choice, "y")).toBeUndefined();
    expect(readDraft(choice, "0").value).toBe(true);
  });
});
