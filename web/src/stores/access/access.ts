import { ThalwegError } from "@thalweg/client";
import type { AccessApi, Registration } from "@/lib/access-api";
import { logger } from "@/lib/logger";
import {
  forgetPerson,
  goToProvider,
  takeOver,
  tellSignedIn,
  wasAtProvider,
  watchPerson,
} from "@/lib/person-storage";
import { placeToReturn, takeLink, takeProviderNews } from "@/lib/sign-in-link";
import { onUnauthorized } from "@/lib/watched-fetch";
import type { Account, Me, SignedIn } from "@/types/access";
import { type AccessStore, createAccessStore } from "./access.store";

export type Access = ReturnType<typeof createAccess>;

/** What the parts of the page that ask the server need of it. */
export type Identity = Pick<Access, "store" | "prepare" | "met" | "refused" | "check" | "back">;

type AccessOptions = {
  readonly api: AccessApi;
  /** Loads the page anew at an address. */
  readonly leave?: (href: string) => void;
  /** Goes to an address elsewhere, from which one can come back. */
  readonly visit?: (href: string) => void;
};

/** What came of the question who is asking. `closed`: nobody, and nobody could sign in. */
type Answer = "in" | "out" | "closed" | "leaving" | "unreachable";

/** How long it takes until the question is put again that nobody answered. */
const AGAIN_MS = 2_000;

const isUnauthorized = (error: unknown) => error instanceof ThalwegError && error.status === 401;

/**
 * Who the page belongs to, and how they come in and go out.
 *
 * The page shows one person for its life. When their session ends, everything stays as it is until
 * they are back; should it be somebody else who signs in, what was kept is cleared and the page is
 * loaded anew, so that no part of it can show what is not theirs.
 */
