import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ModelView } from "@/types/chat";
import ModelPicker from "./ModelPicker";

const loadModels = vi.hoisted(() => vi.fn());
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => ({ loadModels }) }));

const models: readonly ModelView[] = [
  { id: "demo", name: "Demonstration", default: true, provider: "demo" },
  { id: "openai/small", name: "Small", default: false, provider: "openai", contextTokens: 128_000 },
  {
    id: "home/big",
    name: "Big",
    default: false,
    provider: "home",
    problem: { code: "model_unreachable", message: "the server `home` cannot be reached" },
  },
];

function picker() {
  const onChoose = vi.fn();
  const onClose = vi.fn();
  const props = { label: "Model for this chat", anchor: null, models, onChoose, onClose };
  render(<ModelPicker {...props} currentId="openai/small" />);
  const field = screen.getByRole<HTMLInputElement>("combobox");
  const press = (key: string) => fireEvent.keyDown(field, { key });
  const write = (value: string) => fireEvent.change(field, { target: { value } });
  const active = () => {
    const id = field.getAttribute("aria-activedescendant") ?? "";
    return document.getElementById(id)?.textContent;
  };
  return { onChoose, onClose, press, write, active };
}

beforeEach(() => loadModels.mockReset());

describe("ModelPicker", () => {
  it("asks how the models are, and shows what they are and what is wrong in words", () => {
    picker();
    expect(loadModels).toHaveBeenCalledOnce();
    const options = screen.getAllByRole("option");
    expect(options.map((option) => option.textContent)).toEqual([
      "Demonstrationdemo",
      "Smallopenai · 128k context",
      "Bighome" + "The server home cannot be reached.",
    ]);
    expect(options.map((option) => option.getAttribute("aria-selected"))).toEqual([
      "false",
      "true",
      "false",
    ]);
  });

  it("starts at the present model; the arrows go round, Enter takes", () => {
    const { press, active, onChoose, onClose } = picker();
    expect(active()).toContain("Small");
    press("ArrowDown");
    expect(active()).toContain("Big");
    press("ArrowDown");
    expect(active()).toContain("Demonstration");
    press("ArrowUp");
    press("Enter");
    expect(onChoose).toHaveBeenCalledExactlyOnceWith("home/big");
    expect(onClose).toHaveBeenCalledOnce();
  });

  it("filters while one types, and Enter takes the first that is left", () => {
    const { write, press, active, onChoose } = picker();
    write("demo");
    expect(screen.getAllByRole("option")).toHaveLength(1);
    expect(active()).toContain("Demonstration");
    press("Enter");
    expect(onChoose).toHaveBeenCalledExactlyOnceWith("demo");
  });

  it("says that nothing fits, and then Enter chooses nothing", () => {
    const { write, press, onChoose } = picker();
    write("zzz");
    expect(screen.getByRole("status").textContent).toBe("No model is called “zzz”.");
    press("Enter");
    expect(onChoose).not.toHaveBeenCalled();
  });

  it("leaves without a choice by Escape", () => {
    const { onChoose, onClose } = picker();
    fireEvent(screen.getByRole("dialog"), new Event("cancel", { cancelable: true }));
    expect(onClose).toHaveBeenCalledOnce();
    expect(onChoose).not.toHaveBeenCalled();
  });
});
