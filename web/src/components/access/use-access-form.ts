import { type FieldError, ThalwegError } from "@thalweg/client";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useNow } from "@/components/ui/use-now";
import { logger } from "@/lib/logger";
import { faultsOf, type Refusal, refusalOf } from "./access-words";
import { isAt } from "./is-at";

/** A form about an account while it is filled in and sent. */
export function useAccessForm() {
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(0);
  const box = useRef<HTMLFormElement>(null);
  const retryAt = refusal?.retryAt ?? 0;
  const now = useNow(250, retryAt > 0);
  const waitS = Math.max(0, Math.ceil((retryAt - now) / 1000));

  // To the first field that is wrong, once the page has been drawn with it.
  useEffect(() => {
    if (asked === 0) return;
    const wrong = box.current?.querySelector<HTMLInputElement>("[aria-invalid=true]");
    const field = wrong ?? box.current?.querySelector<HTMLInputElement>("input[type=password]");
    field?.focus();
    field?.select();
  }, [asked]);

  return {
    box: box as RefObject<HTMLFormElement | null>,
    faults,
    refusal,
    busy,
    /** Seconds until it may be tried again. */
    waitS,
    /** Something was written: what was wrong with it is not known any more. */
    touch(path: string) {
      setFaults((before) => before.filter((fault) => !isAt(fault.path, path)));
    },
    /** Sends it, if nothing is wrong as far as can be told here; resolves to whether it was taken. */
    async attempt(found: readonly FieldError[], work: () => Promise<unknown>): Promise<boolean> {
      if (busy || waitS > 0) return false;
      setFaults(found);
      setRefusal(null);
      if (found.length > 0) {
        setAsked((before) => before + 1);
        return false;
      }
      setBusy(true);
      try {
        await work();
        return true;
      } catch (error) {
        if (error instanceof ThalwegError) {
          const told = faultsOf(error);
          setFaults(told);
          if (told.length === 0) setRefusal(refusalOf(error, Date.now()));
        } else {
          logger.warn("unexpected failure", { error });
          setRefusal({ code: "page", message: "something on this page failed; reload it" });
        }
        setAsked((before) => before + 1);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

export type AccessForm = ReturnType<typeof useAccessForm>;
