import type { ProviderNews, SignInLink } from "@/types/access";

const FRAGMENT = /^#(owner|invite)=([A-Za-z0-9._~-]{8,256})$/;

const NEWS = /^#signin=([a-z]{1,20})$/;
const KNOWN: ReadonlySet<string> = new Set<ProviderNews>([
  "denied",
  "expired",
  "failed",
  "unavailable",
  "invite",
  "disabled",
  "busy",
]);

/** Why somebody came back from the identity provider and is not signed in, if they did. */
export function takeProviderNews(): ProviderNews | null {
  const { hash, pathname, search } = window.location;
  const word = NEWS.exec(hash)?.[1];
  if (word === undefined) return null;
  window.history.replaceState(window.history.state, "", pathname + search);
  // A word of a later server is one of these: it did not work.
  return KNOWN.has(word) ? (word as ProviderNews) : "failed";
}

/** The path that the provider is to send somebody back to: where they are, as far as the server takes it. */
export function placeToReturn(): string {
  const { pathname, search } = window.location;
  const place = pathname + search;
  return /^\/[A-Za-z0-9/\-._~%?=&+:@,]*$/.test(place) ? place : pathname;
}

/**
 * The one-time link that the page was opened with, if its address is one. The token leaves the
 * address bar and the history at once: it is kept by whoever asked, and nowhere else.
 */
export function takeLink(): SignInLink | null {
  const { hash, pathname, search } = window.location;
  const [, kind, token] = FRAGMENT.exec(hash) ?? [];
  if (kind === undefined || token === undefined) return null;
  window.history.replaceState(window.history.state, "", pathname + search);
  return { kind: kind as SignInLink["kind"], token };
}
