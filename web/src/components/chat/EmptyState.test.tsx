import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import type { ModelView } from "@/types/chat";
import { EmptyState } from "./EmptyState";

const send = vi.hoisted(() => vi.fn(() => "new-1"));
const go = vi.hoisted(() => vi.fn());
const views = vi.hoisted(() => ({ models: [] as readonly ModelView[], chosen: 0, mayWrite: true }));
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => ({ send }) }));
vi.mock("@/hooks/access/useMayWrite", () => ({ useMayWrite: () => views.mayWrite }));
vi.mock("@/hooks/chat/useModels", () => ({ useModels: () => views.models }));
vi.mock("@/hooks/chat/useModelChoice", () => ({
  useModelChoice: () => ({ model: views.models[views.chosen] }),
}));
vi.mock("./ScreenContext", () => ({ useScreen: () => ({ go }) }));

const demo: ModelView = { id: "demo", name: "Demonstration", default: true };
const small: ModelView = { id: "openai/small", name: "Small", default: false };

beforeEach(() => {
  views.models = [demo];
  views.chosen = 0;
  views.mayWrite = true;
});

it("suggests nothing to a viewer, who may send nothing", () => {
  views.mayWrite = false;
  render(<EmptyState />);
  expect(screen.queryAllByRole("button")).toEqual([]);
});

it("says how to connect a model to who asks, while there is the demonstration alone", () => {
  render(<EmptyState />);
  expect(screen.getByText(/The built-in demonstration answers here/)).toBeTruthy();
  const ask = screen.getByRole("button", { name: "Connect a real model" });
  const answer = screen.getByText(/Start the server with/);
  expect([ask.getAttribute("aria-expanded"), answer.hidden]).toEqual(["false", true]);
  fireEvent.click(ask);
  expect([ask.getAttribute("aria-expanded"), answer.hidden]).toEqual(["true", false]);
  expect(answer.textContent).toContain("--openai-base-url");
  expect(screen.getByRole("button", { name: /Fail in the middle/ })).toBeTruthy();
});

it("says what this is before it is known who answers, and suggests nothing yet", () => {
  views.models = [];
  const { container } = render(<EmptyState />);
  expect(screen.getByRole("heading", { name: "Thalweg" })).toBeTruthy();
  expect(container.querySelector("[data-slot=connect]")).toBeNull();
  expect(container.querySelector("ul")?.className).toContain("invisible");
});

it("suggests what a real model can do, and says nothing of connecting, once there is one", () => {
  views.models = [demo, small];
  views.chosen = 1;
  const { container } = render(<EmptyState />);
  expect(container.querySelector("[data-slot=connect]")).toBeNull();
  expect(screen.queryByRole("button", { name: /Fail in the middle/ })).toBeNull();
  expect(screen.getAllByRole("button")).toHaveLength(4);
});

it("asks what is pressed, in a new chat", () => {
  render(<EmptyState />);
  fireEvent.click(screen.getByRole("button", { name: /Show me/ }));
  expect(send).toHaveBeenCalledExactlyOnceWith("Show me what you can do");
  expect(go).toHaveBeenCalledExactlyOnceWith("new-1");
});
