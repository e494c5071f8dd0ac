import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import type { MessageError, TemplateView } from "@/types/chat";
import { ComposerTemplates } from "./ComposerTemplates";

const actions = vi.hoisted(() => ({
  loadTemplates: vi.fn(),
  saveTemplate: vi.fn<(id: string | undefined, template: object) => Promise<void>>(),
  deleteTemplate: vi.fn<(id: string) => Promise<void>>(),
}));
const views = vi.hoisted(() => ({ templates: [] as readonly TemplateView[] }));
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => actions }));
vi.mock("@/hooks/chat/useTemplates", () => ({ useTemplates: () => views.templates }));

const template = (name: string, text: string): TemplateView => ({
  id: name,
  name,
  text,
  variables: [],
});
const sent = vi.fn();

function Composer() {
  const [text, setText] = useState("");
  const [field, setField] = useState<HTMLTextAreaElement | null>(null);
  return (
    <div>
      <textarea
        ref={setField}
        aria-label="Message"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") sent();
        }}
      />
      <ComposerTemplates field={field} text={text} setText={setText} />
    </div>
  );
}

function composer() {
  render(<Composer />);
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
  const write = (value: string) => fireEvent.change(field, { target: { value } });
  const press = (key: string) => fireEvent.keyDown(field, { key });
  return { field, write, press };
}

beforeEach(() => {
  for (const action of Object.values(actions)) action.mockReset();
  sent.mockReset();
  views.templates = [
    template("Shorter", "Say it in fewer words."),
    template("Translate", "Translate into {{language}}: {{prompt}}"),
  ];
});

it("opens with a slash, narrows while one writes, and inserts by Enter without sending", async () => {
  const { field, write, press } = composer();
  write("/");
  expect(await screen.findAllByRole("option", undefined, { timeout: 8000 })).toHaveLength(3);
  // The list is drawn before the effect that asks for the templates has run.
  await vi.waitFor(() => expect(actions.loadTemplates).toHaveBeenCalled());
  write("/sho");
  expect(screen.getAllByRole("option")).toHaveLength(2);
  press("Enter");
  expect(field.value).toBe("Say it in fewer words.");
  expect(sent).not.toHaveBeenCalled();
  expect(screen.queryByRole("listbox")).toBeNull();
});

it("asks for the places of a template, and puts what comes of it into the composer", async () => {
  const { field, write, press } = composer();
  write("/");
  await screen.findByRole("listbox");
  press("ArrowDown");
  press("Enter");
  fireEvent.change(await screen.findByRole("textbox", { name: "language" }), {
    target: { value: "German" },
  });
  fireEvent.change(screen.getByRole("textbox", { name: "prompt" }), {
    target: { value: "the sea" },
  });
  fireEvent.click(screen.getByRole("button", { name: "Insert" }));
  expect(field.value).toBe("Translate into German: the sea");
});

it("leaves a text alone that begins with a slash and names no template", async () => {
  const { write, press } = composer();
  write("/etc/hosts, what is it?");
  await Promise.resolve();
  expect(screen.queryByRole("listbox")).toBeNull();
  press("Enter");
  expect(sent).toHaveBeenCalledOnce();
});

it("is left by Escape until the next slash", async () => {
  const { write, press } = composer();
  write("/");
  await screen.findByRole("listbox");
  press("Escape");
  write("/s");
  expect(screen.queryByRole("listbox")).toBeNull();
  write("");
  write("/");
  expect(screen.getByRole("listbox")).toBeTruthy();
});

it("writes a template, and tells why one is not taken", async () => {
  const { write } = composer();
  write("/");
  fireEvent.click(await screen.findByRole("option", { name: "Manage templates…" }));
  fireEvent.click(await screen.findByRole("button", { name: "New template" }));
  const name = screen.getByRole("textbox", { name: "Name" });
  fireEvent.change(name, { target: { value: "Shorter" } });
  fireEvent.change(screen.getByRole("textbox", { name: "Text" }), {
    target: { value: "{{a}} and {{b}}" },
  });
  expect(screen.getByText("Asked for when it is used: a, b.")).toBeTruthy();
  const taken: MessageError = { code: "name_taken", message: "another template has this name" };
  actions.saveTemplate.mockRejectedValueOnce(taken);
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findByRole("alert")).textContent).toBe("Another template has this name.");
  actions.saveTemplate.mockResolvedValueOnce();
  fireEvent.change(name, { target: { value: "Both" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByRole("button", { name: "New template" })).toBeTruthy();
  expect(actions.saveTemplate).toHaveBeenLastCalledWith(undefined, {
    name: "Both",
    text: "{{a}} and {{b}}",
  });
});

it("deletes a template", async () => {
  actions.deleteTemplate.mockResolvedValue();
  const { write } = composer();
  write("/");
  fireEvent.click(await screen.findByRole("option", { name: "Manage templates…" }));
  fireEvent.click(await screen.findByRole("button", { name: "Delete “Shorter”" }));
  expect(actions.deleteTemplate).toHaveBeenCalledExactlyOnceWith("Shorter");
});
