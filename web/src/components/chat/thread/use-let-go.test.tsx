import { renderHook } from "@testing-library/react";
import type { VirtualizerHandle } from "virtua";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawerStore } from "@/stores/drawer.store";
import type { ConnectionView } from "@/types/chat";
import type { Row } from "./rows";
import type { ThreadScroller } from "./thread-scroller";
import { useLetGo } from "./use-let-go";

const letGoOlder = vi.hoisted(() => vi.fn<(wanted: readonly string[]) => void>());
const views = vi.hoisted(() => ({ connection: { state: "live", since: 0 } as ConnectionView }));
vi.mock("@/hooks/chat/useChatActions", () => ({ useChatActions: () => ({ letGoOlder }) }));
vi.mock("@/hooks/chat/useConnection", () => ({ useConnection: () => views.connection }));
vi.mock("@/lib/idle", () => ({
  whenIdle: (jobs: readonly (() => unknown)[]) => {
    for (const job of jobs) job();
    return () => undefined;
  },
}));

const HEIGHT = 100;
const rows = Array.from({ length: 200 }, (_, at) => ({ id: `m${at}` }) as Row);
let box: HTMLElement;
let away: boolean;

/** A thread of 200 rows of 100 px each in a window of one, at its end. */
beforeEach(() => {
  document.body.innerHTML = `<div id="box"><p data-row tabindex="-1">words</p></div>`;
  box = document.getElementById("box") as HTMLElement;
  const size = { clientHeight: HEIGHT, scrollHeight: rows.length * HEIGHT };
  for (const [name, value] of Object.entries(size)) {
    Object.defineProperty(box, name, { value, configurable: true });
  }
  box.scrollTop = (rows.length - 1) * HEIGHT;
  away = false;
  views.connection = { state: "live", since: 0 };
  letGoOlder.mockClear();
});
afterEach(() => {
  drawerStore.setState({ shown: null });
  vi.restoreAllMocks();
});

function look(more: { readonly busy?: boolean; readonly shownId?: string } = {}) {
  const list = {
    findItemIndex: (at: number) => Math.max(0, Math.floor(at / HEIGHT)),
  } as VirtualizerHandle;
  const view = { away };
  const scroller = { watch: () => () => undefined, view } as unknown as ThreadScroller;
  const given = { box: { current: box }, list: { current: list }, rows, scroller };
  renderHook(() => useLetGo({ ...given, busy: false, shownId: undefined, ...more }));
  return letGoOlder.mock.calls.map(([wanted]) => wanted);
}

test("who stands at the end keeps six screens above and what the address names", () => {
  expect(look()).toEqual([["m193"]]);
  expect(look({ shownId: "m7" }).at(-1)).toEqual(["m193", "m7"]);
});

test("what is not so high above the end is not even asked for", () => {
  Object.defineProperty(box, "scrollHeight", { value: 6 * HEIGHT });
  box.scrollTop = 5 * HEIGHT;
  expect(look()).toEqual([]);
});

/** Something is marked in an element, or in none; the browser of these tests knows no such thing. */
function mark(within: Element | null) {
  const containsNode = (node: Node) => node === within;
  const selection = { isCollapsed: false, containsNode } as unknown as Selection;
  vi.spyOn(document, "getSelection").mockReturnValue(selection);
}

const uses: Readonly<Record<string, () => void>> = {
  "reads further up": () => {
    box.scrollTop = 50 * HEIGHT;
  },
  "went away from the end": () => {
    away = true;
  },
  "has no way to the server": () => {
    views.connection = { state: "offline", since: 0 };
  },
  "has marked something": () => mark(box),
  "has the focus in a row": () => box.querySelector("p")?.focus(),
  "reads something beside it": () => drawerStore.setState({ shown: { title: "t", text: "x" } }),
};

test.each(Object.keys(uses))("nothing goes while one %s", (use) => {
  uses[use]?.();
  expect(look()).toEqual([]);
});

test("nothing goes while an answer is written or something is looked for", () => {
  expect(look({ busy: true })).toEqual([]);
});

test("what is marked elsewhere, and the focus there, keep nothing", () => {
  document.body.insertAdjacentHTML("beforeend", `<input id="field">`);
  document.getElementById("field")?.focus();
  mark(document.getElementById("field"));
  expect(look()).toEqual([["m193"]]);
});
