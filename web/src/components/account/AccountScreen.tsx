"use client";

import { Skeleton } from "@/components/Skeleton";
import { useAccessState } from "@/hooks/access/access-context";
import { selectHasAccounts } from "@/stores/access/access.store";
import { DeleteSection } from "./DeleteSection";
import { GuestSection, NobodySection } from "./GuestSection";
import { PasswordSection } from "./PasswordSection";
import { ProfileSection } from "./ProfileSection";
import { ProviderSection } from "./ProviderSection";
import { SessionsSection } from "./SessionsSection";

/** `/account`: profile, password, sessions, and the way out. */
export function AccountScreen() {
  const me = useAccessState((state) => state.me);
  const auth = useAccessState((state) => state.auth);
  const accounts = useAccessState(selectHasAccounts);
  const known = me !== undefined && (me.account !== undefined || auth !== undefined);
  return (
    <>
      <header className="flex h-[calc(56px+env(safe-area-inset-top))] shrink-0 items-center border-b border-line px-4 pt-[env(safe-area-inset-top)] md:px-6">
        <h1 className="font-strong">Account</h1>
      </header>
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex w-full max-w-160 flex-col gap-8 px-4 py-8 md:px-6">
          {me?.account ? (
            // Another account is another page: nothing that was written for one is kept for the other.
            <Parts key={me.account.id} />
          ) : me !== undefined && accounts ? (
            <GuestSection />
          ) : known || me?.principal.role === "owner" ? (
            <NobodySection />
          ) : (
            <div role="status" aria-label="Loading the account" className="flex flex-col gap-4">
              <Skeleton className="h-10 w-full" />
              <Skeleton className="h-10 w-full" />
              <Skeleton className="h-10 w-2/3" />
            </div>
          )}
        </div>
      </div>
    </>
  );
}

function Parts() {
  const provider = useAccessState(({ me }) => me?.account?.provider === true);
  return (
    <>
      <ProfileSection />
      {provider ? <ProviderSection /> : <PasswordSection />}
      <SessionsSection />
      <DeleteSection />
    </>
  );
}
