import { createClient, type StreamEvent, type ThalwegClient } from "@thalweg/client";
import { checkEvent, checkedFetch } from "./validators";

/**
 * The page's client: same origin, the session's cookie, one for the life of the page.
 *
 * In development everything that comes in is compared with the contract's schemas; a build for
 * production leaves them out, for they are larger than the client.
 */
export function createPageClient(): ThalwegClient {
  if (process.env.NODE_ENV === "production") return createClient();
  const client = createClient({ fetch: checkedFetch((input, init) => fetch(input, init)) });
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
