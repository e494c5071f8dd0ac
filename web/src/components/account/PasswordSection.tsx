"use client";

import { useState } from "react";
import { passwordFaults } from "@/components/access/access-words";
import { FormBox } from "@/components/access/FormBox";
import { FormFoot } from "@/components/access/FormFoot";
import { PasswordField } from "@/components/access/PasswordField";
import { useAccessForm } from "@/components/access/use-access-form";
import { useAccess, useAccessState } from "@/hooks/access/access-context";
import { Section } from "./Section";

const PATHS = ["current", "password"];

/** Another password; every other browser has to sign in anew. */
export function PasswordSection() {
  const { api } = useAccess();
  const name = useAccessState(({ me }) => me?.account?.name ?? "");
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [done, setDone] = useState(false);
  const form = useAccessForm();

  const save = async () => {
    setDone(false);
    const found = [
      ...(current === "" ? [{ path: "current", message: "Write the one you have" }] : []),
      ...passwordFaults(password),
    ];
    const taken = await form.attempt(found, () => api.changePassword({ current, password }));
    if (!taken) return;
    setCurrent("");
    setPassword("");
    setDone(true);
  };

  return (
    <Section title="Password" text="A new one signs you out everywhere but here.">
      <FormBox
        form={form}
        label="Change the password"
        onSend={save}
        className="flex max-w-100 flex-col gap-1"
      >
        {/* Tells a password manager whose password is changed. */}
        <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
        <PasswordField
          label="Current password"
          path="current"
          kind="current-password"
          faults={form.faults}
          value={current}
          onValue={(value) => {
            form.touch("current");
            setDone(false);
            setCurrent(value);
          }}
        />
        <PasswordField
          label="New password"
          path="password"
          kind="new-password"
          help="10 characters or more."
          faults={form.faults}
          value={password}
          onValue={(value) => {
            form.touch("password");
            setDone(false);
            setPassword(value);
          }}
        />
        <FormFoot
          form={form}
          paths={PATHS}
          label="Change the password"
          busyLabel="Changing…"
          done={done ? "Changed. Every other browser is signed out." : ""}
        />
      </FormBox>
    </Section>
  );
}
