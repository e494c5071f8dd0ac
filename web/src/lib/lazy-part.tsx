import { type ComponentType, lazy } from "react";

/** How long a part that did not come is waited for before it is fetched again; then it has failed. */
const WAITS_MS = [500, 1_500, 4_000] as const;
/** Without a network it is looked for this often, and when the browser says that it is back. */
const OFFLINE_MS = 15_000;

/**
 * Fetches a part of the page as often as it takes: a network that is lost in just that moment costs
 * nothing but time. A server that is there and does not have it, as after an update, is not asked
 * for ever.
 */
export function patiently<T>(load: () => Promise<T>): () => Promise<T> {
  async function fetchPart(tried: number): Promise<T> {
    try {
      return await load();
    } catch (error) {
      const offline = navigator.onLine === false;
      const wait = offline ? OFFLINE_MS : WAITS_MS[tried];
      if (wait === undefined) throw error;
      await timeOrNetwork(wait);
      return fetchPart(offline ? tried : tried + 1);
    }
  }
  return () => fetchPart(0);
}

/** What has failed, each with how it is made ready to be fetched anew. */
const failed = new Set<() => void>();

/** What has failed is fetched anew when it is drawn next; until then React keeps its failure. */
export function forgetFailedParts(): void {
  for (const renew of failed) renew();
  failed.clear();
}

/** `lazy`, fetched patiently; `forgetFailedParts` before one that failed is drawn again. */
export function lazyPart<P extends object>(
  load: () => Promise<{ readonly default: ComponentType<P> }>,
): ComponentType<P> {
  const make = () =>
    lazy<ComponentType<P>>(() =>
      patiently(load)().catch((error: unknown) => {
        failed.add(() => {
          Part = make();
        });
        throw error;
      }),
    );
  let Part = make();
  // biome-ignore lint/correctness/noComponentHookFactories: made once for each part, as `lazy` does.
  return function LazyPart(props: P) {
    return <Part {...props} />;
  };
}

function timeOrNetwork(wait: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, wait);
    window.addEventListener("online", done);
  });
}
