"use client";

import { ThalwegError } from "@thalweg/client";
import { useState } from "react";
import { Button } from "@/components/ui/Button";
import { useAccess } from "@/hooks/access/access-context";
import { hasUnsentText } from "@/lib/person-storage";
import { refusalOf, refusalWords } from "./access-words";

/** Out of this browser; what was kept here of the person goes too. */
export function SignOut() {
  const { signOut, dismiss } = useAccess();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState("");
  const [unsent] = useState(hasUnsentText);

  const go = async () => {
    if (busy) return;
    setBusy(true);
    setRefusal("");
    try {
      await signOut();
    } catch (error) {
      setBusy(false);
      setRefusal(
        error instanceof ThalwegError
          ? refusalWords(refusalOf(error, Date.now()))
          : "Something on this page failed. Reload it.",
      );
    }
  };

  return (
    <>
      <h2 id="access-title" className="text-title font-strong">
        Sign out?
      </h2>
      <p className="pt-1 text-muted">
        {unsent
          ? "There is text in this browser that was not sent. It is forgotten with the sign-out."
          : "Your chats stay on the server. This browser forgets what it kept of you."}
      </p>
      <p role="alert" className="min-h-5 pt-2 text-danger">
        {refusal}
      </p>
      <div className="flex gap-2 pt-2">
        <Button variant="primary" data-autofocus aria-disabled={busy} onClick={() => void go()}>
          {busy ? "Signing out…" : "Sign out"}
        </Button>
        <Button variant="ghost" onClick={dismiss}>
          Cancel
        </Button>
      </div>
    </>
  );
}
