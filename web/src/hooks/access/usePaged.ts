import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { useConnection } from "@/hooks/chat/useConnection";
import { createPaged, type Paged } from "@/stores/access/paged";
import { useAccessState } from "./access-context";

/** A list that is loaded with its component, and again once the server can be reached. */
export function usePaged<T>(...how: Parameters<typeof createPaged<T>>) {
  const [paged] = useState<Paged<T>>(() => createPaged(...how));
  const state = useStore(paged.store);
  const { state: connection } = useConnection();
  const isIn = useAccessState(({ status }) => status === "in");

  useEffect(() => {
    if (isIn) void paged.reload();
  }, [paged, isIn]);
  useEffect(() => {
    const { problem } = paged.store.getState();
    if (connection === "live" && problem !== undefined) void paged.reload();
  }, [paged, connection]);

  return { ...state, ...paged };
}
