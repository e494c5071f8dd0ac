import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { InstructionsButton } from "./InstructionsButton";

const setSystem = vi.hoisted(() => vi.fn());
const views = vi.hoisted(() => ({ system: "" }));
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => ({ setSystem }) }));
vi.mock("@/hooks/chat/useSystem", () => ({ useSystem: () => views.system }));

beforeEach(() => {
  setSystem.mockReset();
  views.system = "";
});

async function opened() {
  render(<InstructionsButton conversationId="x" />);
  fireEvent.click(screen.getByRole("button", { name: /^Instructions for the model/ }));
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Instructions" });
  const write = (value: string) => fireEvent.change(field, { target: { value } });
  const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
  return { field, write, press };
}

it("says whether there are any", () => {
  views.system = "Be brief.";
  render(<InstructionsButton conversationId="x" />);
  expect(screen.getByRole("button", { name: "Instructions for the model, in force" })).toBeTruthy();
});

it("saves what was changed, by button and by Ctrl+Enter", async () => {
  views.system = "Be brief.";
  const { field, write } = await opened();
  expect(field.value).toBe("Be brief.");
  write(" Answer in German. ");
  fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
  expect(setSystem).toHaveBeenCalledExactlyOnceWith("x", "Answer in German.");
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("takes them away with an empty field", async () => {
  views.system = "Be brief.";
  const { write, press } = await opened();
  write("");
  press("Save");
  expect(setSystem).toHaveBeenCalledExactlyOnceWith("x", "");
});

it("changes nothing by leaving, nor by saving the same", async () => {
  views.system = "Be brief.";
  const { write, press } = await opened();
  write("other");
  press("Cancel");
  expect(setSystem).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: /^Instructions for the model/ }));
  fireEvent.click(await screen.findByRole("button", { name: "Save" }));
  expect(setSystem).not.toHaveBeenCalled();
});

it("keeps what is too long, and says by how much", async () => {
  const { field, write, press } = await opened();
  write("a".repeat(32_001));
  press("Save");
  expect(setSystem).not.toHaveBeenCalled();
  expect(field.value).toHaveLength(32_001);
  expect(screen.getByText("1 character too long")).toBeTruthy();
});
