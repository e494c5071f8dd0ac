"use client";

import { ThalwegError } from "@thalweg/client";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/Button";
import { useAccess, useAccessState } from "@/hooks/access/access-context";
import type { AccessState } from "@/stores/access/access.store";
import { newsWords, providerName, refusalOf, refusalWords } from "./access-words";
import { Or, ProviderButton } from "./ProviderButton";
import { RegisterForm } from "./RegisterForm";
import { SignInForm } from "./SignInForm";

type Words = { readonly title: string; readonly text: string };

/** The ways in: sign in, make an account, go on as a guest; whichever of them there are. */
export function Entrance() {
  const { dismiss } = useAccess();
  const state = useAccessState((now) => now);
  const { link, wish, auth, me, status, news } = state;
  const guest = me?.principal.role === "guest";
  const mayRegister = link !== null || auth?.registration === "open";
  const [registers, setRegisters] = useState(link !== null || wish === "register");
  const shown = registers && mayRegister ? "register" : "sign-in";

  // Whoever's session ended has no password to be asked for.
  const onlyProvider =
    auth?.oidc !== undefined && shown === "sign-in" && me?.account?.provider === true;

  if (link !== null && status === "in" && me?.account !== undefined) {
    return (
      <>
        <Title
          title={`You are signed in as ${me.account.name}`}
          text="This link makes a new account. Sign out first, or open it in another browser."
        />
        <Button variant="primary" className="mt-4" data-autofocus onClick={dismiss}>
          Stay signed in
        </Button>
      </>
    );
  }
  return (
    <>
      <Title {...(shown === "register" ? registerWords(state) : signInWords(state))} />
      {news === null ? null : (
        <p role="alert" className="pt-3 text-danger">
          {newsWords(news, providerName(auth))}
        </p>
      )}
      <div className="pt-4">
        {auth?.oidc === undefined ? null : (
          <>
            <ProviderButton
              label={`${shown === "register" ? "Continue" : "Sign in"} with ${auth.oidc.name}`}
              primary={onlyProvider}
            />
            {onlyProvider ? null : <Or />}
          </>
        )}
        {shown === "register" ? (
          <RegisterForm link={link} />
        ) : onlyProvider ? null : (
          <SignInForm name={me?.account?.name ?? ""} />
        )}
      </div>
      <div className="flex flex-wrap items-center justify-center gap-x-2 pt-2">
        {mayRegister ? (
          <Button variant="link" onClick={() => setRegisters(shown === "sign-in")}>
            {shown === "sign-in" ? "Make an account" : "I have an account"}
          </Button>
        ) : null}
        {auth?.guests && !guest && status !== "in" ? <GuestButton /> : null}
        {guest && status === "in" ? (
          <Button variant="link" onClick={dismiss}>
            Go on as a guest
          </Button>
        ) : null}
      </div>
      {mayRegister || guest || status === "ended" ? null : <Hint>{inviteWords(state)}</Hint>}
    </>
  );
}

function Title({ title, text }: Words) {
  return (
    <>
      <h2 id="access-title" className="text-title font-strong">
        {title}
      </h2>
      <p className="pt-1 text-muted">{text}</p>
    </>
  );
}

function Hint({ children }: { readonly children: ReactNode }) {
  return <p className="pt-2 text-center text-caption text-muted">{children}</p>;
}

function GuestButton() {
  const { goOnAsGuest } = useAccess();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState("");
  const go = async () => {
    if (busy) return;
    setBusy(true);
    setRefusal("");
    try {
      await goOnAsGuest();
    } catch (error) {
      if (!(error instanceof ThalwegError)) throw error;
      setRefusal(refusalWords(refusalOf(error, Date.now())));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="link" aria-disabled={busy} onClick={() => void go()}>
        Go on as a guest
      </Button>
      <span role="alert" className="basis-full text-center text-danger empty:hidden">
        {refusal}
      </span>
    </>
  );
}

function registerWords({ link, me }: AccessState): Words {
  const keeps =
    me?.principal.role === "guest" ? " The chats that you have as a guest stay yours." : "";
  if (link?.kind === "owner") {
    return {
      title: "Make the owner’s account",
      text: "Whoever has it runs this server. What is on it already belongs to it.",
    };
  }
  if (link?.kind === "invite") {
    return { title: "You are invited", text: `Choose a name and a password.${keeps}` };
  }
  return { title: "Make an account", text: `Choose a name and a password.${keeps}` };
}

function signInWords({ status, me }: AccessState): Words {
  if (status === "ended") {
    return {
      title: "Your session has ended",
      text: "What you wrote is still here. Sign in, and it goes on where it was.",
    };
  }
  if (me?.principal.role === "guest") {
    return {
      title: "Sign in",
      text: "What you did as a guest stays behind: only a new account takes it along.",
    };
  }
  return { title: "Sign in", text: "Your chats are where you left them." };
}

function inviteWords({ auth }: AccessState): string {
  return auth?.ownerClaimed === false
    ? "This server has no owner yet. It printed a link when it started: open it to make the owner’s account."
    : "Accounts are made by invitation. Ask whoever runs this server for one.";
}
