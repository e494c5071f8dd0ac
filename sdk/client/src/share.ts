import { browserTabs, watchPage } from "./browser/tabs.ts";
import type { ThalwegClient } from "./client.ts";
import { type SharedEvents, type SharedEventsOptions, shareEvents } from "./core/shared-events.ts";

export type ShareOptions = Partial<SharedEventsOptions> & {
  readonly client: Pick<ThalwegClient, "subscribeEvents">;
  /**
   * Tabs with the same name share one stream. Name who is asking in it (`me.principal.id`), so that
   * no tab reads with the credential of somebody else.
   */
  readonly name: string;
};

/**
 * One event stream for all tabs of a browser, by Web Locks and BroadcastChannel; a stream for each
 * tab where there are none. `subscribe` takes what `client.subscribeEvents` takes.
 */
export function shareBetweenTabs({ client, name, ...options }: ShareOptions): SharedEvents {
  const share = shareEvents({
    open: client.subscribeEvents,
    tabs: browserTabs(`thalweg:${name}`),
    ...options,
  });
  const unwatch = watchPage(share.suspend, share.resume);
  return {
    ...share,
    get leading() {
      return share.leading;
    },
    close() {
      unwatch();
      share.close();
    },
  };
}
