import { type ThalwegClient, ThalwegError } from "@thalweg/client";
import { logger } from "./logger";

const FRAGMENT = /^#owner=([0-9a-f]{64})$/;

/**
 * Becomes the owner if the address is the one-time link that the server printed.
 *
 * The token leaves the address bar and the history as soon as the server has judged it. A token
 * that was used before changes nothing: whoever used it has the cookie.
 */
export async function claimOwner(client: Pick<ThalwegClient, "claimOwner">): Promise<void> {
  const { hash, pathname, search } = window.location;
  const token = FRAGMENT.exec(hash)?.[1];
  if (token === undefined) return;
  try {
    await client.claimOwner(token);
  } catch (error) {
    if (!(error instanceof ThalwegError) || error.code !== "forbidden") throw error;
    logger.warn("the owner's link was used before");
  }
  window.history.replaceState(window.history.state, "", pathname + search);
}
