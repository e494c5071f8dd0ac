import { createClient, type ThalwegClient } from "@thalweg/client";

/** The page's client: same origin, the session's cookie, one for the life of the page. */
export function createPageClient(): ThalwegClient {
  return createClient();
}
