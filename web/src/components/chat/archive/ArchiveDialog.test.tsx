import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import type { ConversationPageView, MessageError } from "@/types/chat";
import ArchiveDialog from "./ArchiveDialog";

const actions = vi.hoisted(() => ({
  listArchived: vi.fn<(cursor?: string) => Promise<ConversationPageView>>(),
  listDeleted: vi.fn<(cursor?: string) => Promise<ConversationPageView>>(),
  restoreDeleted: vi.fn<(id: string) => Promise<void>>(),
  setArchived: vi.fn(),
}));
const go = vi.hoisted(() => vi.fn());
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => actions }));
vi.mock("../ScreenContext", () => ({
  useScreen: () => ({ go }),
  chatHref: (id: string) => `/chat?id=${id}`,
}));

const conversation = (id: string) => ({
  id,
  title: `Title of ${id}`,
  pinned: false,
  archived: true,
  updatedAt: "2026-01-05T00:00:00.000Z",
  running: false,
});
const shown = () => screen.queryAllByRole("link").map((link) => link.textContent);

beforeEach(() => {
  for (const action of [...Object.values(actions), go]) action.mockReset();
});

it("lists what is archived, page by page, and opens it", async () => {
  actions.listArchived.mockResolvedValueOnce({
    conversations: [conversation("x")],
    nextCursor: "c",
  });
  actions.listArchived.mockResolvedValueOnce({ conversations: [conversation("y")] });
  const onClose = vi.fn();
  render(<ArchiveDialog onClose={onClose} />);
  fireEvent.click(await screen.findByRole("button", { name: "Show more" }));
  const second = await screen.findByRole("link", { name: /Title of y/ });
  expect(actions.listArchived.mock.calls).toEqual([[undefined], ["c"]]);
  expect(shown()).toHaveLength(2);
  fireEvent.click(second);
  expect(go).toHaveBeenCalledExactlyOnceWith("y");
  expect(onClose).toHaveBeenCalledOnce();
});

it("takes one back into the list", async () => {
  actions.listArchived.mockResolvedValue({ conversations: [conversation("x")] });
  render(<ArchiveDialog onClose={vi.fn()} />);
  fireEvent.click(
    await screen.findByRole("button", { name: "Take “Title of x” out of the archive" }),
  );
  expect(actions.setArchived).toHaveBeenCalledExactlyOnceWith("x", false);
  expect(shown()).toEqual([]);
  expect(screen.getByText(/Nothing is archived/)).toBeTruthy();
});

it("tells that it could not be loaded, and tries again", async () => {
  actions.listArchived.mockRejectedValueOnce({ code: "network", message: "m" } as MessageError);
  actions.listArchived.mockResolvedValueOnce({ conversations: [conversation("x")] });
  render(<ArchiveDialog onClose={vi.fn()} />);
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be reached");
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: /Title of x/ })).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

it("lists what was deleted, how long it is kept, and restores it", async () => {
  vi.useFakeTimers({ now: Date.parse("2026-01-10T00:00:00.000Z"), toFake: ["Date"] });
  actions.listArchived.mockResolvedValue({ conversations: [] });
  actions.listDeleted.mockResolvedValue({
    conversations: [{ ...conversation("d"), deletedAt: "2026-01-05T12:00:00.000Z" }],
  });
  render(<ArchiveDialog onClose={vi.fn()} />);
  fireEvent.keyDown(screen.getByRole("tab", { name: "Archived" }), { key: "ArrowRight" });
  expect((await screen.findByRole("listitem")).textContent).toContain("26 days left");
  expect(document.activeElement).toBe(screen.getByRole("tab", { name: "Deleted" }));
  actions.restoreDeleted.mockRejectedValueOnce({ code: "network", message: "m" } as MessageError);
  fireEvent.click(screen.getByRole("button", { name: "Restore “Title of d”" }));
  expect((await screen.findByRole("alert")).textContent).toContain("cannot be reached");
  actions.restoreDeleted.mockResolvedValueOnce();
  fireEvent.click(screen.getByRole("button", { name: "Restore “Title of d”" }));
  expect(await screen.findByText(/Nothing was deleted/)).toBeTruthy();
  vi.useRealTimers();
});
