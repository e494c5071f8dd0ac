/** The part of `fetch` that this package uses. */
export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

/** Time, given from outside so that tests own it. Times are milliseconds since the epoch. */
export type Clock = {
  now(): number;
  /** Calls `run` once after `ms`; returns what cancels it. */
  after(ms: number, run: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const handle = setTimeout(run, ms);
    return () => clearTimeout(handle);
  },
};

export type EnvironmentChange = "online" | "offline" | "visible" | "hidden";

/** What is known of the device: whether it has a network, whether anyone can see the page. */
export type Environment = {
  readonly online: boolean;
  readonly visible: boolean;
  /** Calls back on each change; returns what ends that. */
  watch(onChange: (change: EnvironmentChange) => void): () => void;
};

/** A server or a script: always online and looked at. */
export const steadyEnvironment: Environment = {
  online: true,
  visible: true,
  watch: () => () => undefined,
};

/** The browser's own view where there is one, else {@link steadyEnvironment}. */
export function detectEnvironment(): Environment {
  if (typeof window === "undefined" || typeof document === "undefined") return steadyEnvironment;
  return {
    get online() {
      return navigator.onLine !== false;
    },
    get visible() {
      return document.visibilityState !== "hidden";
    },
    watch(onChange) {
      const online = () => onChange("online");
      const offline = () => onChange("offline");
      const visibility = () =>
        onChange(document.visibilityState === "hidden" ? "hidden" : "visible");
      window.addEventListener("online", online);
      window.addEventListener("offline", offline);
      // A page that comes back from the back/forward cache has a dead stream and may fire no
      // visibility change.
      window.addEventListener("pageshow", visibility);
      document.addEventListener("visibilitychange", visibility);
      return () => {
        window.removeEventListener("online", online);
        window.removeEventListener("offline", offline);
        window.removeEventListener("pageshow", visibility);
        document.removeEventListener("visibilitychange", visibility);
      };
    },
  };
}
