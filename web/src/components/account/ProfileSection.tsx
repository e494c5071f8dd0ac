"use client";

import { useState } from "react";
import { ROLE_WORDS } from "@/components/access/access-words";
import { Field } from "@/components/access/Field";
import { FormBox } from "@/components/access/FormBox";
import { FormFoot } from "@/components/access/FormFoot";
import { useAccessForm } from "@/components/access/use-access-form";
import { Button } from "@/components/ui/Button";
import { useAccess, useAccessState } from "@/hooks/access/access-context";
import { Section } from "./Section";

/** What one is called, and how one signs in. */
export function ProfileSection() {
  const { api, changed, want } = useAccess();
  const account = useAccessState(({ me }) => me?.account);
  const [displayName, setDisplayName] = useState(account?.displayName ?? "");
  const [done, setDone] = useState(false);
  const form = useAccessForm();
  if (account === undefined) return null;

  const save = async () => {
    setDone(false);
    const wish = { displayName: displayName.trim() };
    setDone(await form.attempt([], async () => changed(await api.changeAccount(wish))));
  };

  return (
    <Section
      title="Profile"
      text={
        <>
          You sign in as <span className="font-strong text-fg">{account.name}</span>. Your role is{" "}
          {ROLE_WORDS[account.role].toLowerCase()}.
        </>
      }
      end={<Button onClick={() => want("sign-out")}>Sign out</Button>}
    >
      <FormBox form={form} label="Profile" onSend={save} className="flex max-w-100 flex-col gap-1">
        <Field
          label="What you are called"
          path="displayName"
          name="nickname"
          optional
          dir="auto"
          autoComplete="nickname"
          maxLength={80}
          placeholder={account.name}
          faults={form.faults}
          value={displayName}
          onChange={(event) => {
            form.touch("displayName");
            setDone(false);
            setDisplayName(event.target.value);
          }}
        />
        <FormFoot
          form={form}
          paths={["displayName"]}
          label="Save"
          busyLabel="Saving…"
          done={done ? "Saved." : ""}
        />
      </FormBox>
    </Section>
  );
}
