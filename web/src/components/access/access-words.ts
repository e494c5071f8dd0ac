import type { FieldError, ThalwegError } from "@thalweg/client";
import type { AuthInfo, ProviderNews, Role } from "@/types/access";

/** Why something about an account was refused. */
export type Refusal = {
  readonly code: string;
  readonly message: string;
  /** Before this time, in milliseconds, trying again cannot help. */
  readonly retryAt?: number;
};

const words: Readonly<Record<string, string>> = {
  network: "The server cannot be reached. Try it again.",
  rate_limited: "Too many tries. Wait a moment.",
  overloaded: "The server has too much to do. Try again in a moment.",
  draining: "The server is about to restart. Try again in a moment.",
  storage_full: "The server’s disk is full. Nothing can be kept until there is room again.",
  not_found: "It is not here any more.",
};

/** The same for people; the server's own words where these know none. */
export function refusalWords({ code, message }: Pick<Refusal, "code" | "message">): string {
  return words[code] ?? message;
}

export function refusalOf(error: ThalwegError, now: number): Refusal {
  const { code, message, retryAfterMs } = error;
  return { code, message, ...(retryAfterMs !== undefined && { retryAt: now + retryAfterMs }) };
}

/** What a refusal says of fields. That a name is taken is said of the name, and alone. */
export function faultsOf({ code, message, errors }: ThalwegError): readonly FieldError[] {
  if (errors !== undefined && errors.length > 0) return errors;
  return code === "name_taken" ? [{ path: "name", message }] : [];
}

/** What a provider is called; a word for it while that is not known. */
export function providerName(auth: AuthInfo | undefined): string {
  return auth?.oidc?.name ?? "your identity provider";
}

/** Why somebody is not signed in whom the identity provider, called `name`, sent back. */
export function newsWords(news: ProviderNews, name: string): string {
  switch (news) {
    case "denied":
      return `You were not signed in: that was declined at ${name}.`;
    case "expired":
      return "That took too long, or was begun in another browser. Try it again.";
    case "failed":
      return `What ${name} answered does not count here. Try it again; if it stays so, tell whoever runs this server.`;
    case "unavailable":
      return `${name} cannot be reached now. Try it again in a moment.`;
    case "invite":
      return `${name} knows you, but you have no account here. Ask whoever runs this server for an invitation, and open its link first.`;
    case "disabled":
      return "Your account here is disabled. Ask whoever runs this server.";
    case "busy":
      return "Too many tries. Wait a moment.";
  }
}

export const MOST_NAME = 64;
export const LEAST_PASSWORD = 10;
export const MOST_PASSWORD = 256;

/** What is wrong with a name to sign in with, as far as can be told here. */
export function nameFaults(name: string): readonly FieldError[] {
  const path = "name";
  if (name === "") return [{ path, message: "Choose a name" }];
  if (!/^[A-Za-z0-9._@+-]*$/.test(name)) {
    return [{ path, message: "Use letters from a to z, digits and . _ @ + - alone" }];
  }
  if (name.length < 2 || name.length > MOST_NAME) {
    return [{ path, message: `Use 2 to ${MOST_NAME} characters` }];
  }
  return [];
}

/** The same for a new password. */
export function passwordFaults(password: string, path = "password"): readonly FieldError[] {
  // Characters as people count them, as the server does.
  const { length } = [...password];
  if (length < LEAST_PASSWORD) {
    return [{ path, message: `Use ${LEAST_PASSWORD} characters or more` }];
  }
  if (length > MOST_PASSWORD) return [{ path, message: `Use ${MOST_PASSWORD} characters at most` }];
  return [];
}

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  owner: "Owner",
  admin: "Admin",
  member: "Member",
  viewer: "Viewer",
  guest: "Guest",
  service: "Service",
};

/** What somebody may do, in a few words. */
export const ROLE_HINTS: Readonly<Record<"admin" | "member" | "viewer", string>> = {
  admin: "May do everything a member may, and look after users, invitations and keys.",
  member: "May chat and use tools.",
  viewer: "May read what is theirs, and write nothing.",
};
