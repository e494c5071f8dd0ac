import type { Environment, EnvironmentChange } from "./environment.ts";
import type { Want } from "./shared-types.ts";

/** What the other tabs want, as far as they said it; and, with it, whether anyone sees the page. */
export class Wants {
  /** `fresh`: of readers that no stream serves yet. */
  readonly #wants = new Map<string, Want & { readonly fresh: boolean }>();
  readonly #renewed = new Set<string>();
  readonly #watchers = new Set<(change: EnvironmentChange) => void>();
  readonly #device: Environment;

  constructor(device: Environment) {
    this.#device = device;
  }

  get all(): readonly Want[] {
    return [...this.#wants.values()];
  }

  /** There are other tabs. */
  get any(): boolean {
    return this.#wants.size > 0;
  }

  /** Somebody is in step with the stream that is open. */
  get anyServed(): boolean {
    return [...this.#wants.values()].some((want) => !want.fresh && want.channels.length > 0);
  }

  /** The places of those that no stream serves yet. */
  get freshCursors(): readonly (string | undefined)[] {
    return [...this.#wants.values()].filter((want) => want.fresh).map((want) => want.cursor);
  }

  /** A tab that can be seen. */
  get successor(): string | undefined {
    return this.all.find((want) => want.visible)?.tab;
  }

  put(want: Want, fresh: boolean): void {
    const before = this.#visible;
    const shown = want.visible && this.#wants.get(want.tab)?.visible !== true;
    this.#wants.set(want.tab, { ...want, fresh });
    this.#renewed.add(want.tab);
    if (shown) this.#tell("visible");
    else if (before && !this.#visible) this.#tell("hidden");
  }

  delete(tab: string): void {
    this.#wants.delete(tab);
  }

  /** A stream carries everything that is wanted. */
  served(): void {
    for (const [tab, want] of this.#wants) this.#wants.set(tab, { ...want, fresh: false });
  }

  /** From here on it is noted who speaks, for `sweep`. */
  expectAnswers(): void {
    this.#renewed.clear();
  }

  /** Forgets the tabs that have not spoken since: they crashed, and nobody else would tell. */
  sweep(): void {
    for (const tab of this.#wants.keys()) if (!this.#renewed.has(tab)) this.#wants.delete(tab);
  }

  /** Something changed for this tab. */
  changed(change: EnvironmentChange): void {
    if (change !== "hidden" || !this.#visible) this.#tell(change);
  }

  /** The device as the shared stream sees it: the page is seen as long as any tab is. */
  environment(): Environment {
    const wants = this;
    return {
      get online() {
        return wants.#device.online;
      },
      get visible() {
        return wants.#visible;
      },
      watch(onChange) {
        wants.#watchers.add(onChange);
        return () => wants.#watchers.delete(onChange);
      },
    };
  }

  get #visible(): boolean {
    return this.#device.visible || this.successor !== undefined;
  }

  #tell(change: EnvironmentChange): void {
    for (const watcher of [...this.#watchers]) watcher(change);
  }
}
