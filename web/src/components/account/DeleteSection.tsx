"use client";

import { useState } from "react";
import { providerName } from "@/components/access/access-words";
import { ConfirmName, confirmFaults } from "@/components/access/ConfirmName";
import { FormBox } from "@/components/access/FormBox";
import { FormFoot } from "@/components/access/FormFoot";
import { PasswordField } from "@/components/access/PasswordField";
import { ProviderButton } from "@/components/access/ProviderButton";
import { useAccessForm } from "@/components/access/use-access-form";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { useAccess, useAccessState } from "@/hooks/access/access-context";
import { Section } from "./Section";

/** The end of the account, and of everything that is its. */
export function DeleteSection() {
  const account = useAccessState(({ me }) => me?.account);
  const [open, setOpen] = useState(false);
  if (account === undefined) return null;
  if (account.role === "owner") {
    return (
      <Section
        title="Delete the account"
        text="The owner’s account is the one that this server belongs to, so it cannot be deleted."
      >
        {null}
      </Section>
    );
  }
  return (
    <Section
      title="Delete the account"
      text="Your chats go with it. Nobody can bring the account back, and its name is free for others."
    >
      <div>
        <Button variant="danger" onClick={() => setOpen(true)}>
          Delete the account…
        </Button>
      </div>
      {open ? (
        <DeleteDialog
          name={account.name}
          provider={account.provider === true}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </Section>
  );
}

type DeleteDialogProps = {
  readonly name: string;
  /** It has no password. */
  readonly provider: boolean;
  readonly onClose: () => void;
};

function DeleteDialog({ name, provider, onClose }: DeleteDialogProps) {
  const { api, gone } = useAccess();
  const providers = useAccessState(({ auth }) => providerName(auth));
  const [typed, setTyped] = useState("");
  const [password, setPassword] = useState("");
  const form = useAccessForm();

  const send = async () => {
    const found = [
      ...confirmFaults(typed, name),
      ...(password === "" && !provider
        ? [{ path: "password", message: "Write your password" }]
        : []),
    ];
    const proof = provider ? { name: typed.trim() } : { password };
    if (await form.attempt(found, () => api.deleteAccount(proof))) gone();
  };

  return (
    <Dialog title="Delete the account" onClose={onClose}>
      <FormBox
        form={form}
        label="Delete the account"
        onSend={send}
        className="flex min-h-0 flex-col gap-1 overflow-y-auto px-4 pb-4"
      >
        <p className="pb-2 text-muted">
          The account, its sessions and its chats are deleted, and you are signed out everywhere.
        </p>
        <ConfirmName form={form} name={name} typed={typed} onTyped={setTyped} />
        {provider ? null : (
          <PasswordField
            label="Password"
            path="password"
            kind="current-password"
            faults={form.faults}
            value={password}
            onValue={(value) => {
              form.touch("password");
              setPassword(value);
            }}
          />
        )}
        <FormFoot
          form={form}
          paths={["name", "password"]}
          label="Delete it for good"
          busyLabel="Deleting…"
          words={
            provider ? { forbidden: `Show that it is you: sign in with ${providers} again.` } : {}
          }
          danger
        />
        {provider && form.refusal?.code === "forbidden" ? (
          <ProviderButton label={`Sign in with ${providers} again`} className="pt-2" />
        ) : null}
      </FormBox>
    </Dialog>
  );
}
