import type { AccessState } from "@/stores/access/access.store";
import type { Account, Me } from "@/types/access";
import { ROLE_WORDS } from "./access-words";

/** What somebody is called. */
export function nameOf({ name, displayName }: Pick<Account, "name" | "displayName">): string {
  return displayName ?? name;
}

/** The same of whoever looks, who may have no account. */
export function personOf(me: Me | undefined): string {
  if (me === undefined) return "";
  return me.account === undefined ? ROLE_WORDS[me.principal.role] : nameOf(me.account);
}

export function selectPerson({ me }: AccessState): string {
  return personOf(me);
}
