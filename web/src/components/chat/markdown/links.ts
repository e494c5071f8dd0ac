const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/**
 * The address if it may be followed, else `undefined`. Relative addresses are refused too: a model
 * has no business inside this site.
 */
export function safeHref(href: string): string | undefined {
  try {
    const url = new URL(href.trim());
    return SCHEMES.has(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
