import { createStore } from "zustand/vanilla";

/** What a reader has allowed to be fetched: single images for this visit, hosts for this browser. */
type Allowed = { readonly images: ReadonlySet<string>; readonly hosts: ReadonlySet<string> };

const KEY = "thalweg.imageHosts";
/** More hosts than anybody allows by hand; an older one gives way. */
const MOST_HOSTS = 200;

export const allowedImages = createStore<Allowed>(() => ({
  images: new Set(),
  hosts: readHosts(),
}));

export function allowImage(href: string): void {
  allowedImages.setState(({ images }) => ({ images: new Set(images).add(href) }));
}

export function allowHost(host: string): void {
  const hosts = [...readHosts(), host].slice(-MOST_HOSTS);
  try {
    localStorage.setItem(KEY, JSON.stringify(hosts));
  } catch {
    // Storage is full or forbidden: the choice holds until the page is left.
  }
  allowedImages.setState({ hosts: new Set(hosts) });
}

export function isAllowed({ images, hosts }: Allowed, href: string, host: string): boolean {
  return images.has(href) || hosts.has(host);
}

function readHosts(): Set<string> {
  try {
    const hosts: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(hosts) ? hosts.filter((host) => typeof host === "string") : []);
  } catch {
    return new Set();
  }
}
