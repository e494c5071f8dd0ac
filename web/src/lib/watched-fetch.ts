import type { Fetch } from "@thalweg/client";

/** Told when the server does not know any more who is asking. */
type Listener = () => void;

const listeners = new Set<Listener>();

export function onUnauthorized(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whoever asks these looks at a 401 by themselves: it says something else there, or is the question. */
const OWN = /^\/api\/(me|auth\/(login|register|logout|owner))$/;

/** A `fetch` that tells of each answer 401, beside handing it on. */
export function watchedFetch(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.status === 401 && !OWN.test(new URL(input, "http://page").pathname)) {
      for (const listener of listeners) listener();
    }
    return response;
  };
}
