"use client";

import { useState } from "react";
import { Field } from "@/components/access/Field";
import { FormFoot } from "@/components/access/FormFoot";
import { useAccessForm } from "@/components/access/use-access-form";
import { Dialog } from "@/components/ui/Dialog";
import { useAccess } from "@/hooks/access/access-context";
import type { Account } from "@/types/access";

type DeleteUserProps = {
  readonly user: Account;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
};

/** Asks for the name before somebody's account is deleted, for there is no way back. */
export function DeleteUser({ user, onClose, onDeleted }: DeleteUserProps) {
  const { api } = useAccess();
  const [typed, setTyped] = useState("");
  const form = useAccessForm();
  const { name } = user;

  const send = async () => {
    const right = typed.trim().toLowerCase() === name.toLowerCase();
    const found = right ? [] : [{ path: "name", message: `Write ${name}` }];
    if (await form.attempt(found, () => api.deleteUser(user.id))) onDeleted();
  };

  return (
    <Dialog title={`Delete ${name}`} onClose={onClose}>
      <form
        ref={form.box}
        noValidate
        aria-label={`Delete ${name}`}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
        className="flex min-h-0 flex-col gap-1 overflow-y-auto px-4 pb-4"
      >
        <p className="pb-2 text-muted">
          Their chats are deleted with the account, and they are signed out everywhere within a
          second. Nobody can bring it back. To keep the account, shut them out instead.
        </p>
        <Field
          label={`To confirm, write ${name}`}
          path="name"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          faults={form.faults}
          value={typed}
          onChange={(event) => {
            form.touch("name");
            setTyped(event.target.value);
          }}
        />
        <FormFoot
          form={form}
          paths={["name"]}
          label="Delete the account"
          busyLabel="Deleting…"
          danger
        />
      </form>
    </Dialog>
  );
}
