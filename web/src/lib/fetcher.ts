import { createClient, type StreamEvent, type ThalwegClient } from "@thalweg/client";
import { pageFetch } from "./page-fetch";
import { checkEvent } from "./validators";

/**
 * The page's client: same origin, the session's cookie, one for the life of the page. `refresh` is
 * called when a stream's session has ended, and tells whether there is a new one.
 *
 * In development everything that comes in is compared with the contract's schemas; a build for
 * production leaves them out, for they are larger than the client.
 */
export function createPageClient(refresh?: () => Promise<boolean>): ThalwegClient {
  const client = createClient({ fetch: pageFetch(), ...(refresh !== undefined && { refresh }) });
  if (process.env.NODE_ENV === "production") return client;
  return {
    ...client,
    subscribeEvents: ({ onEvent, ...stream }) =>
      client.subscribeEvents({
        ...stream,
        onEvent: (event: StreamEvent) => {
          void checkEvent(event);
          onEvent(event);
        },
      }),
  };
}
