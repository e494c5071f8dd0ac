"use client";

import { useState } from "react";
import { ConfirmName, confirmFaults } from "@/components/access/ConfirmName";
import { FormBox } from "@/components/access/FormBox";
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
    if (await form.attempt(confirmFaults(typed, name), () => api.deleteUser(user.id))) onDeleted();
  };

  return (
    <Dialog title={`Delete ${name}`} onClose={onClose}>
      <FormBox
        form={form}
        label={`Delete ${name}`}
        onSend={send}
        className="flex min-h-0 flex-col gap-1 overflow-y-auto px-4 pb-4"
      >
        <p className="pb-2 text-muted">
          Their chats are deleted with the account, and they are signed out everywhere within a
          second. Nobody can bring it back. To keep the account, shut them out instead.
        </p>
        <ConfirmName form={form} name={name} typed={typed} onTyped={setTyped} />
        <FormFoot
          form={form}
          paths={["name"]}
          label="Delete the account"
          busyLabel="Deleting…"
          danger
        />
      </FormBox>
    </Dialog>
  );
}
