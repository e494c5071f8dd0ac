import type { Environment, EnvironmentChange } from "../core/environment.ts";
import type { Election, TabMessage, Tabs } from "../core/shared-types.ts";

/** A tab of a browser that a test owns. */
export type FakeTab = {
  readonly tabs: Tabs;
  readonly environment: Environment;
  /** Shown or hidden, or its network came or went. */
  change(change: EnvironmentChange): void;
  /** Runs nothing until it is thawed; what it is told waits. It keeps what it holds. */
  freeze(): void;
  thaw(): void;
  /** Gone without a word. */
  crash(): void;
};

/** Tabs that share messages and one lock, as a browser's do. Nothing is delivered by itself. */
export function fakeBrowser() {
  const members = new Set<Member>();
  const queue: { readonly member: Member; readonly election: Election }[] = [];
  let holder: { readonly member: Member; readonly election: Election } | undefined;

  const grant = () => {
    if (holder !== undefined) return;
    holder = queue.shift();
    const won = holder;
    if (won !== undefined) won.member.run(won.election.won);
  };
  const forget = (member: Member, election?: Election) => {
    for (let at = queue.length - 1; at >= 0; at -= 1) {
      const entry = queue[at];
      if (entry?.member === member && (!election || entry.election === election)) {
        queue.splice(at, 1);
      }
    }
    if (holder?.member === member && (!election || holder.election === election)) {
      holder = undefined;
      grant();
    }
  };

  class Member implements FakeTab {
    /** What the browser says of the lock comes in its order, and before messages. */
    readonly locks: (() => void)[] = [];
    readonly inbox: (() => void)[] = [];
    readonly #listeners = new Set<(message: TabMessage) => void>();
    readonly #watchers = new Set<(change: EnvironmentChange) => void>();
    frozen = false;
    gone = false;
    #online = true;
    #visible = true;
    readonly environment: Environment;
    readonly tabs: Tabs = {
      post: (message) => {
        if (this.gone) return;
        const text = JSON.stringify(message);
        for (const other of members) if (other !== this) other.hear(text);
      },
      listen: (onMessage) => {
        this.#listeners.add(onMessage);
        return () => this.#listeners.delete(onMessage);
      },
      elect: (election, take = false) => {
        if (this.gone) return () => undefined;
        let withdrawn = false;
        const standing = (work: () => void) => () => {
          if (!withdrawn) work();
        };
        const guarded = { won: standing(election.won), lost: standing(election.lost) };
        const candidate = { member: this, election: guarded };
        if (take) {
          const before = holder;
          holder = candidate;
          if (before !== undefined) before.member.run(before.election.lost);
          this.run(guarded.won);
        } else {
          queue.push(candidate);
          grant();
        }
        return () => {
          withdrawn = true;
          forget(this, guarded);
        };
      },
    };

    constructor() {
      const member = this;
      this.environment = {
        get online() {
          return member.#online;
        },
        get visible() {
          return member.#visible;
        },
        watch: (onChange) => {
          this.#watchers.add(onChange);
          return () => this.#watchers.delete(onChange);
        },
      };
    }

    hear(text: string): void {
      this.inbox.push(() => {
        for (const listener of this.#listeners) listener(JSON.parse(text));
      });
    }

    run(work: () => void): void {
      this.locks.push(work);
    }

    change(change: EnvironmentChange): void {
      if (change === "online" || change === "offline") this.#online = change === "online";
      else this.#visible = change === "visible";
      for (const watcher of [...this.#watchers]) watcher(change);
    }

    freeze(): void {
      this.frozen = true;
    }

    thaw(): void {
      this.frozen = false;
    }

    crash(): void {
      this.gone = true;
      members.delete(this);
      forget(this);
    }
  }

  /** What every tab that runs was told; `pick` chooses which of its messages comes next. */
  function deliver(pick: (waiting: number) => number = () => 0): boolean {
    let some = false;
    for (const member of [...members]) {
      if (member.frozen || member.locks.length + member.inbox.length === 0) continue;
      const [work] =
        member.locks.length > 0
          ? member.locks.splice(0, 1)
          : member.inbox.splice(pick(member.inbox.length), 1);
      some = true;
      work?.();
    }
    return some;
  }

  return {
    tab(): FakeTab {
      const member = new Member();
      members.add(member);
      return member;
    },
    /** Delivers one message to each tab, the first or the one that `pick` says. */
    deliver,
    /** Delivers until nothing is on its way. */
    async settle(): Promise<void> {
      let rounds = 0;
      for (let quiet = 0; quiet < 3; rounds += 1) {
        if (rounds > 5_000) throw new Error("the tabs talk without end");
        await Promise.resolve();
        quiet = deliver() ? 0 : quiet + 1;
      }
    },
  };
}
