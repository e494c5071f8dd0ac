import type { ReactNode } from "react";
import { hostOf, misleads } from "./parse/links";

type ExternalLinkProps = {
  /** A safe address (`safeHref`). */
  readonly href: string;
  /** The words of the link, to be compared with where it leads. */
  readonly words: string;
  readonly children: ReactNode;
};

/** A link out of the page: it shows where it leads, on hover, by keyboard, and if its words lie. */
export function ExternalLink({ href, words, children }: ExternalLinkProps) {
  return (
    <>
      <a
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        data-tip={shortened(href)}
        className="text-accent underline decoration-1 underline-offset-4 hover:decoration-2"
      >
        {children}
      </a>
      {misleads(words, href) ? (
        <span className="text-ui text-signal"> ({hostOf(href)})</span>
      ) : null}
    </>
  );
}

function shortened(href: string): string {
  return href.length > 120 ? `${href.slice(0, 119)}…` : href;
}
