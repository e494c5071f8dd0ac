import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { JobApproval } from "@thalweg/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ToolInvocationCard } from "@/components/ToolInvocationCard";
import type { CallView } from "@/types/tools";
import type { OnAnswer } from "./QuestionBox";

const ask = (id: string): JobApproval => ({
  id,
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
  form: {
    server: "trips",
    message: "Where to?",
    schema: {
      type: "object",
      properties: {
        age: { type: "integer", maximum: 99 },
        town: { type: "string", title: "Town" },
        zone: { type: "string", title: "Zone" },
      },
      required: ["town"],
      additionalProperties: false,
    },
    order: ["zone", "town", "age"],
  },
});

const calls = (questions: readonly JobApproval[], status: CallView["status"]): CallView => ({
  id: "1",
  name: "book",
  args: {},
  status,
  questions,
  log: "",
});

const onAnswer = vi.fn<OnAnswer>();
const card = (call: CallView) => (
  <ToolInvocationCard call={call} onDecide={() => Promise.resolve()} onAnswer={onAnswer} />
);
const field = (name: RegExp) => screen.getByRole<HTMLInputElement>("textbox", { name });
const faults = () =>
  [...document.querySelectorAll("[data-slot=fault]")].map(({ textContent }) => textContent);

let number = 0;
let question = ask("q");
async function show() {
  const shown = render(card(calls([question], "awaiting-approval")));
  await screen.findByRole("form", { name: "Answer to trips" });
  return shown;
}

beforeEach(() => {
  // What is written is kept under the id.
  number += 1;
  question = ask(`q${number}`);
  onAnswer.mockReset().mockResolvedValue(undefined);
});
afterEach(cleanup);

it("says which server asks, and has the fields in its order", async () => {
  await show();
  expect(screen.getByText("book asks you something")).toBeDefined();
  expect(document.querySelector("[data-slot=question]")?.textContent).toContain(
    "The server trips asks:Where to?",
  );
  const labels = screen.getAllByRole("textbox").map((box) => box.closest("div")?.textContent);
  expect(labels).toEqual(["Zoneoptional", "Town", "Ageoptional"]);
  expect(screen.queryByRole("button", { name: "Allow once" })).toBeNull();
});

it("sends nothing while something is wrong, and goes to the first such field", async () => {
  await show();
  fireEvent.change(field(/^Age/), { target: { value: "100" } });
  fireEvent.click(screen.getByRole("button", { name: "Send the answer" }));
  await waitFor(() => expect(document.activeElement).toBe(field(/^Town/)));
  expect(faults()).toEqual(["This must be given.", "Give a number at most 99."]);
  expect(onAnswer).not.toHaveBeenCalled();
  fireEvent.change(field(/^Age/), { target: { value: "9" } });
  fireEvent.change(field(/^Town/), { target: { value: "Brest" } });
  fireEvent.keyDown(field(/^Town/), { key: "Enter", ctrlKey: true });
  const content = { age: 9, town: "Brest" };
  expect(onAnswer.mock.calls).toEqual([[question.id, { decision: "allow", content }]]);
});

it("shows at its field what the server finds wrong", async () => {
  onAnswer.mockResolvedValue([{ path: "content.town", message: "There is no such town" }]);
  await show();
  fireEvent.change(field(/^Town/), { target: { value: "Atlantis" } });
  fireEvent.click(screen.getByRole("button", { name: "Send the answer" }));
  await waitFor(() => expect(faults()).toEqual(["There is no such town."]));
  await waitFor(() => expect(document.activeElement).toBe(field(/^Town/)));
  expect(field(/^Town/).value).toBe("Atlantis");
});

it.each([
  ["Decline", "deny"],
  ["Dismiss", "cancel"],
] as const)("%s needs nothing to be filled in", async (name, decision) => {
  await show();
  fireEvent.click(screen.getByRole("button", { name }));
  expect(onAnswer.mock.calls).toEqual([[question.id, { decision }]]);
});

it("is closed and told when it was answered elsewhere, and the keyboard stays in the card", async () => {
  const { rerender } = await show();
  field(/^Town/).focus();
  const answered = {
    ...question,
    decision: "allow",
    by: "owner",
    content: { town: "Riga" },
  } as const;
  rerender(card(calls([answered], "running")));
  expect(screen.queryByRole("form")).toBeNull();
  expect(screen.getByRole("status").textContent).toBe(
    "Answered by the owner. Nothing was sent from here.",
  );
  expect(document.querySelector("[data-slot=answered]")?.textContent).toContain("Riga");
  expect(document.activeElement).toBe(screen.getByRole("article"));
});

it("says nothing of elsewhere when it was answered here", async () => {
  const { rerender } = await show();
  fireEvent.click(screen.getByRole("button", { name: "Decline" }));
  await waitFor(() => expect(onAnswer).toHaveBeenCalled());
  rerender(card(calls([{ ...question, decision: "deny", by: "owner" }], "running")));
  expect(screen.getByRole("status").textContent).toBe("");
  expect(document.querySelector("[data-slot=answered]")?.textContent).toContain(
    "trips asked: “Where to?” Declined by the owner.",
  );
});

it("asks what is asked now, and no more for leave that was given", async () => {
  const first = { ...question, id: "first", decision: "deny", by: "owner" } as const;
  const next = ask("next");
  const { rerender } = render(card(calls([first, next], "awaiting-approval")));
  await screen.findByRole("form", { name: "Answer to trips" });
  fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(onAnswer.mock.calls).toEqual([["next", { decision: "cancel" }]]);
  // The call asks again, and what is not known yet.
  const { expiresAt } = question;
  const leave = { id: "leave", expiresAt, decision: "allow", by: "owner" } as const;
  rerender(card({ ...calls([first], "awaiting-approval"), approval: leave }));
  expect(screen.queryByRole("form")).toBeNull();
  expect(screen.queryByRole("button", { name: "Allow once" })).toBeNull();
});

it("says so when nobody answered in time", () => {
  render(card(calls([{ ...question, decision: "expired" }], "done")));
  expect(document.querySelector("[data-slot=answered]")?.textContent).toContain(
    "Nobody answered in time.",
  );
});
