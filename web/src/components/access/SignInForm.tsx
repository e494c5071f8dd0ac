"use client";

import { useState } from "react";
import { useAccess } from "@/hooks/access/access-context";
import { Field } from "./Field";
import { FormBox } from "./FormBox";
import { FormFoot } from "./FormFoot";
import { PasswordField } from "./PasswordField";
import { useAccessForm } from "./use-access-form";

/** Name and password. `name` is whoever was here before, if anybody was. */
export function SignInForm({ name: known }: { readonly name: string }) {
  const { signIn } = useAccess();
  const [name, setName] = useState(known);
  const [password, setPassword] = useState("");
  const form = useAccessForm();

  const send = () =>
    form.attempt(
      [
        ...(name.trim() === "" ? [{ path: "name", message: "Write your name" }] : []),
        ...(password === "" ? [{ path: "password", message: "Write your password" }] : []),
      ],
      () => signIn(name.trim(), password),
    );

  return (
    <FormBox form={form} label="Sign in" onSend={send}>
      <Field
        label="Name"
        path="name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        aria-required="true"
        data-autofocus={known === "" || undefined}
        faults={form.faults}
        value={name}
        onChange={(event) => {
          form.touch("name");
          setName(event.target.value);
        }}
      />
      <PasswordField
        label="Password"
        path="password"
        kind="current-password"
        autoFocus={known !== ""}
        faults={form.faults}
        value={password}
        onValue={(value) => {
          form.touch("password");
          setPassword(value);
        }}
      />
      <FormFoot
        form={form}
        paths={["name", "password"]}
        label="Sign in"
        busyLabel="Signing in…"
        words={{ unauthorized: "The name or the password is wrong." }}
        wide
      />
    </FormBox>
  );
}
