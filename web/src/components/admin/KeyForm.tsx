"use client";

import { useState } from "react";
import { Field } from "@/components/access/Field";
import { FormBox } from "@/components/access/FormBox";
import { FormFoot } from "@/components/access/FormFoot";
import { useAccessForm } from "@/components/access/use-access-form";
import { useAccess } from "@/hooks/access/access-context";
import type { ServiceKey } from "@/types/access";

const DAY_MS = 86_400_000;
/** How long a key counts, in days; 0: until it is deleted. */
const LIFES = [
  [30, "30 days"],
  [90, "90 days"],
  [365, "A year"],
  [0, "Until it is deleted"],
] as const;

/** A key for a program that asks in its own name. */
export function KeyForm({ onMade }: { readonly onMade: (key: ServiceKey) => void }) {
  const { api } = useAccess();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState("");
  const [days, setDays] = useState<number>(LIFES[1][0]);
  const form = useAccessForm();

  const send = async () => {
    const expiresAt = days === 0 ? undefined : new Date(Date.now() + days * DAY_MS).toISOString();
    const wish = {
      name: name.trim(),
      scopes: scopes.split(/[\s,]+/).filter(Boolean),
      ...(expiresAt !== undefined && { expiresAt }),
    };
    const found = wish.name === "" ? [{ path: "name", message: "Give it a name" }] : [];
    const made = await form.attempt(found, async () => onMade(await api.makeKey(wish)));
    if (!made) return;
    setName("");
    setScopes("");
  };

  return (
    <FormBox form={form} label="Make a service key" onSend={send}>
      <div className="grid gap-x-4 gap-y-1 sm:grid-cols-[2fr_3fr_auto]">
        <Field
          label="Name"
          path="name"
          autoComplete="off"
          maxLength={80}
          help="Of the program that has it."
          faults={form.faults}
          value={name}
          onChange={(event) => {
            form.touch("name");
            setName(event.target.value);
          }}
        />
        <Field
          label="Scopes"
          path="scopes"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          help="read, chat, tools, or channels such as room:a-*=publish+subscribe; with spaces between."
          faults={form.faults}
          value={scopes}
          onChange={(event) => {
            form.touch("scopes");
            setScopes(event.target.value);
          }}
        />
        <label className="flex flex-col gap-1">
          Counts for
          <select
            value={days}
            onChange={(event) => setDays(Number(event.target.value))}
            className="h-10 rounded-control border border-line bg-sunken px-2 touch:h-11"
          >
            {LIFES.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <FormFoot form={form} paths={["name", "scopes"]} label="Make a key" busyLabel="Making it…" />
    </FormBox>
  );
}
