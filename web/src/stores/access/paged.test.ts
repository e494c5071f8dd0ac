import { ThalwegError } from "@thalweg/client";
import { beforeEach, expect, it, vi } from "vitest";
import type { Page } from "@/types/access";
import { createPaged } from "./paged";

type Item = { readonly id: string; readonly text?: string };
const network = () =>
  new ThalwegError({ code: "network", message: "gone", status: 0, retryable: true });

let answers: (Page<Item> | Error)[] = [];
const asked: (string | undefined)[] = [];
const load = async (cursor?: string) => {
  asked.push(cursor);
  const answer = answers.shift();
  if (answer === undefined || answer instanceof Error) throw answer ?? network();
  return answer;
};
const list = () => createPaged<Item>(load, ({ id }) => id);
const ids = (paged: ReturnType<typeof list>) => paged.store.getState().items.map(({ id }) => id);

beforeEach(() => {
  answers = [];
  asked.length = 0;
  vi.spyOn(console, "warn").mockReturnValue();
});

it("comes page by page, each entry once", async () => {
  answers = [
    { items: [{ id: "c" }, { id: "b" }], nextCursor: "1" },
    { items: [{ id: "b" }, { id: "a" }] },
  ];
  const paged = list();
  expect(paged.store.getState().status).toBe("loading");
  await paged.reload();
  await Promise.all([paged.loadMore(), paged.loadMore()]);
  expect(ids(paged)).toEqual(["c", "b", "a"]);
  expect(asked).toEqual([undefined, "1"]);
  await paged.loadMore();
  expect(asked).toHaveLength(2);
});

it("says why there is nothing, and keeps what there is where it cannot be renewed", async () => {
  const paged = list();
  await paged.reload();
  expect(paged.store.getState()).toMatchObject({ status: "error", problem: { code: "network" } });
  answers = [{ items: [{ id: "a" }] }];
  await paged.reload();
  expect(paged.store.getState().problem).toBeUndefined();
  await paged.reload();
  expect(paged.store.getState()).toMatchObject({ status: "ready", problem: { code: "network" } });
  expect(ids(paged)).toEqual(["a"]);
});

it("takes a failed page again from its place", async () => {
  answers = [{ items: [{ id: "b" }], nextCursor: "1" }, network(), { items: [{ id: "a" }] }];
  const paged = list();
  await paged.reload();
  await paged.loadMore();
  expect(paged.store.getState()).toMatchObject({ loadingMore: false, nextCursor: "1" });
  await paged.loadMore();
  expect(ids(paged)).toEqual(["b", "a"]);
  expect(paged.store.getState().problem).toBeUndefined();
});

it("lets go the answer to a question that was put before the last one", async () => {
  let answer: (page: Page<Item>) => void = () => undefined;
  const paged = createPaged<Item>(
    (cursor) => (cursor === undefined ? load() : new Promise((done) => (answer = done))),
    ({ id }) => id,
  );
  answers = [{ items: [{ id: "old" }], nextCursor: "1" }, { items: [{ id: "new" }] }];
  await paged.reload();
  const late = paged.loadMore();
  await paged.reload();
  answer({ items: [{ id: "late" }] });
  await late;
  expect(ids(paged)).toEqual(["new"]);
});

it("shows what was changed in its place, what is new in front, and no more what is gone", async () => {
  answers = [{ items: [{ id: "b" }, { id: "a" }] }];
  const paged = list();
  await paged.reload();
  paged.put({ id: "a", text: "other" });
  paged.put({ id: "c" });
  paged.drop("b");
  expect(paged.store.getState().items).toEqual([{ id: "c" }, { id: "a", text: "other" }]);
});
