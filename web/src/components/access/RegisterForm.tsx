"use client";

import { useState } from "react";
import { useAccess } from "@/hooks/access/access-context";
import type { SignInLink } from "@/types/access";
import { nameFaults, passwordFaults } from "./access-words";
import { Field } from "./Field";
import { FormBox } from "./FormBox";
import { FormFoot } from "./FormFoot";
import { PasswordField } from "./PasswordField";
import { useAccessForm } from "./use-access-form";

const PATHS = ["name", "displayName", "password"];

/** A new account, of an invitation or of the owner's link where one is needed. */
export function RegisterForm({ link }: { readonly link: SignInLink | null }) {
  const { register } = useAccess();
  const [name, setName] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [password, setPassword] = useState("");
  const form = useAccessForm();

  const send = () =>
    form.attempt([...nameFaults(name), ...passwordFaults(password)], () =>
      register({
        name,
        password,
        ...(displayName.trim() !== "" && { displayName: displayName.trim() }),
        ...(link !== null && { token: link.token }),
      }),
    );

  return (
    <FormBox form={form} label="Make an account" onSend={send}>
      <Field
        label="Name"
        path="name"
        name="username"
        help="You sign in with it. An e-mail address will do."
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        aria-required="true"
        data-autofocus
        faults={form.faults}
        value={name}
        onChange={(event) => {
          form.touch("name");
          setName(event.target.value.trim());
        }}
      />
      <Field
        label="What you are called"
        path="displayName"
        name="nickname"
        optional
        dir="auto"
        autoComplete="nickname"
        maxLength={80}
        faults={form.faults}
        value={displayName}
        onChange={(event) => {
          form.touch("displayName");
          setDisplayName(event.target.value);
        }}
      />
      <PasswordField
        label="Password"
        path="password"
        kind="new-password"
        help="10 characters or more. A few words are better than one with signs."
        faults={form.faults}
        value={password}
        onValue={(value) => {
          form.touch("password");
          setPassword(value);
        }}
      />
      <FormFoot
        form={form}
        paths={PATHS}
        label="Make the account"
        busyLabel="Making it…"
        words={
          link === null
            ? {}
            : { forbidden: "This link was used before or has run out. Ask for a new one." }
        }
        wide
      />
    </FormBox>
  );
}
