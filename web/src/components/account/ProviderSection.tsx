"use client";

import { providerName } from "@/components/access/access-words";
import { useAccessState } from "@/hooks/access/access-context";
import { Section } from "./Section";

/** In the place of the password, for who has none. */
export function ProviderSection() {
  const name = useAccessState(({ auth }) => providerName(auth));
  return (
    <Section
      title="Signing in"
      text={
        <>
          You sign in with <strong className="font-strong text-fg">{name}</strong>, and have no
          password here.
        </>
      }
    >
      {null}
    </Section>
  );
}
