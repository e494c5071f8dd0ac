import type { TabMessage, Tabs } from "../core/shared-types.ts";

/**
 * The tabs of this browser that share under one name; undefined where they cannot: no Web Locks,
 * as on a page without a secure context, or no BroadcastChannel.
 */
export function browserTabs(name: string): Tabs | undefined {
  if (typeof navigator === "undefined" || typeof BroadcastChannel === "undefined") return undefined;
  const locks: LockManager | undefined = navigator.locks;
  if (locks === undefined) return undefined;

  const channel = new BroadcastChannel(name);
  let open = true;
  return {
    post: (message) => {
      if (open) channel.postMessage(message);
    },
    listen(onMessage) {
      const listener = ({ data }: MessageEvent<TabMessage>) => onMessage(data);
      channel.addEventListener("message", listener);
      return () => {
        open = false;
        channel.removeEventListener("message", listener);
        channel.close();
      };
    },
    elect({ won, lost }, take = false) {
      const waiting = new AbortController();
      let release: (() => void) | undefined;
      let withdrawn = false;
      const hold = () =>
        new Promise<void>((resolve) => {
          release = resolve;
          if (withdrawn) resolve();
          else won();
        });
      const options: LockOptions = take ? { steal: true } : { signal: waiting.signal };
      locks.request(name, options, hold).catch(() => {
        if (withdrawn) return;
        // Either another tab has taken it, or there are no locks to be had for this page.
        if (release === undefined) won();
        else lost();
      });
      return () => {
        withdrawn = true;
        release?.();
        waiting.abort();
      };
    },
  };
}

/** Calls back when the page is left, and when it comes back from the back/forward cache. */
export function watchPage(onLeave: () => void, onReturn: () => void): () => void {
  if (typeof window === "undefined") return () => undefined;
  const shown = (event: PageTransitionEvent) => {
    if (event.persisted) onReturn();
  };
  window.addEventListener("pagehide", onLeave);
  window.addEventListener("pageshow", shown);
  return () => {
    window.removeEventListener("pagehide", onLeave);
    window.removeEventListener("pageshow", shown);
  };
}
