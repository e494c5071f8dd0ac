import { useSearchParams } from "next/navigation";

export const PARTS = ["users", "invitations", "keys", "audit"] as const;
export type Part = (typeof PARTS)[number];

export const PART_WORDS: Readonly<Record<Part, string>> = {
  users: "Users",
  invitations: "Invitations",
  keys: "Service keys",
  audit: "Audit",
};

/** Which part is shown, as the address says; it rides in the query because the page is a static file. */
export function usePart(): Part {
  const part = useSearchParams().get("part");
  return PARTS.find((one) => one === part) ?? "users";
}

export function partHref(part: Part): string {
  return part === "users" ? "/admin" : `/admin?part=${part}`;
}