export function createAccess({ api, leave = replacePage, visit = goTo }: AccessOptions) {
  const store: AccessStore = createAccessStore();
  const set = store.setState;
  /** The principal that the page shows. */
  let here: string | undefined;
  let checking: Promise<Answer> | undefined;

  function goAway(href: string): void {
    set({ leaving: true });
    leave(href);
  }

  /** To be called before the server is asked who is asking. Rejects if it cannot be reached. */
  async function prepare(): Promise<void> {
    const news = takeProviderNews();
    if (news !== null) {
      const auth = await api.getAuth();
      set({ auth, news, wish: "sign-in" });
    }
    const link = takeLink() ?? store.getState().link;
    if (link === null) return;
    set({ link });
    const auth = await api.getAuth();
    set({ auth });
    if (auth.accounts) return;
    if (link.kind === "owner") await claimOwner(link.token);
    set({ link: null });
  }

  /** A link was opened in a tab that has the page already, which the browser does not load anew. */
  async function followLink(): Promise<void> {
    try {
      await prepare();
      // As the owner, who may not be whom the page shows.
      if (store.getState().auth?.accounts === false) await check();
    } catch (error) {
      logger.warn("a link could not be followed", { error });
    }
  }

  /** A token that was used before changes nothing: whoever used it has the cookie. */
  async function claimOwner(token: string): Promise<void> {
    try {
      await api.claimOwner(token);
    } catch (error) {
      if (!(error instanceof ThalwegError) || error.code !== "forbidden") throw error;
      logger.warn("the owner's link was used before");
    }
  }

  /** The server told who is asking. False: it is not the page's person, and the page is left. */
  function met(me: Me): boolean {
    const { id, role } = me.principal;
    if (takeOver(id) || (here !== undefined && here !== id)) {
      const { href, pathname } = window.location;
      // What the address names is the former person's, unless they only just arrived by it.
      goAway(here === undefined ? href : pathname);
      return false;
    }
    const came = wasAtProvider();
    here = id;
    set({ me, status: "in" });
    // The other tabs may have waited for it.
    if (came && me.account !== undefined) tellSignedIn(id, Date.now());
    if (store.getState().auth === undefined && (me.account !== undefined || role === "guest")) {
      api.getAuth().then(
        (auth) => set({ auth }),
        () => logger.warn("it is not known how people sign in here"),
      );
    }
    return true;
  }

  /** The server knows nobody. Resolves to whether a sign-in can change that. */
  async function refused(): Promise<"out" | "closed" | "unreachable"> {
    const { status } = store.getState();
    if (status === "out" || status === "ended") return "out";
    try {
      const auth = await api.getAuth();
      set({ auth });
      if (!auth.accounts) return "closed";
    } catch (error) {
      logger.warn("it is not known how people sign in here", { error });
      return "unreachable";
    }
    set({ status: here === undefined ? "out" : "ended", wish: null });
    return "out";
  }

  async function ask(): Promise<Answer> {
    try {
      return met(await api.getMe()) ? "in" : "leaving";
    } catch (error) {
      return isUnauthorized(error) ? refused() : "unreachable";
    }
  }

  /** Asks the server who is asking, once for all that want to know. */
  function check(): Promise<Answer> {
    checking ??= ask().finally(() => {
      checking = undefined;
    });
    return checking;
  }

  /**
   * Resolves once the page's person is known again: at once if they are, else when they have signed
   * in. False: nobody can sign in here. Never resolves for somebody else.
   */
  async function back(): Promise<boolean> {
    for (;;) {
      const answer = await check();
      if (answer === "in") return true;
      if (answer === "closed") return false;
      if (answer === "leaving") return new Promise(() => undefined);
      if (answer === "out") await signedIn();
      else await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  function signedIn(): Promise<void> {
    return new Promise((resolve) => {
      if (store.getState().status === "in") return resolve();
      const stop = store.subscribe(({ status }) => {
        if (status !== "in") return;
        stop();
        resolve();
      });
    });
  }

  /** Somebody has a new session: finds out whether they are the page's person, and tells other tabs. */
  async function enter(work: Promise<SignedIn>): Promise<void> {
    await work;
    set({ link: null, news: null });
    // The cookie of a sign-in stays; what is not known yet is only whose page this is now.
    while ((await check()) === "unreachable") {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    const { me } = store.getState();
    if (me !== undefined) tellSignedIn(me.principal.id, Date.now());
    set({ wish: null });
  }

  return {
    store,
    prepare,
    met,
    refused,
    check,
    back,

    /** Hears of sessions that end, here and in other tabs, until what it gives back is called. */
    start(): () => void {
      const onHash = () => void followLink();
      window.addEventListener("hashchange", onHash);
      const stops = [
        () => window.removeEventListener("hashchange", onHash),
        onUnauthorized(() => {
          // As long as nobody is known there is nothing that could have ended.
          if (store.getState().status === "in") void check();
        }),
        watchPerson((id) => {
          if (here === undefined && store.getState().status !== "out") return;
          if (id === undefined) goAway(window.location.pathname);
          else void check();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    },

    /** These two reject with a `ThalwegError`; once they resolve the page goes on. */
    signIn: (name: string, password: string) => enter(api.login({ name, password })),
    register: (body: Registration) => enter(api.register(body)),

    /**
     * Leaves for the identity provider, which sends the browser back to where it is. Resolves when
     * it is on its way; rejects with a `ThalwegError`.
     */
    async signInWithProvider(): Promise<void> {
      const { link } = store.getState();
      const token = link === null ? {} : { token: link.token };
      const { url } = await api.startProviderSignIn({ returnTo: placeToReturn(), ...token });
      goToProvider();
      visit(url);
    },

    /** A new guest, in the place of whoever was here. Rejects with a `ThalwegError`. */
    async goOnAsGuest(): Promise<void> {
      // The cookie of a session that is over would be refused for ever.
      await api.logout();
      set({ link: null });
      await check();
    },

    /** Ends this browser's session and forgets what was kept of the person. */
    async signOut(): Promise<void> {
      await api.logout();
      forgetPerson();
      goAway("/chat");
    },

    /** The account is gone, and with it everything that this browser kept of it. */
    gone(): void {
      forgetPerson();
      goAway("/chat");
    },

    /** The account was changed. */
    changed(account: Account): void {
      set(({ me }) => (me === undefined ? {} : { me: { ...me, account } }));
    },

    want: (wish: "sign-in" | "register" | "sign-out") => set({ wish }),
    /** Puts away what somebody wanted, or the link that they came with. */
    dismiss: () => set({ wish: null, link: null, news: null }),
  };
}

function goTo(href: string): void {
  window.location.assign(href);
}

function replacePage(href: string): void {
  // The same address with the same document would only be scrolled.
  if (href === window.location.href) window.location.reload();
  else window.location.replace(href);
}
