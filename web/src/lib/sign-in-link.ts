import type { SignInLink } from "@/types/access";

const FRAGMENT = /^#(owner|invite)=([A-Za-z0-9._~-]{8,256})$/;

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
