import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { readDraft, writeDraft } from "@/lib/drafts";
import { ErrorBoundary } from "./ErrorBoundary";

afterEach(() => vi.restoreAllMocks());

let broken = true;

function Part() {
  if (broken) throw new Error("cannot be drawn");
  return <p>drawn again</p>;
}

it("keeps the draft and the rest of the page, and leads back", async () => {
  // React tells the console of what was thrown, beside the boundary.
  vi.spyOn(console, "error").mockReturnValue();
  writeDraft("c", "half a thought");
  broken = true;
  render(
    <>
      <ErrorBoundary>
        <Part />
      </ErrorBoundary>
      <p>beside it</p>
    </>,
  );
  expect(screen.getByRole("alert").textContent).toContain(
    "Your draft and your conversations are safe",
  );
  expect(screen.getByText("beside it")).toBeDefined();
  expect(readDraft("c")).toBe("half a thought");
  broken = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(screen.getByText("drawn again")).toBeDefined();
  expect(readDraft("c")).toBe("half a thought");
});
