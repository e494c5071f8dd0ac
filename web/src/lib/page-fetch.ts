import type { Fetch } from "@thalweg/client";
import { checkedFetch } from "./validators";
import { watchedFetch } from "./watched-fetch";

/**
 * How the page asks the server: an answer that says that nobody is signed in is told to the page as
 * a whole. In development what comes in is compared with the contract.
 */
export function pageFetch(): Fetch {
  const plain: Fetch = (input, init) => fetch(input, init);
  return watchedFetch(process.env.NODE_ENV === "production" ? plain : checkedFetch(plain));
}
