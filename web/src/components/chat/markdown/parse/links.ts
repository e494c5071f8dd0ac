const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/**
 * The address if it may be followed, else `undefined`. Relative addresses are refused too: a model
 * has no business inside this site.
 */
export function safeHref(href: string): string | undefined {
  try {
    const url = new URL(href.trim());
    // A name and a password before the host only serve to make one host look like another.
    return SCHEMES.has(url.protocol) && !url.username && !url.password ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** The host of an address of the web; undefined for mail, telephones and the rest. */
export function hostOf(href: string): string | undefined {
  try {
    return new URL(href).host || undefined;
  } catch {
    return undefined;
  }
}

/** Whether words read as an address of another host than the one that they lead to. */
export function misleads(words: string, href: string): boolean {
  const said = /^\s*(?:https?:\/\/)?((?:[a-z\d-]+\.)+[a-z]{2,})(?:[:/?#]|\s*$)/i.exec(words)?.[1];
  const host = hostOf(href);
  if (!said || !host) return false;
  const bare = (name: string) => name.toLowerCase().replace(/^www\.|:\d+$/g, "");
  return bare(said) !== bare(host);
}
