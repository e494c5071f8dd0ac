import { createStore, type StoreApi } from "zustand/vanilla";
import type { AuthInfo, Me, ProviderNews, Role, SignInLink } from "@/types/access";

export type AccessState = {
  /**
   * `unknown` until the server said who is asking; `out`: it knows nobody and wants a sign-in;
   * `ended`: the session of whoever the page shows is over.
   */
  readonly status: "unknown" | "in" | "out" | "ended";
  /** How people come in here; undefined until it matters. */
  readonly auth: AuthInfo | undefined;
  /** Whom the page shows; stays when their session has ended. */
  readonly me: Me | undefined;
  /** The one-time link that the page was opened with, until it was used. */
  readonly link: SignInLink | null;
  /** Why somebody came back from the identity provider and is not signed in, until it was read. */
  readonly news: ProviderNews | null;
  /** What somebody who is in wants to do nevertheless. */
  readonly wish: "sign-in" | "register" | "sign-out" | null;
  /** The page is being loaded anew for somebody else, and shows nothing meanwhile. */
  readonly leaving: boolean;
};

export type AccessStore = StoreApi<AccessState>;

export function createAccessStore(): AccessStore {
  return createStore<AccessState>(() => ({
    status: "unknown",
    auth: undefined,
    me: undefined,
    link: null,
    news: null,
    wish: null,
    leaving: false,
  }));
}

/** Whether something about signing in lies over the page. */
export function selectGated({ status, link, wish, auth }: AccessState): boolean {
  // A link is a matter of accounts only once it is known that there are any.
  const byLink = link !== null && auth?.accounts === true && status !== "unknown";
  return status === "out" || status === "ended" || byLink || wish !== null;
}

export function selectRole({ me }: AccessState): Role | undefined {
  return me?.principal.role;
}

/** Whether there is somebody who can sign in or out; in a local server nobody does. */
export function selectHasAccounts({ auth, me }: AccessState): boolean {
  return auth?.accounts === true || me?.account !== undefined;
}

export function selectIsAdmin(state: AccessState): boolean {
  const role = state.me?.account?.role;
  return role === "owner" || role === "admin";
}
