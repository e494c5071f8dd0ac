"use client";

import { Button } from "@/components/ui/Button";
import { useAccess, useAccessState } from "@/hooks/access/access-context";
import { Section } from "./Section";

/** What a guest is told: what an account would keep, and how to get one. */
export function GuestSection() {
  const { want } = useAccess();
  const open = useAccessState(({ auth }) => auth?.registration === "open");
  return (
    <Section
      title="You are here as a guest"
      text={
        open
          ? "Your chats belong to this browser alone, and are lost with its cookie. Make an account: it keeps them, and you have them wherever you sign in."
          : "Your chats belong to this browser alone, and are lost with its cookie. An account would keep them. Here they are made by invitation: ask whoever runs this server for one, and open its link in this browser."
      }
    >
      <div className="flex flex-wrap gap-2">
        {open ? (
          <Button variant="primary" onClick={() => want("register")}>
            Make an account
          </Button>
        ) : null}
        <Button onClick={() => want("sign-in")}>Sign in</Button>
      </div>
    </Section>
  );
}

/** Where nobody signs in. */
export function NobodySection() {
  return (
    <Section
      title="There are no accounts here"
      text="Whoever can open this page is the owner of what is on this server. To let several people in, each with an account, start it with --accounts."
    >
      {null}
    </Section>
  );
}
