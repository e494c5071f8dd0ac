import type { StoreApi } from "zustand/vanilla";
import { createStore } from "zustand/vanilla";
import { toProblem } from "@/stores/chat-runtime";
import type { Page } from "@/types/access";
import type { MessageError } from "@/types/chat";

export type PagedState<T> = {
  /** `error`: nothing could be loaded; with `ready`, a `problem` says why it is old or not whole. */
  readonly status: "loading" | "ready" | "error";
  readonly items: readonly T[];
  readonly nextCursor?: string;
  readonly loadingMore: boolean;
  readonly problem?: MessageError;
};

export type Paged<T> = ReturnType<typeof createPaged<T>>;

/** A list of the server's that comes page by page; `idOf` tells its entries apart. */
export function createPaged<T>(
  load: (cursor?: string) => Promise<Page<T>>,
  idOf: (item: T) => string | number,
) {
  const store: StoreApi<PagedState<T>> = createStore<PagedState<T>>(() => ({
    status: "loading",
    items: [],
    loadingMore: false,
  }));
  /** Counts loads from the start: an answer to an earlier one is of a list that is gone. */
  let loads = 0;

  async function reload(): Promise<void> {
    loads += 1;
    const mine = loads;
    try {
      const { items, nextCursor } = await load();
      if (mine !== loads) return;
      store.setState(
        {
          status: "ready",
          items,
          loadingMore: false,
          ...(nextCursor !== undefined && { nextCursor }),
        },
        true,
      );
    } catch (error) {
      if (mine !== loads) return;
      // What is in sight already is worth more than the news that it could not be renewed.
      store.setState(({ status }) => ({
        status: status === "ready" ? "ready" : "error",
        loadingMore: false,
        problem: toProblem(error),
      }));
    }
  }

  async function loadMore(): Promise<void> {
    const { nextCursor, loadingMore } = store.getState();
    if (nextCursor === undefined || loadingMore) return;
    const mine = loads;
    store.setState({ loadingMore: true });
    try {
      const page = await load(nextCursor);
      if (mine !== loads) return;
      store.setState(({ items, nextCursor: _, problem: __, ...rest }) => {
        const known = new Set(items.map(idOf));
        const fresh = page.items.filter((item) => !known.has(idOf(item)));
        return {
          ...rest,
          items: [...items, ...fresh],
          loadingMore: false,
          ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }),
        };
      }, true);
    } catch (error) {
      if (mine !== loads) return;
      store.setState({ loadingMore: false, problem: toProblem(error) });
    }
  }

  return {
    store,
    reload,
    loadMore,
    /** Puts what is new in front, and what is known in its place. */
    put(item: T): void {
      store.setState(({ items }) => {
        const known = items.some((one) => idOf(one) === idOf(item));
        if (!known) return { items: [item, ...items] };
        return { items: items.map((one) => (idOf(one) === idOf(item) ? item : one)) };
      });
    },
    drop(id: string | number): void {
      store.setState(({ items }) => ({ items: items.filter((one) => idOf(one) !== id) }));
    },
  };
}
