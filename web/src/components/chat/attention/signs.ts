import type { MessageView } from "@/types/chat";

/** What a tab that is out of sight has to tell, the most urgent last. */
export const SIGNS = ["none", "running", "done", "failed", "waiting"] as const;
export type Sign = (typeof SIGNS)[number];

/** What came to pass in a chat while nobody looked. */
export type News = Extract<Sign, "done" | "failed" | "waiting">;

/** Marks that are read as well as seen; a screen reader says the title when the tab is entered. */
const MARKS: Readonly<Record<Sign, string>> = {
  none: "",
  running: "… ",
  done: "✓ ",
  failed: "✗ ",
  waiting: "Approval needed: ",
};

export function titleWith(sign: Sign, title: string): string {
  return `${MARKS[sign]}${title} · Thalweg`;
}

/** Most ends are good ones; who stopped it knows already. */
export function newsOf(status: MessageView["status"] | undefined): News {
  return status === "error" || status === "interrupted" || status === "refused" ? "failed" : "done";
}

export function mostUrgent(signs: Iterable<Sign>): Sign {
  let most: Sign = "none";
  for (const sign of signs) if (SIGNS.indexOf(sign) > SIGNS.indexOf(most)) most = sign;
  return most;
}

/** Readable at 16 px on light and dark tab strips alike. */
const DOTS: Readonly<Partial<Record<Sign, string>>> = {
  done: "#0d9488",
  failed: "#dc2626",
  waiting: "#d97706",
};

/** The page's icon with a dot in a corner, as an address; undefined where it is the plain one. */
export function iconWith(sign: Sign): string | undefined {
  const dot = DOTS[sign];
  if (dot === undefined) return undefined;
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" fill="none" stroke="#0d9488" ' +
    'stroke-width="2.5" stroke-linecap="round"><path d="M2 6c5 0 7 3 12 3s7-3 12-3M2 13c5 0 7 4 12 ' +
    '4s7-4 12-4M2 21c5 0 7 3 12 3s7-3 12-3"/>' +
    `<circle cx="20.5" cy="20.5" r="7" fill="${dot}" stroke="#fff" stroke-width="2"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
