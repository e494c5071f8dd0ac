import { useState } from "react";
import { toProblem } from "@/stores/chat-runtime";
import { refusalWords } from "./access-words";

/** Things that are done at once and away from a form: one at a time, and why one had no effect. */
export function useDeed() {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState("");
  return {
    busy,
    refusal,
    forget: () => setRefusal(""),
    /** Does it; resolves to whether it was done. `what` begins the sentence of a refusal. */
    async attempt(what: string, work: () => Promise<unknown>): Promise<boolean> {
      if (busy) return false;
      setBusy(true);
      setRefusal("");
      try {
        await work();
        return true;
      } catch (error) {
        setRefusal(`${what}. ${refusalWords(toProblem(error))}`);
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
